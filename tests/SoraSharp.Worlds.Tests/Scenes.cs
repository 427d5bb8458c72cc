namespace SoraSharp.Worlds.Tests;

/// <summary>Scenes of one world, for tests.</summary>
internal static class Scenes
{
    public static WorldSampler Only(WorldKind world, ShootingWeights? shooting = null) => new(new Dictionary<WorldKind, double> { [world] = 1 }, shooting);

    /// <summary>Scenes with still cameras and no cuts, by day and night.</summary>
    public static IEnumerable<SimulatedScene> Of(WorldKind world, int count, int frames = 33, double fps = 12)
    {
        var sampler = Only(world, ShootingWeights.Still);
        for (var seed = 0; seed < count; seed++)
            yield return sampler.SampleScene((ulong)seed, frames, fps);
    }
}
