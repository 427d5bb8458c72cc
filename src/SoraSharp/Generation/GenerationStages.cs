using SoraSharp.Stages;

namespace SoraSharp.Generation;

/// <summary>Every stage of a generator, settled: the model's own unless replaced.</summary>
internal sealed record GenerationStages(
    ModelProfile Profile,
    IShotPlanner Planner,
    ITextEncoder TextEncoder,
    INoiseSource Noise,
    IScheduler Scheduler,
    IReadOnlyList<IGuider> Guiders,
    IConditioner? Conditioner,
    IVideoDenoiser Denoiser,
    IVideoDecoder VideoDecoder,
    IAudioSynthesizer AudioSynthesizer,
    IPhysicsConsistency Physics,
    IReadOnlyList<IMediaWriter> MediaWriters)
{
    /// <summary>What a second stage of denoising needs; null where there is none.</summary>
    public RefinementStages? Refinement { get; init; }

    /// <summary>What the model's own stages take; null where it does not say.</summary>
    public IModelMemory? Memory { get; init; }

    /// <summary>Whether a stage's networks are given back when it has done its work; otherwise they stay for the next request.</summary>
    public bool ReleasesStages { get; init; }
}
