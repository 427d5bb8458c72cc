using Microsoft.Extensions.Logging;
using SoraSharp.Conditioning;
using SoraSharp.Decoding;
using SoraSharp.Denoising;
using SoraSharp.Physics;
using SoraSharp.Stages;

namespace SoraSharp.Generation;

/// <summary>
/// The way of one request:
/// <code>
/// request → planner → shots ─┬→ conditioner → what is known of the latents
///                            ├→ text encoder → prompt embeddings
///                            └→ noise, scheduler → latents, noise levels
///     denoising loop: denoiser → guiders → scheduler step (× steps)
///         in two stages: the small video's latents → upsampler → denoising loop again
///         with a sound pass: the denoising loop again, the picture known and the sound from noise
///     video decoder → frames     audio synthesizer → sound
///     physics consistency → report
///     → GeneratedVideo, which media writers save
/// </code>
/// Holds no state of a request: one pipeline serves any number of them at once.
/// </summary>
internal sealed class GenerationPipeline(GenerationStages stages, int previewInterval, ILogger logger)
{
    private readonly ShotDenoising _denoising = new(stages);

    public async Task<GeneratedVideo> RunAsync(VideoRequest request, IProgress<GenerationProgress>? progress, CancellationToken cancellationToken)
    {
        (StageClock clock, IReadOnlyList<Shot> shots) = await BeginAsync(request, progress, cancellationToken).ConfigureAwait(false);

        List<ShotResult> results = [];
        foreach (Shot shot in shots)
        {
            clock.Enter(shot, shots);
            DenoisedShot denoised = await DenoiseAsync(shot, clock, cancellationToken).ConfigureAwait(false);
            results.Add(await FinishAsync(denoised, clock, cancellationToken).ConfigureAwait(false));
        }

        GeneratedVideo video = new(
            ShotAssembly.Frames([.. results.Select(r => r.Frames)]),
            ShotAssembly.Audio([.. results.Select(r => (r.Frames.Shape, r.Audio))]),
            request,
            shots,
            [.. results.Select(r => r.Denoised.Understanding)],
            [.. results.Select(r => r.Physics)],
            clock.Timings,
            stages.MediaWriters)
        {
            Sound = SoundOrigins.Of([.. results.Select(r => (r.Denoised, r.Audio))]),
        };
        Log.Finished(logger, video.Frames.Shape, video.Seed, clock.Elapsed.TotalSeconds);
        return video;
    }

