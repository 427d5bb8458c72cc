using SoraSharp.Models;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Stages;

namespace SoraSharp.Scheduling;

/// <summary>
/// UniPC on flow matching: a multistep predictor whose every step is corrected once the next evaluation is known. Wan's scheduler.
/// Immutable and thread-safe. Source: diffusers <c>scheduling_unipc_multistep.py</c>; Zhao et al., arXiv 2302.04867.
/// </summary>
public sealed class UniPcScheduler : IScheduler
{
    /// <summary>How far the first sigma is kept from 1, where the signal vanishes and its logarithm with it.</summary>
    private const double BelowOne = 1e-6;

    /// <param name="config">The checkpoint's configuration.</param>
    /// <exception cref="ArgumentException">A value of the configuration is out of range.</exception>
    public UniPcScheduler(UniPcConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config.Validated();
    }

    /// <summary>The configuration.</summary>
    public UniPcConfig Config { get; }

    /// <summary>Reads <c>scheduler_config.json</c> from a checkpoint's scheduler folder.</summary>
    /// <param name="folder">The files of the folder, usually <c>CHECKPOINT/scheduler</c>.</param>
    /// <exception cref="CheckpointException">The file is missing, is not JSON, or holds unusable values.</exception>
    public static UniPcScheduler Load(CheckpointFiles folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return new(UniPcConfig.Parse(folder.ReadConfig("scheduler_config.json")));
    }

    /// <inheritdoc />
    public ISchedule Start(ScheduleRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ScheduleRules.Check(request.Steps, request.Sigmas);
        double[] sigmas = request.Sigmas is { } given
            ? [.. given]
            : FlowMatchSigmas.LinearSpace(1, 1.0 / Config.TrainTimesteps, request.Steps + 1)[..^1];
        if (Config.ShiftTerminal > 0 && sigmas[^1] >= 1)
        {
            throw new ArgumentException($"`steps` is {request.Steps} and the only noise level is 1; this scheduler stretches levels to end at {Config.ShiftTerminal}, which needs a last level below 1. Use 2 steps or more.", nameof(request));
        }

        FlowMatchSigmas.ShiftAndStretch(new FlowMatchEulerConfig { Shift = Config.FlowShift, ShiftTerminal = Config.ShiftTerminal }, sigmas, mu: null);
        if (Math.Abs(sigmas[0] - 1) < BelowOne) sigmas[0] -= BelowOne;
        return new UniPcSchedule(Config, sigmas);
    }
}
