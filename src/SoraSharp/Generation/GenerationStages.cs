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
    IReadOnlyList<IMediaWriter> MediaWriters);
