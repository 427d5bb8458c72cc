namespace SoraSharp.Worlds.Scenes;

/// <summary>Breaks a law of motion once while a scene is played; each world says how. Not thread-safe: one scene's.</summary>
internal abstract class SceneViolation(ViolationPlan plan)
{
    /// <summary>How much faster than it came an object leaves a wrong bounce.</summary>
    protected const double Gain = 1.35;

    /// <summary>Index of the track that does it.</summary>
    public virtual int Subject => 0;

    public ClipViolation Kind => plan.Kind;

    /// <summary>When it happened, clip seconds; not a number until then.</summary>
    public double Time { get; protected set; } = double.NaN;

    public bool Happened => double.IsFinite(Time);

    /// <summary>Whether it may happen at a time: it has not yet, and it is late enough.</summary>
    protected bool IsDue(double time) => !Happened && time >= plan.From;

    /// <summary>Whether it happened early enough to be seen.</summary>
    public bool IsInTime(SceneTiming timing) => Time <= ViolationPlan.Latest * timing.Duration;

    /// <summary>What the truth says of it; <see langword="null"/> where it did not happen. What happens at a frame's own moment is seen in it.</summary>
    public Violation? Seen(double framesPerSecond) => Happened ? new(Kind, Time, (int)Math.Ceiling((Time * framesPerSecond) - 1e-6), Subject) : null;
}
