using SoraSharp.Stages;

namespace SoraSharp.Physics;

/// <summary>Accepts every shot and says that it has not looked. The default until an examiner is chosen. Thread-safe.</summary>
public sealed class UnexaminedPhysics : IPhysicsConsistency
{
    internal static readonly PhysicsReport Report = new(Examined: false, Accepted: true, Findings: [], Summary: "Not examined: no physics stage was chosen.");

    /// <inheritdoc />
    public Task<PhysicsReport> ExamineAsync(Shot shot, VideoFrames frames, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(shot);
        ArgumentNullException.ThrowIfNull(frames);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Report);
    }
}
