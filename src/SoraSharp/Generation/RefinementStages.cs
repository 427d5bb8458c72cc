using SoraSharp.Stages;

namespace SoraSharp.Generation;

/// <summary>What a second stage needs besides the first one's stages.</summary>
/// <param name="Upsampler">Makes latents larger.</param>
/// <param name="Scheduler">Steps through the second stage's noise levels as they are given.</param>
internal sealed record RefinementStages(ILatentUpsampler Upsampler, IScheduler Scheduler);
