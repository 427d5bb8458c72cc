namespace SoraSharp.Worlds.Scenes.Presenter;

/// <summary>How the presenter looks; indices into the name lists.</summary>
internal readonly record struct Face(
    bool Woman, int Skin, int Hair, HairStyle HairStyle, bool Beard, bool Moustache, bool Glasses, int Eyes, double Width, Neckline Neckline, Backdrop Backdrop);

internal enum HairStyle
{
    Short,
    Long,
    Curly,
    Bald,
    Bun,
}

/// <summary>What the shirt looks like below the neck.</summary>
internal enum Neckline
{
    Round,
    Collar,
    Deep,
}

internal enum Backdrop
{
    Wall,
    Bookshelf,
    Window,
    Curtain,
}

/// <summary>What the presenter does beside speaking.</summary>
internal enum Gesture
{
    None,
    Nods,
    Waves,
    Points,
}

/// <summary>How the presenter moves over the clip: sways, nods, blinks. Times are clip seconds. Immutable.</summary>
internal sealed record Bearing(Gesture Gesture, double GestureStart, double Sway, double SwayPhase, double[] Blinks)
{
    private const double BlinkSeconds = 0.17;
    private const double HandRise = 0.35;

    public double X(double time) => Sway * Math.Sin((2 * Math.PI * 0.35 * time) + SwayPhase);

    /// <summary>How far the head has nodded down.</summary>
    public double Y(double time)
    {
        if (Gesture != Gesture.Nods || time < GestureStart)
            return 0;
        // Three nods, once a second.
        var u = time - GestureStart;
        return u > 3 ? 0 : 2.6 * Math.Pow(Math.Sin(Math.PI * u), 2);
    }

    public bool Blinking(double time) => Blinks.Any(t => time >= t && time < t + BlinkSeconds);

    /// <summary>How far the hand is raised, 0 to 1.</summary>
    public double Hand(double time) => Gesture is Gesture.Waves or Gesture.Points ? Math.Clamp((time - GestureStart) / HandRise, 0, 1) : 0;

    /// <summary>How far a waving hand leans to the side, -1 to 1.</summary>
    public double Lean(double time) => Gesture == Gesture.Waves ? Math.Sin(2 * Math.PI * 1.5 * (time - GestureStart)) : 0;
}
