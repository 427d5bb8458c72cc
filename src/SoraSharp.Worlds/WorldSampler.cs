using SoraSharp.Worlds.Scenes;
using SoraSharp.Worlds.Shooting;
using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds;

/// <summary>
/// Makes clips of the simulated worlds from seeds: the same seed, format and split always give the same bytes on one runtime.
/// Immutable and thread-safe.
/// </summary>
public sealed class WorldSampler
{
    private readonly double[] _weights;
    private readonly ShootingWeights _shooting;

    /// <summary>Creates a sampler.</summary>
    /// <param name="weights">How often each world is drawn, relative to the others; all alike when <see langword="null"/>.
    /// Worlds left out are never drawn.</param>
    /// <param name="shooting">How often the camera moves, clips have two shots, and it is night.</param>
    /// <exception cref="ArgumentException">A weight is negative or not finite, or none is positive.</exception>
    public WorldSampler(IReadOnlyDictionary<WorldKind, double>? weights = null, ShootingWeights? shooting = null)
    {
        _shooting = shooting ?? new();
        ShootingRules.Check(_shooting);
        _weights = [.. WorldRegistry.Worlds.Select(w => weights is null ? 1 : weights.GetValueOrDefault(w.Kind))];
        if (!_weights.All(w => double.IsFinite(w) && w >= 0) || _weights.Sum() <= 0)
            throw new ArgumentException($"World weights are {string.Join(", ", _weights)}; each must be finite and at least 0, and one above 0.", nameof(weights));
    }

    /// <summary>Makes one clip: frames, caption, sound and truth.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The format is out of range.</exception>
    public WorldClip Sample(ulong seed, ClipFormat format, ClipSplit split = ClipSplit.Training)
    {
        format.Validate();
        return SampleScene(seed, format.Frames, format.FramesPerSecond, split).ToClip(format);
    }

    /// <summary>Plays one scene; render it at any sizes and make its sound as needed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number of frames is not 8k+1, or the rate is out of range.</exception>
    public SimulatedScene SampleScene(ulong seed, int frames = 33, double framesPerSecond = 12, ClipSplit split = ClipSplit.Training) =>
        CreateScene(SampleAttributes(seed, split), seed, frames, framesPerSecond);

    /// <summary>Draws what a clip shows, without playing it.</summary>
    public ClipAttributes SampleAttributes(ulong seed, ClipSplit split = ClipSplit.Training)
    {
        var rng = new Rng(seed, 1);
        // Worlds and styles keep their shares: only the rest is drawn again when the combination belongs to the other split.
        var world = WorldRegistry.Worlds[rng.Weighted(_weights)];
        var wanted = split == ClipSplit.Exam;
        while (true)
        {
            var attributes = world.Sample(ref rng);
            if (attributes.IsReserved == wanted)
                return ShootingRules.Sample(world, attributes, _shooting, seed);
        }
    }

    /// <summary>Plays a scene of the given attributes, reserved or not; the seed decides everything else.</summary>
    /// <exception cref="ArgumentException">The attributes do not fit their world.</exception>
    public static SimulatedScene CreateScene(ClipAttributes attributes, ulong seed, int frames = 33, double framesPerSecond = 12)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        ClipFormat.CheckTiming(frames, framesPerSecond);
        if (!Enum.IsDefined(attributes.World))
            throw new ArgumentException($"World {attributes.World} is unknown; known are {string.Join(", ", Enum.GetNames<WorldKind>())}.", nameof(attributes));
        var world = WorldRegistry.Of(attributes.World);
        world.Check(attributes);
        ShootingRules.Check(world, attributes);
        return world.Simulate(attributes, seed, new(frames, framesPerSecond));
    }
}
