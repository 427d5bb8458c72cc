using SoraSharp.Generation;
using SoraSharp.Stages;

namespace SoraSharp.Denoising;

/// <summary>
/// What the denoising of one shot starts from: noise, noise levels, and which evaluations are needed at each. The video's noise is
/// drawn first, then the sound's, from one generator, as diffusers <c>pipeline_ltx2.py</c> does.
/// </summary>
internal sealed class DenoisingPlan
{
    private readonly IReadOnlyList<IGuider> _guiders;
    private readonly Shot _shot;

    private DenoisingPlan(Shot shot, VideoLatents video, AudioLatents? audio, INoiseGenerator noise, ISchedule videoSchedule, ISchedule? audioSchedule, IReadOnlyList<IGuider> guiders)
    {
        _shot = shot;
        _guiders = guiders;
        Video = video;
        Audio = audio;
        Noise = noise;
        VideoSchedule = videoSchedule;
        AudioSchedule = audioSchedule;
    }

    /// <summary>The video's latents: noise that the loop turns into a sample, in place.</summary>
    public VideoLatents Video { get; }

    /// <summary>The sound's latents, likewise; null where there is no joint sound.</summary>
    public AudioLatents? Audio { get; }

    /// <summary>Continues after the starting noise, for solvers that add some.</summary>
    public INoiseGenerator Noise { get; }

    public ISchedule VideoSchedule { get; }

    public ISchedule? AudioSchedule { get; }

    public double FramesPerSecond => _shot.Shape.FramesPerSecond;

    /// <summary>The number of evaluations of the network.</summary>
    public int Count => VideoSchedule.Count;

    public bool NeedsNegativePrompt => Enumerable.Range(0, Count).Any(i => Needs(i).HasFlag(Evaluations.Unconditional));

    public static DenoisingPlan For(Shot shot, GenerationStages stages)
    {
        VideoLatentShape videoShape = stages.Denoiser.VideoLatentShapeOf(shot.Shape);
        AudioLatentShape? audioShape = stages.Denoiser.AudioLatentShapeOf(shot.Shape);
        ScheduleRequest schedule = new(shot.Steps, stages.Denoiser.SequenceLengthOf(videoShape)) { Sigmas = shot.Sigmas };
        INoiseGenerator noise = stages.Noise.Start(shot.Seed);
        return new(
            shot,
            new(Draw(noise, videoShape.Count), videoShape),
            audioShape is { } a ? new(Draw(noise, a.Count), a) : null,
            noise,
            stages.Scheduler.Start(schedule),
            audioShape is null ? null : stages.Scheduler.Start(schedule),
            stages.Guiders);
    }

    public GuidanceStep VideoStep(int index) => new(index, Count, VideoSchedule.Sigmas[index], _shot.VideoGuidance);

    public GuidanceStep AudioStep(int index) => new(index, Count, VideoSchedule.Sigmas[index], _shot.AudioGuidance);

    /// <summary>What to evaluate: what any guider needs for either modality.</summary>
    public Evaluations Needs(int index)
    {
        Evaluations needs = Evaluations.Conditional;
        foreach (IGuider guider in _guiders)
        {
            needs |= guider.Needs(VideoStep(index));
            if (Audio is not null) needs |= guider.Needs(AudioStep(index));
        }

        return needs;
    }

    private static float[] Draw(INoiseGenerator noise, int count)
    {
        float[] values = new float[count];
        noise.FillNormal(values);
        return values;
    }
}
