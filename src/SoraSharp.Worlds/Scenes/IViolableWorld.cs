namespace SoraSharp.Worlds.Scenes;

/// <summary>What is to go wrong, and from when on (clip seconds).</summary>
internal readonly record struct ViolationPlan(ClipViolation Kind, double From)
{
    /// <summary>The share of the clip after which a violation would hardly be seen.</summary>
    public const double Latest = 0.75;
}

/// <summary>A world that can break the laws of motion on request. Apart from <see cref="IWorld"/>, so that nothing that makes training clips can ask for it.</summary>
internal interface IViolableWorld : IWorld
{
    /// <summary>Plays the scene with the violation; <see langword="null"/> where it did not happen in time.</summary>
    /// <exception cref="ArgumentException">This world does not know the violation.</exception>
    SimulatedScene? SimulateViolating(ClipAttributes attributes, ViolationPlan plan, ulong seed, SceneTiming timing);
}