    /// <summary>
    /// Writes the video while it is decoded, so that no more than a part of it is in memory. A stage that sees the picture as it is
    /// (physics consistency, a synthesizer that looks at all of it) has it in memory all the same.
    /// </summary>
    public async Task<SavedVideo> RunToFileAsync(VideoRequest request, string path, IProgress<GenerationProgress>? progress, CancellationToken cancellationToken)
    {
        if (stages.Physics is not UnexaminedPhysics)
        {
            GeneratedVideo whole = await RunAsync(request, progress, cancellationToken).ConfigureAwait(false);
            await whole.SaveAsync(path, cancellationToken).ConfigureAwait(false);
            return new(path, whole.Frames.Shape, whole.Audio, whole.Sound, request, whole.Shots, whole.Understanding, whole.Physics, whole.Timings);
        }

        (StageClock clock, IReadOnlyList<Shot> shots) = await BeginAsync(request, progress, cancellationToken).ConfigureAwait(false);
        List<DenoisedShot> denoised = [];
        foreach (Shot shot in shots)
        {
            clock.Enter(shot, shots);
            denoised.Add(await DenoiseAsync(shot, clock, cancellationToken).ConfigureAwait(false));
        }

        StreamedShots streamed = new(stages, denoised, clock);
        VideoShape shape = streamed.Shape;
        MediaParts parts = await streamed.PartsAsync((shot, frames) => SoundAsync(shot, frames, clock, cancellationToken), cancellationToken).ConfigureAwait(false);
        await RunAsync(clock, GenerationStage.VideoDecoding, async () =>
        {
            await stages.MediaWriters.WriterOf(path).WriteInPartsAsync(parts, path, cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);

        Log.Finished(logger, shape, shots[0].Seed, clock.Elapsed.TotalSeconds);
        SoundOrigin sound = SoundOrigins.Of([.. denoised.Zip(streamed.Sounds)]);
        return new(path, shape, streamed.Audio, sound, request, shots, [.. denoised.Select(d => d.Understanding)], [.. shots.Select(_ => UnexaminedPhysics.Report)], clock.Timings);
    }

    private async Task<(StageClock Clock, IReadOnlyList<Shot> Shots)> BeginAsync(VideoRequest request, IProgress<GenerationProgress>? progress, CancellationToken cancellationToken)
    {
        Log.Started(logger, stages.Profile.Name);
        Log.Prompt(logger, request.Prompt);
        StageClock clock = new(progress);
        return (clock, await RunAsync(clock, GenerationStage.Planning, () => stages.Planner.PlanAsync(request, stages.Profile, cancellationToken)).ConfigureAwait(false));
    }

    private async Task<DenoisedShot> DenoiseAsync(Shot shot, StageClock clock, CancellationToken cancellationToken)
    {
        Shot first = _denoising.FirstOf(shot);
        DenoisingPlan plan = _denoising.Plan(first, await ConditionAsync(first, clock, cancellationToken).ConfigureAwait(false));

        (PromptEmbedding prompt, PromptEmbedding? negative) = await RunAsync(clock, GenerationStage.TextEncoding, async () => (
            await stages.TextEncoder.EncodeAsync(shot.Prompt, cancellationToken).ConfigureAwait(false),
            plan.NeedsNegativePrompt || _denoising.LaterNeedsNegativePrompt(shot) ? await stages.TextEncoder.EncodeAsync(shot.NegativePrompt, cancellationToken).ConfigureAwait(false) : null)).ConfigureAwait(false);
        if (prompt.Understanding.UnknownWords.Count > 0) Log.UnknownWords(logger, prompt.Understanding.UnknownWords.Count);

        (VideoLatents video, AudioLatents? audio) = await RunLoopAsync(first, plan).ConfigureAwait(false);
        if (shot.Refinement is not null)
        {
            VideoLatents upsampled = await RunAsync(clock, GenerationStage.LatentUpsampling, () => _denoising.UpsampleAsync(shot, video, cancellationToken)).ConfigureAwait(false);
            LatentConditioning? conditioning = await ConditionAsync(shot, clock, cancellationToken).ConfigureAwait(false);
            plan = _denoising.Plan(shot, plan, upsampled, audio, conditioning);
            (video, audio) = await RunLoopAsync(shot, plan).ConfigureAwait(false);
        }

        if (shot.SoundPass is not null && audio is not null) (_, audio) = await RunLoopAsync(shot, _denoising.PlanSound(shot, plan, video)).ConfigureAwait(false);

        return new(shot, video, audio, prompt.Understanding);

        Task<(VideoLatents Video, AudioLatents? Audio)> RunLoopAsync(Shot part, DenoisingPlan plan) => RunAsync(clock, GenerationStage.Denoising, () =>
            _denoising.RunAsync(plan, prompt, negative, async (done, clean) => clock.Step(done, plan.Count, await PreviewAsync(part, clean, done, clock, cancellationToken).ConfigureAwait(false)), cancellationToken));
    }

    private async Task<ShotResult> FinishAsync(DenoisedShot denoised, StageClock clock, CancellationToken cancellationToken)
    {
        Shot shot = denoised.Shot;
        VideoFrames frames = shot.Conditioning.Video is { } givenVideo ? GivenResult.Frames(givenVideo, shot.Shape) : await RunAsync(clock, GenerationStage.VideoDecoding, () =>
            stages.VideoDecoder.DecodeAsync(denoised.Video, shot.Shape, clock.Share(), cancellationToken)).ConfigureAwait(false);

        AudioClip? sound = await SoundAsync(denoised, frames, clock, cancellationToken).ConfigureAwait(false);

        PhysicsReport physics = await RunAsync(clock, GenerationStage.PhysicsConsistency, () =>
            stages.Physics.ExamineAsync(shot, frames, cancellationToken)).ConfigureAwait(false);

        return new(denoised, frames, sound, physics);
    }

    private async Task<AudioClip?> SoundAsync(DenoisedShot denoised, VideoFrames? frames, StageClock clock, CancellationToken cancellationToken) =>
        denoised.Shot.Conditioning.Audio is { } given ? GivenResult.Sound(given, denoised.Shot.Shape) : await RunAsync(clock, GenerationStage.AudioSynthesis, () =>
            stages.AudioSynthesizer.SynthesizeAsync(new(denoised.Shot, denoised.Audio, frames), cancellationToken)).ConfigureAwait(false);

    /// <summary>What a shot is given besides words, encoded; null where that is nothing.</summary>
    private async Task<LatentConditioning?> ConditionAsync(Shot shot, StageClock clock, CancellationToken cancellationToken)
    {
        if (shot.Conditioning.IsNone && stages.Conditioner?.IsAlwaysNeeded != true) return null;
        IConditioner conditioner = stages.Conditioner ?? throw new InvalidOperationException($"A shot is given pictures or sound, and {stages.Profile.Name} has no conditioner for them; plan shots without, or give one with UseConditioner.");
        return await RunAsync(clock, GenerationStage.Conditioning, () =>
            conditioner.EncodeAsync(new(shot, stages.Denoiser.VideoLatentShapeOf(shot.Shape), stages.Denoiser.AudioLatentShapeOf(shot.Shape)), cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>The first frame as it looks so far, where previews are wanted and somebody sees them.</summary>
    private async Task<VideoFrames?> PreviewAsync(Shot shot, VideoLatents clean, int done, StageClock clock, CancellationToken cancellationToken) =>
        previewInterval > 0 && done % previewInterval == 0 && clock.IsWatched
            ? await stages.VideoDecoder.DecodeAsync(Previews.FirstFrame(clean), shot.Shape with { Frames = 1 }, null, cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>Runs a stage and, where memory is short, gives its networks back.</summary>
    private async Task<T> RunAsync<T>(StageClock clock, GenerationStage stage, Func<Task<T>> work)
    {
        try
        {
            return await clock.RunAsync(stage, work).ConfigureAwait(false);
        }
        finally
        {
            if (stages.ReleasesStages) stages.Memory?.Release(stage);
        }
    }

    private sealed record ShotResult(DenoisedShot Denoised, VideoFrames Frames, AudioClip? Audio, PhysicsReport Physics);
}
