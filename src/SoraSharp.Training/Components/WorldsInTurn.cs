using SoraSharp.Worlds;

namespace SoraSharp.Training.Components;

/// <summary>Reserved scenes for pictures: one world after the other, styles changing.</summary>
internal static class WorldsInTurn
{
    /// <summary>The i-th scene of the exam whose world is the i-th in turn.</summary>
    public static SimulatedScene Exam(int index)
    {
        WorldKind[] kinds = Enum.GetValues<WorldKind>();
        WorldSampler sampler = new(new Dictionary<WorldKind, double> { [kinds[index % kinds.Length]] = 1 });
        return sampler.SampleScene((ulong)(7_000 + index), MiniFormat.Frames, MiniFormat.FramesPerSecond, ClipSplit.Exam);
    }
}
