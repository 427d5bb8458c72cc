using SoraSharp.Models;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Stages;

namespace SoraSharp.Scheduling;

/// <summary>Where a schedule's noise levels start and end when none are given.</summary>
public enum SigmaRange
{
    /// <summary>1 down to 1 / steps, as LTX-2's pipelines ask for.</summary>
    Unit,

    /// <summary>The largest down to the smallest sigma of training, as diffusers' scheduler does when a pipeline only tells it the number of steps (Wan).</summary>
    Training,
}

/// <summary>
/// Euler steps along the flow from noise to sample: a sample at σ is (1 − σ)·x0 + σ·noise and the velocity is noise − x0.
/// Immutable and thread-safe. Source: diffusers <c>scheduling_flow_match_euler_discrete.py</c>.
/// </summary>
public sealed class FlowMatchEulerScheduler : IScheduler
{
    /// <param name="config">The checkpoint's configuration.</param>
    /// <param name="range">Where noise levels start and end when none are given.</param>
    /// <exception cref="ArgumentException">A value of the configuration is out of range.</exception>
    public FlowMatchEulerScheduler(FlowMatchEulerConfig config, SigmaRange range = SigmaRange.Unit)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (!Enum.IsDefined(range)) throw new ArgumentOutOfRangeException(nameof(range), range, $"The range is {range}; use one of {string.Join(", ", Enum.GetNames<SigmaRange>())}.");
        Config = config.Validated();
        Range = range;
    }

    /// <summary>The configuration.</summary>
    public FlowMatchEulerConfig Config { get; }

    /// <summary>Where noise levels start and end when none are given.</summary>
    public SigmaRange Range { get; }

    /// <summary>Reads <c>scheduler_config.json</c> from a checkpoint's scheduler folder.</summary>
    /// <param name="folder">The files of the folder, usually <c>CHECKPOINT/scheduler</c>.</param>
    /// <param name="range">Where noise levels start and end when none are given.</param>
    /// <exception cref="CheckpointException">The file is missing, is not JSON, or holds unusable values.</exception>
    public static FlowMatchEulerScheduler Load(CheckpointFiles folder, SigmaRange range = SigmaRange.Unit)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return new(FlowMatchEulerConfig.Parse(folder.ReadConfig("scheduler_config.json")), range);
    }

    /// <inheritdoc cref="IScheduler.Start" />
    public FlowMatchEulerSchedule Start(ScheduleRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        double? mu = null;
        if (Config.UseDynamicShifting)
        {
            if (request.SequenceLength < 1) throw new ArgumentException($"`sequenceLength` is {request.SequenceLength}; this scheduler shifts with the number of tokens, which must be 1 or more.", nameof(request));
            mu = Config.Mu(request.SequenceLength);
        }

        return Start(request.Steps, request.Sigmas, mu);
    }

    /// <summary>Starts a schedule whose dynamic shift is told instead of derived from the sequence length.</summary>
    /// <param name="steps">Denoising steps, 1 to 10,000; at least 2 where <see cref="FlowMatchEulerConfig.ShiftTerminal"/> stretches.</param>
    /// <param name="sigmas">Noise levels in (0, 1] before the shift, falling, without the final 0; null takes those of <see cref="Range"/>.</param>
    /// <param name="mu">μ of the dynamic shift; needed when <see cref="FlowMatchEulerConfig.UseDynamicShifting"/> is set, ignored otherwise.</param>
    /// <exception cref="ArgumentException">A value cannot be used.</exception>
    public FlowMatchEulerSchedule Start(int steps, IReadOnlyList<double>? sigmas, double? mu)
    {
        ScheduleRules.Check(steps, sigmas);
        if (Config.UseDynamicShifting && mu is not { } value) throw new ArgumentException("`mu` is missing; this scheduler shifts dynamically. Give it, or start the schedule with a sequence length.", nameof(mu));
        if (mu is { } m && !double.IsFinite(m)) throw new ArgumentException($"`mu` is {m}; it must be finite.", nameof(mu));
        if (Config.ShiftTerminal > 0 && (sigmas?[^1] ?? (steps == 1 ? 1 : 0)) >= 1)
        {
            throw new ArgumentException($"`steps` is {steps} and the only noise level is 1; this scheduler stretches levels to end at {Config.ShiftTerminal}, which needs a last level below 1. Use 2 steps or more.", nameof(steps));
        }

        float[] shifted = (sigmas, Range) switch
        {
            (not null, _) => FlowMatchSigmas.FromSigmas(Config, sigmas, mu),
            (null, SigmaRange.Unit) => FlowMatchSigmas.FromSigmas(Config, FlowMatchSigmas.LinearSpace(1, 1.0 / steps, steps), mu),
            _ => FlowMatchSigmas.FromSteps(Config, steps, mu),
        };
        return new FlowMatchEulerSchedule(Config, shifted);
    }

    ISchedule IScheduler.Start(ScheduleRequest request) => Start(request);
}
