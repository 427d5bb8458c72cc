using SoraSharp.Models;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Stages;

namespace SoraSharp.Scheduling;

/// <summary>
/// Heun's method on flow matching: every step but the last is evaluated at both its ends. Twice the evaluations of Euler for second order; use it
/// where few steps must follow the flow closely and a multistep solver is unstable. Immutable and thread-safe.
/// Source: diffusers <c>scheduling_flow_match_heun_discrete.py</c>.
/// </summary>
public sealed class FlowMatchHeunScheduler : IScheduler
{
    private readonly FlowMatchEulerConfig _config;

    /// <param name="shift">The static shift σ ← s·σ / (1 + (s − 1)·σ), above 0; 1 shifts nothing.</param>
    /// <param name="trainTimesteps">The timestep that belongs to sigma 1, 1 or more.</param>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public FlowMatchHeunScheduler(double shift = 1, int trainTimesteps = 1000) =>
        _config = new FlowMatchEulerConfig { Shift = shift, TrainTimesteps = trainTimesteps }.Validated();

    /// <summary>The static shift.</summary>
    public double Shift => _config.Shift;

    /// <summary>Reads <c>scheduler_config.json</c> from a checkpoint's scheduler folder.</summary>
    /// <param name="folder">The files of the folder, usually <c>CHECKPOINT/scheduler</c>.</param>
    /// <exception cref="CheckpointException">The file is missing, is not JSON, or holds unusable values.</exception>
    public static FlowMatchHeunScheduler Load(CheckpointFiles folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ModelConfig json = folder.ReadConfig("scheduler_config.json");
        try
        {
            return new(json.GetDouble("shift", 1), json.GetSize("num_train_timesteps", 1000));
        }
        catch (ArgumentException e)
        {
            throw new CheckpointException($"{json.Source} cannot be used: {e.Message}", e);
        }
    }

    /// <inheritdoc />
    public ISchedule Start(ScheduleRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ScheduleRules.Check(request.Steps, request.Sigmas);
        return new FlowMatchHeunSchedule(_config.TrainTimesteps, request.Sigmas is { } given
            ? FlowMatchSigmas.FromSigmas(_config, given, mu: null)
            : FlowMatchSigmas.FromSteps(_config, request.Steps, mu: null));
    }
}
