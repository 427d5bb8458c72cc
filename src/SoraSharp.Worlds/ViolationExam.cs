using SoraSharp.Worlds.Scenes;
using SoraSharp.Worlds.Shooting;
using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds;

/// <summary>
/// Scenes in which something impossible happens: exams for physics checks, never for training. They are made here alone;
/// <see cref="WorldSampler"/> cannot make them. Thread-safe.
/// </summary>
public static class ViolationExam
{
    private const int Tries = 60;

    /// <summary>The worlds that know violations.</summary>
    public static IReadOnlyList<WorldKind> Worlds { get; } = [.. WorldRegistry.Worlds.OfType<IViolableWorld>().Select(w => w.Kind)];

    /// <summary>Plays a scene of the given attributes in which one thing is wrong; <see cref="ClipTruth.Violations"/> says what, when and of which object.</summary>
    /// <param name="attributes">What the scene shows.</param>
    /// <param name="violation">What is wrong. It happens between a fifth and three quarters of the clip.</param>
    /// <param name="seed">Decides everything else.</param>
    /// <param name="frames">Number of frames; 8k+1, at least 17.</param>
    /// <param name="framesPerSecond">Frames a second.</param>
    /// <exception cref="ArgumentException">The attributes do not fit their world, the world knows no violations or not this one, or the clip is too short.</exception>
    public static SimulatedScene Create(ClipAttributes attributes, ClipViolation violation, ulong seed, int frames = 33, double framesPerSecond = 12)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        ClipFormat.CheckTiming(frames, framesPerSecond);
        if (frames < 17)
            throw new ArgumentException($"`frames` is {frames}; a violation takes at least 17 to be seen; use 17 or more.", nameof(frames));
        if (!Enum.IsDefined(violation))
            throw new ArgumentException($"Violation {violation} is unknown; known are {string.Join(", ", Enum.GetNames<ClipViolation>())}.", nameof(violation));
        if (!Worlds.Contains(attributes.World))
            throw new ArgumentException($"World {attributes.World} knows no violations; use {string.Join(" or ", Worlds)}.", nameof(attributes));
        var world = (IViolableWorld)WorldRegistry.Of(attributes.World);
        world.Check(attributes);
        ShootingRules.Check(world, attributes);
        // Some violations wait for a contact that comes too late or not at all: play other scenes of the seed until it happens in time.
        var timing = new SceneTiming(frames, framesPerSecond);
        for (var attempt = 0UL; attempt < Tries; attempt++)
        {
            var from = new Rng(seed + (attempt << 40), 8).Range(0.2, 0.5) * timing.Duration;
            if (world.SimulateViolating(attributes, new(violation, from), seed + (attempt << 40), timing) is { } scene)
                return scene;
        }
        throw new ArgumentException($"No scene of {attributes.CombinationKey} had a {violation} in {Tries} tries; use another outcome, material or seed.", nameof(attributes));
    }
}
