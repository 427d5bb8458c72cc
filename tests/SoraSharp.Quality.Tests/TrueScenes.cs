using SoraSharp.Quality.Prompts;
using SoraSharp.Quality.Scoring;
using SoraSharp.Worlds;

namespace SoraSharp.Quality.Tests;

/// <summary>Training scenes of chosen attributes, in the layout of Mini's clips.</summary>
internal static class TrueScenes
{
    public static ClipLayout Layout { get; } = new(256, 160, 49, 12);

    /// <summary>The scenes of the first seeds whose attributes are chosen.</summary>
    public static IEnumerable<SimulatedScene> Of(WorldKind world, ulong firstSeed, Func<ClipAttributes, bool> wanted, ClipLayout? layout = null)
    {
        var sampler = PromptSet.Sampler(world);
        var (_, _, frames, rate) = layout ?? Layout;
        return
            from seed in Enumerable.Range(0, 5000).Select(i => firstSeed + (ulong)i)
            let attributes = sampler.SampleAttributes(seed)
            where wanted(attributes)
            select WorldSampler.CreateScene(attributes, seed, frames, rate);
    }
}
