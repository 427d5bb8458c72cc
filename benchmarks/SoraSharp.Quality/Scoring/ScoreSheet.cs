using SoraSharp.Quality.Analysers;
using SoraSharp.Quality.Prompts;
using SoraSharp.Worlds;

namespace SoraSharp.Quality.Scoring;

/// <summary>A running mean.</summary>
internal sealed class Mean
{
    private double _sum;

    public int Count { get; private set; }

    /// <summary>Not a number before the first value.</summary>
    public double Value => Count == 0 ? double.NaN : _sum / Count;

    public void Add(double value)
    {
        _sum += value;
        Count++;
    }

    public void Add(bool right) => Add(right ? 1 : 0);
}

/// <summary>All scores of a set of clips: shares from 0 to 1, residuals in pixels. Not thread-safe.</summary>
internal sealed class ScoreSheet
{
    /// <summary>Seconds within which sound and picture belong together.</summary>
    public const double HeardWithin = 0.080;

    /// <summary>A bounce off level ground changes the sideways speed by less than this, units / s.</summary>
    private const double LevelBounce = 5;

    /// <summary>The reported scores, in the order of the table.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["world", "style", "colour", "count", "outcome", "permanence", "flightResidual", "contactSync"];

    /// <summary>Further scores, for the table alone.</summary>
    public static IReadOnlyList<string> Details { get; } =
        ["mainColour", "shotKind", "winner", "weather", "move", "contactWithinFrame", "bounceResidual", "contactsPerClip", "speechSync"];

    private readonly Dictionary<string, Mean> _means = Keys.Concat(Details).ToDictionary(k => k, _ => new Mean());

    public Mean this[string key] => _means[key];

    /// <summary>Scores what a clip shows against what its prompt asks for.</summary>
    public void AddPicture(ClipAnalysis seen, ClipAttributes expected)
    {
        _means["world"].Add(seen.World == expected.World);
        _means["style"].Add(seen.Style == expected.Style);
        var colors = ColorsFound(seen, expected);
        _means["colour"].Add(colors.Count(c => c) / (double)colors.Length);
        _means["mainColour"].Add(colors[0]);
        if (expected.World is WorldKind.BouncingBalls or WorldKind.DuckRace or WorldKind.Vehicles or WorldKind.MushroomGarden)
            _means["count"].Add(seen.Objects.Count == expected.Count);
        if (expected.World == WorldKind.Basketball)
        {
            _means["outcome"].Add(seen.Objects.Outcome is { } outcome && (outcome == ClipOutcome.Made) == (expected.Outcome == ClipOutcome.Made));
            _means["shotKind"].Add(seen.Objects.Outcome == expected.Outcome);
        }
        if (expected.World is WorldKind.BouncingBalls or WorldKind.Vehicles or WorldKind.Gymnast or WorldKind.Skater)
            _means["outcome"].Add(seen.Objects.Outcome == expected.Outcome);
        if (expected.World == WorldKind.Weather)
            _means["weather"].Add(seen.Objects.Weather == expected.Weather);
        if (expected.World == WorldKind.Gymnast)
            _means["move"].Add(seen.Objects.Move == expected.Move);
        if (expected.World == WorldKind.DuckRace && expected.Count > 1)
            _means["winner"].Add(seen.Objects.Winner == expected.Colors[expected.Winner]);
    }

    /// <summary>Scores how things move in a clip, whatever its prompt.</summary>
    /// <param name="seen">The clip.</param>
    /// <param name="material">What its balls are to be made of; decides how high they bounce.</param>
    /// <param name="pixelsPerUnit">Size of a world unit in pixels.</param>
    /// <param name="framesPerSecond">Frames a second.</param>
    public void AddMotion(ClipAnalysis seen, BallMaterial material, double pixelsPerUnit, double framesPerSecond)
    {
        // Glass that breaks is gone as it should be.
        if (seen.Objects.Permanent is { } permanent && material != BallMaterial.Glass)
            _means["permanence"].Add(permanent);
        if (double.IsFinite(seen.Objects.FlightResidual))
            _means["flightResidual"].Add(seen.Objects.FlightResidual);
        if (seen.World is not (WorldKind.BouncingBalls or WorldKind.Basketball) || material == BallMaterial.Glass)
            return;
        // The share of speed that a floor gives back.
        var restitution = seen.World == WorldKind.Basketball ? 0.62 : Worlds.Scenes.Balls.BallsWorld.Restitution(material == BallMaterial.None ? BallMaterial.Rubber : material);
        // Off a step's edge a ball leaves sideways, by another law.
        foreach (var bounce in seen.Objects.Contacts.Where(c => c.IsBounce && c.AfterY < 0 && c.Y > 50 && Math.Abs(c.AfterX - c.Vx) < LevelBounce))
            _means["bounceResidual"].Add(Math.Abs(-bounce.AfterY - (restitution * bounce.Vy)) * pixelsPerUnit / framesPerSecond);
    }

    /// <summary>Scores which contacts that are seen in a clip are heard in another's sound (or its own), and whether a mouth moves with the voice.</summary>
    public void AddSync(ClipAnalysis seen, ClipAnalysis heard, double framesPerSecond)
    {
        if (seen.World == WorldKind.Presenter && heard.World == WorldKind.Presenter && seen.Objects.Mouth.Count == heard.Vowels.Count)
            _means["speechSync"].Add(SpeechSync.Correlation(seen.Objects.Mouth, heard.Vowels) >= SpeechSync.Together);
        var onsets = heard.Onsets;
        if (seen.World is not (WorldKind.BouncingBalls or WorldKind.Basketball or WorldKind.Vehicles or WorldKind.MushroomGarden))
            return;
        _means["contactsPerClip"].Add(seen.Objects.Contacts.Count);
        foreach (var contact in seen.Objects.Contacts)
        {
            var nearest = onsets.Count == 0 ? double.PositiveInfinity : onsets.Min(o => Math.Abs(o - contact.Time));
            _means["contactSync"].Add(nearest <= HeardWithin);
            _means["contactWithinFrame"].Add(nearest <= 1 / framesPerSecond);
        }
    }

    /// <summary>For each colour that is asked for, whether it was found, where it belongs.</summary>
    private static bool[] ColorsFound(ClipAnalysis seen, ClipAttributes expected)
    {
        var found = seen.Objects.Colors;
        return expected.World == WorldKind.Basketball && seen.World == WorldKind.Basketball
            ? [.. expected.Colors.Select((c, i) => i < found.Count && found[i] == c)]
            : [.. expected.Colors.Select(c => found.Contains(c))];
    }
}
