using SoraSharp.Generation;
using SoraSharp.Scheduling;
using SoraSharp.Stages;

namespace SoraSharp.Denoising;

/// <summary>
/// What the denoising of one shot starts from: noise, noise levels, and which evaluations are needed at each. The video's noise is
/// drawn first, then the sound's, from one generator, as diffusers <c>pipeline_ltx2.py</c> does; what is known beforehand replaces or dilutes it.
/// </summary>
internal sealed class DenoisingPlan
{
    private readonly IReadOnlyList<IGuider> _guiders;
    private readonly Shot _shot;

    private DenoisingPlan(Shot shot, LatentConditioning? conditioning, VideoLatents video, AudioLatents? audio, INoiseGenerator noise, ISchedule videoSchedule, ISchedule? audioSchedule, IReadOnlyList<IGuider> guiders)
    {
        _shot = shot;
        _guiders = guiders;
        Conditioning = conditioning;
        KnownVideo = conditioning?.Video is { IsSeenOnly: false } knownVideo ? new(knownVideo) : null;
        SeenVideo = conditioning?.Video is { IsSeenOnly: true } seenVideo ? new(seenVideo) : null;
        KnownAudio = conditioning?.Audio is { } knownAudio ? new(knownAudio) : null;
        Video = video;
        Audio = audio;
        Noise = noise;
        VideoSchedule = videoSchedule;
        AudioSchedule = audioSchedule;
    }

    /// <summary>What the shot is given besides words; null for nothing.</summary>
    public LatentConditioning? Conditioning { get; }

    /// <summary>What is known of the video before denoising; null for nothing.</summary>
    public KnownSample? KnownVideo { get; }

    /// <summary>What takes the place of the video's sample when it is complete; null for nothing.</summary>
    public KnownSample? SeenVideo { get; }

    /// <summary>What is known of the sound before denoising; null for nothing.</summary>
    public KnownSample? KnownAudio { get; }

    /// <summary>The video's latents, then those of keyframes: noise that the loop turns into a sample, in place.</summary>
    public VideoLatents Video { get; }

    /// <summary>The sound's latents, likewise; null where there is no joint sound.</summary>
    public AudioLatents? Audio { get; }

    /// <summary>Continues after the starting noise, for solvers that add some.</summary>
    public INoiseGenerator Noise { get; }

    public ISchedule VideoSchedule { get; }

    public ISchedule? AudioSchedule { get; }

    public double FramesPerSecond => _shot.Shape.FramesPerSecond;

    /// <summary>The first of the schedule's evaluations: later ones where denoising starts from a video.</summary>
    public int First { get; private set; }

    /// <summary>The number of evaluations of the network.</summary>
    public int Count => VideoSchedule.Count - First;

    /// <summary>The time that the denoiser is told at an evaluation.</summary>
    public float Timestep(int index) => VideoSchedule.Timesteps[First + index];

    public bool NeedsNegativePrompt => Enumerable.Range(0, Count).Any(i => Needs(i).HasFlag(Evaluations.Unconditional));

    /// <summary>Draws the noise and settles the noise levels.</summary>
    /// <param name="shot">The shot.</param>
    /// <param name="stages">The generator's stages.</param>
    /// <param name="conditioning">What the shot is given besides words, encoded; null for nothing.</param>
    public static DenoisingPlan For(Shot shot, GenerationStages stages, LatentConditioning? conditioning = null)
    {
        DenoisingPlan plan = Noisy(shot, stages, stages.Noise.Start(shot.Seed), conditioning, conditioning?.NoiseOrder);
        if (conditioning?.Start is { } start)
        {
            plan.First = FirstOf(start.Strength, shot.Steps, plan.VideoSchedule);
            Mix(start.Latents.Values, plan.Video.Values, plan.VideoSchedule.Sigmas[plan.First]);
        }

        // Pipelines that condition on frames start with no more noise than the first level that is asked for.
        float scale = conditioning?.NoiseOrder is null ? 1 : (float)(shot.Sigmas?[0] ?? 1);
        plan.KnownVideo?.Mix(plan.Video.Values, scale);
        if (plan.Audio is { } audio) plan.KnownAudio?.Mix(audio.Values, scale);
        return plan;
    }

    /// <summary>As <see cref="For"/>, but from the latents of an earlier stage, which are given noise.</summary>
    /// <param name="shot">The shot, with the noise levels of this stage.</param>
    /// <param name="stages">The generator's stages.</param>
    /// <param name="start">The latents.</param>
    /// <param name="noise">Where the noise comes from.</param>
    /// <param name="conditioning">What the shot is given besides words, encoded; null for nothing.</param>
    public static DenoisingPlan From(Shot shot, GenerationStages stages, StartingLatents start, INoiseGenerator noise, LatentConditioning? conditioning = null)
    {
        DenoisingPlan plan = Noisy(shot, stages, noise, conditioning, start.NoiseOrder);
        Mix(plan.KnownVideo, start.Video.Values, plan.Video.Values, (float)start.NoiseScale);
        if (plan.Audio is { } audio) Mix(plan.KnownAudio, start.Audio!.Values, audio.Values, (float)start.NoiseScale);
        return plan;
    }

