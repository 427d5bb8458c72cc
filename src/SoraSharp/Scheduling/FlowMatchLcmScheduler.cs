using SoraSharp.Models;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Stages;

namespace SoraSharp.Scheduling;

/// <summary>
/// Latent-consistency sampling on flow matching: every step predicts the clean sample and adds fresh noise for the next level. For distilled
/// checkpoints and 2 to 8 steps; others become blurred. Immutable and thread-safe.
/// Source: diffusers <c>scheduling_flow_match_lcm.py</c>; Luo et al., arXiv 2310.04378.
/// </summary>
public sealed class FlowMatchLcmScheduler : IScheduler
{
    private readonly FlowMatchEulerScheduler _scheduler;

    /// <param name="config">Noise levels and shifts; <see cref="FlowMatchEulerConfig.StochasticSampling"/> is always on, at every level.</param>
    /// <param name="range">Where noise levels start and end when none are given.</param>
    /// <exception cref="ArgumentException">A value of the configuration is out of range.</exception>
    public FlowMatchLcmScheduler(FlowMatchEulerConfig config, SigmaRange range = SigmaRange.Training)
    {
        ArgumentNullException.ThrowIfNull(config);
        _scheduler = new(config with { StochasticSampling = true, StochasticSigmaMin = 0, SigmaMin = null, SigmaMax = null }, range);
    }

    /// <summary>Noise levels and shifts.</summary>
    public FlowMatchEulerConfig Config => _scheduler.Config;

    /// <summary>Reads <c>scheduler_config.json</c> from a checkpoint's scheduler folder.</summary>
    /// <param name="folder">The files of the folder, usually <c>CHECKPOINT/scheduler</c>.</param>
    /// <param name="range">Where noise levels start and end when none are given.</param>
    /// <exception cref="CheckpointException">The file is missing, is not JSON, or holds unusable values.</exception>
    public static FlowMatchLcmScheduler Load(CheckpointFiles folder, SigmaRange range = SigmaRange.Training)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ModelConfig json = folder.ReadConfig("scheduler_config.json");
        if (json.Has("scale_factors") && json.GetDoubleArray("scale_factors").Length > 0) throw json.Wrong("scale_factors", "generation that grows from step to step is not supported; it must be null");
        return new(FlowMatchEulerConfig.Parse(json), range);
    }

    /// <inheritdoc />
    public ISchedule Start(ScheduleRequest request) => _scheduler.Start(request);
}
