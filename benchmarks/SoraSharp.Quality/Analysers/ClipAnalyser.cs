using SoraSharp.Worlds;

namespace SoraSharp.Quality.Analysers;

/// <summary>Looks at a clip and listens to it; knows nothing else about it. Thread-safe.</summary>
internal sealed class ClipAnalyser(LayoutClassifier layouts)
{
    /// <summary>The worlds that it can judge.</summary>
    public static IReadOnlyList<WorldKind> Worlds { get; } = [WorldKind.BouncingBalls, WorldKind.Basketball, WorldKind.DuckRace, WorldKind.Presenter];

    public ClipAnalysis Analyse(ClipSignal clip)
    {
        var (world, style) = layouts.Classify(clip);
        var objects = world switch
        {
            WorldKind.BouncingBalls => BallsAnalyser.Analyse(clip, style),
            WorldKind.Basketball => BasketballAnalyser.Analyse(clip, style),
            WorldKind.DuckRace => DuckRaceAnalyser.Analyse(clip, style),
            WorldKind.Presenter => PresenterAnalyser.Analyse(clip, style),
            _ => new(),
        };
        return new(world, style, objects, OnsetDetector.Find(clip.Audio, clip.SampleRate), SpeechSync.Loudness(clip));
    }
}
