using SoraSharp.Denoising;
using SoraSharp.Stages;

namespace SoraSharp.Generation;

/// <summary>
/// Denoises one shot, in one stage or in two: the small video, its latents made larger, and a few steps more (diffusers
/// <c>pipeline_ltx2.py</c>, latents and noise scale given). Thread-safe.
/// </summary>
/// <param name="stages">The generator's stages.</param>
internal sealed class ShotDenoising(GenerationStages stages)
{
    private readonly DenoisingLoop _loop = new(stages.Denoiser, stages.Guiders);

    /// <summary>The shot that is denoised first: smaller where a second stage follows.</summary>
    public Shot FirstOf(Shot shot) => shot.Refinement is null ? shot : shot with { Shape = Refinement(shot).Upsampler.SmallShapeOf(shot.Shape) };

    /// <summary>Plans the first stage.</summary>
    public DenoisingPlan Plan(Shot first, LatentConditioning? conditioning) => DenoisingPlan.For(first, stages, conditioning);

    /// <summary>Plans the second stage, from the first one's latents made larger.</summary>
    public DenoisingPlan Plan(Shot shot, DenoisingPlan first, VideoLatents upsampled, AudioLatents? audio, LatentConditioning? conditioning)
    {
        ShotRefinement settings = shot.Refinement!;
        RefinementStages refinement = Refinement(shot);
        Shot second = shot with { Steps = settings.Sigmas.Count, Sigmas = settings.Sigmas, Scheduler = null, VideoGuidance = settings.VideoGuidance, AudioGuidance = settings.AudioGuidance };
        return DenoisingPlan.From(second, stages with { Scheduler = refinement.Scheduler }, new(upsampled, audio, settings.NoiseScale, refinement.Upsampler.NoiseOrder), first.Noise, conditioning);
    }

    /// <summary>Plans the sound pass: the sound from noise, with the finished picture known.</summary>
    public DenoisingPlan PlanSound(Shot shot, DenoisingPlan last, VideoLatents picture)
    {
        (int steps, GuidanceTerms guidance) = shot.SoundPass!;
        return DenoisingPlan.ForSound(shot with { Steps = steps, Sigmas = shot.Sigmas?.Count == steps ? shot.Sigmas : null, AudioGuidance = guidance }, stages, picture, last.Noise, last.Conditioning);
    }

    /// <summary>Whether guidance of the second stage or of the sound pass evaluates the negative prompt.</summary>
    public bool LaterNeedsNegativePrompt(Shot shot) =>
        (shot.Refinement is { } r && Enumerable.Range(0, r.Sigmas.Count).Any(i => Needs(i, r.Sigmas.Count, (float)r.Sigmas[i], r.VideoGuidance) || Needs(i, r.Sigmas.Count, (float)r.Sigmas[i], r.AudioGuidance))) ||
        (shot.SoundPass is { } pass && Enumerable.Range(0, pass.Steps).Any(i => Needs(i, pass.Steps, 1, pass.Guidance)));

    /// <summary>Makes latents larger.</summary>
    public Task<VideoLatents> UpsampleAsync(Shot shot, VideoLatents latents, CancellationToken cancellationToken) => Refinement(shot).Upsampler.UpsampleAsync(latents, cancellationToken);

    /// <summary>Runs a plan.</summary>
    public Task<(VideoLatents Video, AudioLatents? Audio)> RunAsync(DenoisingPlan plan, PromptEmbedding prompt, PromptEmbedding? negative, Func<int, VideoLatents, Task> stepDone, CancellationToken cancellationToken) =>
        _loop.RunAsync(plan, prompt, negative, stepDone, cancellationToken);

    private bool Needs(int index, int count, float sigma, GuidanceTerms terms) => stages.Guiders.Any(g => g.Needs(new(index, count, sigma, terms)).HasFlag(Evaluations.Unconditional));

    private RefinementStages Refinement(Shot shot) => stages.Refinement
        ?? throw new InvalidOperationException($"Shot {shot.Index} is planned in two stages, and {stages.Profile.Name} has no latent upsampler; plan one stage, or give an upsampler with UseLatentUpsampler.");
}