    /// <summary>A plan of the sound alone: from noise, with the picture known. What is known of the sound is kept.</summary>
    /// <param name="shot">The shot, with the steps of this plan.</param>
    /// <param name="stages">The generator's stages.</param>
    /// <param name="picture">The finished video's latents.</param>
    /// <param name="noise">Where the noise comes from.</param>
    /// <param name="conditioning">What the shot is given besides words, encoded; null for nothing.</param>
    public static DenoisingPlan ForSound(Shot shot, GenerationStages stages, VideoLatents picture, INoiseGenerator noise, LatentConditioning? conditioning)
    {
        KnownVideo whole = new(picture, [.. Enumerable.Repeat(1f, picture.Shape.Frames)]);
        DenoisingPlan plan = Noisy(shot, stages, noise, new() { Video = whole, Audio = conditioning?.Audio }, conditioning?.NoiseOrder);
        plan.KnownVideo!.Mix(plan.Video.Values, 1);
        plan.KnownAudio?.Mix(plan.Audio!.Values, 1);
        return plan;
    }

    public GuidanceStep VideoStep(int index) => Step(index, _shot.VideoGuidance);

    public GuidanceStep AudioStep(int index) => Step(index, _shot.AudioGuidance);

    /// <summary>What to evaluate: what any guider needs for either modality.</summary>
    public Evaluations Needs(int index)
    {
        Evaluations needs = Evaluations.Conditional;
        foreach (IGuider guider in _guiders)
        {
            // What is given whole needs no guidance.
            if (KnownVideo?.IsComplete != true) needs |= guider.Needs(VideoStep(index));
            if (Audio is not null && KnownAudio?.IsComplete != true) needs |= guider.Needs(AudioStep(index));
        }

        return needs;
    }

    private GuidanceStep Step(int index, GuidanceTerms terms) => new(First + index, VideoSchedule.Count, VideoSchedule.Sigmas[First + index], terms);

    /// <summary>Where a schedule is entered: as many steps before its end as the strength says (diffusers <c>pipeline_wan_video2video.py</c>, <c>get_timesteps</c>).</summary>
    private static int FirstOf(double strength, int steps, ISchedule schedule)
    {
        int run = Math.Min((int)(steps * strength), steps), evaluationsOfStep = schedule.Count > steps ? 2 : 1;
        return run > 0 ? (steps - run) * evaluationsOfStep : throw new ArgumentException($"`strength` is {strength}; of {steps} steps it leaves none to run. Use more of either.", nameof(strength));
    }

    private static DenoisingPlan Noisy(Shot shot, GenerationStages stages, INoiseGenerator noise, LatentConditioning? conditioning, TokenPatches? order)
    {
        // Keyframes are seen beside the video: they have noise and tokens of their own.
        VideoLatentShape own = stages.Denoiser.VideoLatentShapeOf(shot.Shape);
        VideoLatentShape videoShape = conditioning?.Video?.Latents.Shape ?? own with { Frames = own.Frames + (conditioning?.Control?.LeadingFrames ?? 0) };
        AudioLatentShape? audioShape = stages.Denoiser.AudioLatentShapeOf(shot.Shape);
        ScheduleRequest schedule = new(shot.Steps, stages.Denoiser.SequenceLengthOf(videoShape)) { Sigmas = shot.Sigmas };
        IScheduler scheduler = shot.Scheduler is { } choice ? new ChosenScheduler(choice, stages.Scheduler) : stages.Scheduler;
        return new(
            shot,
            conditioning,
            StartingNoise.Video(noise, videoShape, order),
            audioShape is { } a ? StartingNoise.Audio(noise, a, order) : null,
            noise,
            scheduler.Start(schedule),
            audioShape is null ? null : scheduler.Start(schedule),
            stages.Guiders);
    }

    /// <summary>(1 − σ)·latents + σ·noise, in place of the noise; what is known of the sample goes before the latents.</summary>
    private static void Mix(KnownSample? known, float[] latents, float[] noise, float sigma)
    {
        if (known is not null) known.Mix(noise, latents, sigma);
        else if (noise.Length == latents.Length) Mix(latents, noise, sigma);
        else throw new InvalidOperationException($"{latents.Length} values of latents were given to start from; this shot has {noise.Length}. Give an upsampler whose latents fit.");
    }

    /// <summary>(1 − σ)·clean + σ·noise, in place of the noise.</summary>
    private static void Mix(float[] clean, float[] noise, float sigma)
    {
        float keep = 1f - sigma;
        for (int i = 0; i < noise.Length; i++) noise[i] = (keep * clean[i]) + (sigma * noise[i]);
    }
}
