using SoraSharp.Worlds;

namespace SoraSharp.Quality.Analysers;

/// <summary>What a world's analyser sees in a clip's picture.</summary>
internal sealed record ObjectAnalysis
{
    /// <summary>The subjects' colours. Basketball: shirt, ball. Elsewhere in any order. A colour that was not found is absent (basketball: null).</summary>
    public IReadOnlyList<ClipColor?> Colors { get; init; } = [];

    /// <summary>How many; null where the world has nothing to count.</summary>
    public int? Count { get; init; }

    /// <summary>What falls or blows; null where it is not the weather that is shown.</summary>
    public ClipWeather? Weather { get; init; }

    /// <summary>A gymnast's exercise; null elsewhere.</summary>
    public ClipMove? Move { get; init; }

    /// <summary>How it ends; null where there is nothing to decide or it cannot be seen.</summary>
    public ClipOutcome? Outcome { get; init; }

    /// <summary>The colour of the duck that is first; null where there is no race.</summary>
    public ClipColor? Winner { get; init; }

    /// <summary>Whether every object is there in every frame, and no other comes up; null where nothing moves about.</summary>
    public bool? Permanent { get; init; }

    /// <summary>Root mean square distance of the tracks from ballistic flights in pixels; not a number where nothing flies.</summary>
    public double FlightResidual { get; init; } = double.NaN;

    /// <summary>A presenter's mouth: how far it differs from its shape in the first frame, one number a frame; empty elsewhere.</summary>
    public IReadOnlyList<double> Mouth { get; init; } = [];

    /// <summary>Contacts seen: turns of the tracks in which an object turns back.</summary>
    public IReadOnlyList<Turn> Contacts { get; init; } = [];
}

/// <summary>What is seen and heard in a clip.</summary>
/// <param name="World">The world it looks like.</param>
/// <param name="Style">The style it looks like.</param>
/// <param name="Objects">What is seen of its objects.</param>
/// <param name="Onsets">When something begins to sound, in seconds.</param>
/// <param name="Vowels">A presenter's: how loud open vowels are around each frame.</param>
internal sealed record ClipAnalysis(WorldKind World, ClipStyle Style, ObjectAnalysis Objects, IReadOnlyList<double> Onsets, IReadOnlyList<double> Vowels);
