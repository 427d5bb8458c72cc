namespace SoraSharp.Stages;

/// <summary>A stretch of frames that breaks a law of motion.</summary>
/// <param name="FirstFrame">Where it begins.</param>
/// <param name="LastFrame">Where it ends (inclusive).</param>
/// <param name="Description">What is wrong, for people.</param>
/// <param name="Severity">0 (barely) to 1 (plainly).</param>
public sealed record PhysicsFinding(int FirstFrame, int LastFrame, string Description, double Severity);

/// <summary>What a physics stage says about a shot. Thread-safe (immutable).</summary>
/// <param name="Examined">Whether anything was looked at. False means that nobody checked, not that nothing is wrong.</param>
/// <param name="Accepted">Whether the shot may be shown as it is.</param>
/// <param name="Findings">What is wrong, in order of frames.</param>
/// <param name="Summary">One sentence for people.</param>
public sealed record PhysicsReport(bool Examined, bool Accepted, IReadOnlyList<PhysicsFinding> Findings, string Summary);

/// <summary>Judges whether what is seen could happen. Implementations are thread-safe.</summary>
public interface IPhysicsConsistency
{
    /// <summary>Examines a shot.</summary>
    /// <param name="shot">What was asked for.</param>
    /// <param name="frames">What was made; not changed.</param>
    /// <param name="cancellationToken">Stops the examination.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<PhysicsReport> ExamineAsync(Shot shot, VideoFrames frames, CancellationToken cancellationToken = default);
}
