using SoraSharp.Training.Components;
using SoraSharp.Worlds;

namespace SoraSharp.Training.Sampling;

/// <summary>Reserved scenes for pictures.</summary>
internal static class WorldsInTurn
{
    /// <summary>The i-th scene, one world after the other.</summary>
    public static SimulatedScene Exam(int index)
    {
        WorldKind[] kinds = Enum.GetValues<WorldKind>();
        return Exam(kinds[index % kinds.Length], index);
    }

    /// <summary>The i-th scene of a world.</summary>
    public static SimulatedScene Exam(WorldKind world, int index)
    {
        WorldSampler sampler = new(new Dictionary<WorldKind, double> { [world] = 1 });
        return sampler.SampleScene((ulong)(7_000 + index), MiniFormat.Frames, MiniFormat.FramesPerSecond, ClipSplit.Exam);
    }
}
