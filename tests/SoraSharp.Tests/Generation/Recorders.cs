using SoraSharp.Stages;

namespace SoraSharp.Tests.Generation;

/// <summary>Notes which stages were called; each once unless it is told otherwise.</summary>
internal sealed class Recorder
{
    public List<string> Calls { get; } = [];

    public void Note(string stage, bool again = false)
    {
        lock (Calls)
        {
            if (again || !Calls.Contains(stage)) Calls.Add(stage);
        }
    }
}

internal sealed class Planner(IShotPlanner inner, Recorder recorder) : IShotPlanner
{
    public Task<IReadOnlyList<Shot>> PlanAsync(VideoRequest request, ModelProfile profile, CancellationToken cancellationToken = default)
    {
        recorder.Note("planner");
        return inner.PlanAsync(request, profile, cancellationToken);
    }
}

internal sealed class Encoder(ITextEncoder inner, Recorder recorder) : ITextEncoder
{
    /// <summary>Whether every call is noted.</summary>
    public bool Repeats { get; init; }

    public Task<PromptEmbedding> EncodeAsync(string text, CancellationToken cancellationToken = default)
    {
        recorder.Note("encoder", Repeats);
        return inner.EncodeAsync(text, cancellationToken);
    }
}

internal sealed class Noise(INoiseSource inner, Recorder recorder) : INoiseSource
{
    public INoiseGenerator Start(long seed)
    {
        recorder.Note("noise");
        return inner.Start(seed);
    }
}

internal sealed class Scheduler(IScheduler inner, Recorder recorder) : IScheduler
{
    public ISchedule Start(ScheduleRequest request)
    {
        recorder.Note("scheduler");
        return inner.Start(request);
    }
}

internal sealed class Guider(Recorder recorder) : IGuider
{
    public Evaluations Needs(GuidanceStep step) => Evaluations.None;

    public void Apply(GuidanceStep step, GuidancePredictions predictions, Span<float> guided) => recorder.Note("guider");
}

internal sealed class Denoiser(IVideoDenoiser inner, Recorder recorder) : IVideoDenoiser
{
    public VideoLatentShape VideoLatentShapeOf(VideoShape shape) => inner.VideoLatentShapeOf(shape);

    public AudioLatentShape? AudioLatentShapeOf(VideoShape shape) => inner.AudioLatentShapeOf(shape);

    public int SequenceLengthOf(VideoLatentShape shape) => inner.SequenceLengthOf(shape);

    public IDenoisingRun Start(DenoisingContext context)
    {
        recorder.Note("denoiser");
        return inner.Start(context);
    }
}

internal sealed class Decoder(IVideoDecoder inner, Recorder recorder) : IVideoDecoder
{
    public Task<VideoFrames> DecodeAsync(VideoLatents latents, VideoShape shape, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        recorder.Note("decoder");
        return inner.DecodeAsync(latents, shape, progress, cancellationToken);
    }
}

/// <summary>Tells what it is given to decode.</summary>
internal sealed class ListeningDecoder(IVideoDecoder inner, Action<VideoLatents> hear) : IVideoDecoder
{
    public Task<VideoFrames> DecodeAsync(VideoLatents latents, VideoShape shape, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        hear(latents);
        return inner.DecodeAsync(latents, shape, progress, cancellationToken);
    }
}

internal sealed class Synthesizer(IAudioSynthesizer inner, Recorder recorder) : IAudioSynthesizer
{
    public Task<AudioClip?> SynthesizeAsync(AudioSynthesisInput input, CancellationToken cancellationToken = default)
    {
        recorder.Note("synthesizer");
        return inner.SynthesizeAsync(input, cancellationToken);
    }
}

internal sealed class Judge(string summary, Recorder? recorder = null) : IPhysicsConsistency
{
    public Task<PhysicsReport> ExamineAsync(Shot shot, VideoFrames frames, CancellationToken cancellationToken = default)
    {
        recorder?.Note("physics");
        return Task.FromResult(new PhysicsReport(true, true, [], summary));
    }
}

internal sealed class Writer(Recorder recorder) : IMediaWriter
{
    public IReadOnlyList<string> Extensions { get; } = [".test"];

    public Task WriteAsync(MediaContent content, string path, CancellationToken cancellationToken = default)
    {
        recorder.Note("writer");
        return Task.CompletedTask;
    }
}
