namespace SoraSharp.Worlds;

/// <summary>What kind of event a contact is.</summary>
public enum ContactKind
{
    /// <summary>A ball meets the floor.</summary>
    Floor,
    /// <summary>A ball meets a wall or the hoop's post.</summary>
    Wall,
    /// <summary>Two balls meet.</summary>
    Ball,
    /// <summary>A ball meets the rim.</summary>
    Rim,
    /// <summary>A ball meets the backboard.</summary>
    Backboard,
    /// <summary>A ball falls through the net (made shots).</summary>
    Net,
    /// <summary>A duck splashes.</summary>
    Splash,
    /// <summary>A duck crosses the finish line.</summary>
    Finish,
    /// <summary>A syllable starts: the mouth opens.</summary>
    Syllable,
    /// <summary>A glass ball breaks.</summary>
    Shatter,
    /// <summary>A vehicle starts to brake hard.</summary>
    Brake,
    /// <summary>Two vehicles meet.</summary>
    Crash,
    /// <summary>The mushrooms light up.</summary>
    Pulse,
    /// <summary>A gust of wind is strongest.</summary>
    Gust,
    /// <summary>A gymnast or skater leaves the ground.</summary>
    Jump,
    /// <summary>A gymnast's hands meet the vaulting table.</summary>
    Hands,
    /// <summary>A gymnast or skater meets the ground with the feet.</summary>
    Landing,
    /// <summary>A gymnast or skater falls on the ground.</summary>
    Fall,
}

/// <summary>An event that is seen and heard.</summary>
/// <param name="Time">Seconds from the first frame.</param>
/// <param name="X">Place in pixels from the left.</param>
/// <param name="Y">Place in pixels from the top.</param>
/// <param name="Strength">0 (barely) to 1 (as hard as this world knows).</param>
/// <param name="Kind">What met what.</param>
/// <param name="Subject">Index of the track that took part.</param>
public readonly record struct Contact(double Time, double X, double Y, double Strength, ContactKind Kind, int Subject);

/// <summary>Where an object is in one frame.</summary>
/// <param name="X">Centre in pixels from the left.</param>
/// <param name="Y">Centre in pixels from the top.</param>
/// <param name="Radius">Radius in pixels (for a mouth: half its opening).</param>
/// <param name="Visible">Whether it exists (a broken ball does not) and any of it lies inside the frame.</param>
public readonly record struct TrackPoint(double X, double Y, double Radius, bool Visible);

/// <summary>One object over all frames.</summary>
/// <param name="Name">What it is: <c>ball</c>, <c>shard</c>, <c>duck</c>, <c>head</c>, <c>mouth</c>, <c>car</c>, <c>truck</c>, <c>mushroom</c>, <c>house</c>, <c>gymnast</c>, <c>skater</c>.</param>
/// <param name="Color">Its main colour, or <see langword="null"/> where it has none of the named ones.</param>
/// <param name="Points">One point a frame.</param>
public sealed record ObjectTrack(string Name, ClipColor? Color, IReadOnlyList<TrackPoint> Points);

/// <summary>What really happens in a clip, in pixels of the size it was asked for. Immutable.</summary>
/// <param name="Attributes">What the clip shows.</param>
/// <param name="Tracks">Objects over time.</param>
/// <param name="Contacts">Events in order of time.</param>
/// <param name="Gravity">Downward acceleration of free flight in pixels / s² of the still picture; 0 where nothing falls.</param>
/// <param name="FloorY">Height of the floor in pixels from the still picture's top; 0 where there is none.</param>
public sealed record ClipTruth(
    ClipAttributes Attributes,
    IReadOnlyList<ObjectTrack> Tracks,
    IReadOnlyList<Contact> Contacts,
    double Gravity,
    double FloorY)
{
    /// <summary>The camera in each frame; tracks and contacts are where it shows them.</summary>
    public IReadOnlyList<CameraPoint> Camera { get; init; } = [];

    /// <summary>The first frame of the second shot, or <see langword="null"/> where there is no cut.</summary>
    public int? CutFrame { get; init; }

    /// <summary>Where the scene breaks a law of motion: empty but in scenes of <see cref="ViolationExam"/>.</summary>
    public IReadOnlyList<Violation> Violations { get; init; } = [];
}
