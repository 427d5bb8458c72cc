using SoraSharp.Quality.Analysers;
using SoraSharp.Quality.Prompts;
using SoraSharp.Quality.Scoring;

namespace SoraSharp.Quality.Tests;

/// <summary>The scores of 135 true clips, 15 a world, whose seeds are not those of the reported scores; made once for all tests.</summary>
public sealed class TrueClips
{
    private const ulong Seed = 7_100_000_000;

    public TrueClips()
    {
        Analyser = new(LayoutClassifier.Fit(Layout.Width, Layout.Height, Layout.Duration));
        Scores = new(Analyser, Layout);
        Scores.Add(PromptSet.ExamScenes(135, Layout.Frames, Layout.FramesPerSecond, Seed));
    }

    internal static ClipLayout Layout { get; } = new(256, 160, 33, 12);

    internal ClipAnalyser Analyser { get; }

    internal SimulatedScores Scores { get; }
}
