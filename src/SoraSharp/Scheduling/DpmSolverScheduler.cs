using SoraSharp.Models;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Stages;

namespace SoraSharp.Scheduling;

/// <summary>
/// DPM-Solver++ on flow matching, of orders 1 to 3, deterministic or with fresh noise in every step. One evaluation a step; the
/// deterministic second order (2M) is a usual choice for 15 to 30 steps, the stochastic one for more steps and finer texture.
/// Immutable and thread-safe. Source: diffusers <c>scheduling_dpmsolver_multistep.py</c>; Lu et al., arXiv 2211.01095.
/// </summary>
public sealed class DpmSolverScheduler : IScheduler
{
    /// <summary>How far the first sigma is kept from 1, where the signal vanishes and its logarithm with it.</summary>
    private const double BelowOne = 1e-6;

    /// <param name="config">The checkpoint's configuration.</param>
    /// <exception cref="ArgumentException">A value of the configuration is out of range.</exception>
    public DpmSolverScheduler(DpmSolverConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config.Validated();
    }

    /// <summary>The configuration.</summary>
    public DpmSolverConfig Config { get; }

    /// <summary>Reads <c>scheduler_config.json</c> from a checkpoint's scheduler folder.</summary>
    /// <param name="folder">The files of the folder, usually <c>CHECKPOINT/scheduler</c>.</param>
    /// <exception cref="CheckpointException">The file is missing, is not JSON, or holds unusable values.</exception>
    public static DpmSolverScheduler Load(CheckpointFiles folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return new(DpmSolverConfig.Parse(folder.ReadConfig("scheduler_config.json")));
    }

    /// <inheritdoc />
    public ISchedule Start(ScheduleRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ScheduleRules.Check(request.Steps, request.Sigmas);
        double[] sigmas = request.Sigmas is { } given ? [.. given] : Unshifted(request.Steps);
        FlowMatchSigmas.ShiftAndStretch(new FlowMatchEulerConfig { Shift = Config.FlowShift }, sigmas, mu: null);
        if (Math.Abs(sigmas[0] - 1) < BelowOne) sigmas[0] -= BelowOne;
        return new DpmSolverSchedule(Config, sigmas);
    }

    /// <summary>What is left of 1 after equal steps of the signal's share, which the reference spaces instead of sigma.</summary>
    private double[] Unshifted(int steps)
    {
        double[] signal = FlowMatchSigmas.LinearSpace(1, 1.0 / Config.TrainTimesteps, steps + 1);
        double[] sigmas = new double[steps];
        for (int i = 0; i < steps; i++) sigmas[i] = 1 - signal[steps - i];
        return sigmas;
    }
}
