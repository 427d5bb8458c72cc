namespace SoraSharp;

/// <summary>
/// What is asked for. Immutable: every <c>With…</c> method returns a changed copy, so a request can be shared and reused.
/// What is null is left to the model. Values are checked against the model when the request is generated, all errors together.
/// </summary>
public sealed partial record VideoRequest
{
    /// <summary>A request for a video of <paramref name="prompt"/>.</summary>
    public VideoRequest(string prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        Prompt = prompt;
    }

    /// <summary>What is to be seen and heard.</summary>
    public string Prompt { get; init; }

    /// <summary>What is to be avoided; null for the model's own.</summary>
    public string? NegativePrompt { get; init; }

    /// <summary>How it is drawn; null leaves that to the prompt.</summary>
    public VideoStyle? Style { get; init; }

    /// <summary>How long the video lasts. The nearest number of frames that the model takes is made. Not together with <see cref="Frames"/>.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The exact number of frames. Not together with <see cref="Duration"/>.</summary>
    public int? Frames { get; init; }

    /// <summary>The size of a frame.</summary>
    public FrameSize? Size { get; init; }

    /// <summary>Frames shown each second.</summary>
    public double? FramesPerSecond { get; init; }

    /// <summary>Where the noise starts. The same seed, request and backend give the same bytes; null draws a seed, which the result carries.</summary>
    public long? Seed { get; init; }

    /// <summary>Denoising steps.</summary>
    public int? Steps { get; init; }

    /// <summary>The noise levels to step through, from at most 1 downwards, without the final 0 (for distilled checkpoints); null for the scheduler's own. Not together with <see cref="Steps"/> of another count.</summary>
    public IReadOnlyList<double>? Sigmas { get; init; }

    /// <summary>The solver that steps from noise to the video; null for the generator's.</summary>
    public SchedulerChoice? Scheduler { get; init; }

    /// <summary>How strongly guidance pulls the video.</summary>
    public GuidanceScales VideoGuidance { get; init; } = GuidanceScales.ModelDefault;

    /// <summary>How strongly guidance pulls the sound.</summary>
    public GuidanceScales AudioGuidance { get; init; } = GuidanceScales.ModelDefault;

    /// <summary>A copy with another prompt.</summary>
    public VideoRequest WithPrompt(string prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return this with { Prompt = prompt };
    }

    /// <summary>A copy with a text of what is to be avoided.</summary>
    public VideoRequest WithNegativePrompt(string? negativePrompt) => this with { NegativePrompt = negativePrompt };

    /// <summary>A copy in another style.</summary>
    public VideoRequest WithStyle(VideoStyle? style) => this with { Style = style };

    /// <summary>A copy of another duration; replaces a number of frames.</summary>
    public VideoRequest WithDuration(TimeSpan duration) => this with { Duration = duration, Frames = null };

    /// <summary>A copy with an exact number of frames; replaces a duration.</summary>
    public VideoRequest WithFrames(int frames) => this with { Frames = frames, Duration = null };

    /// <summary>A copy of another size, in pixels.</summary>
    public VideoRequest WithSize(int width, int height) => this with { Size = new(width, height) };

    /// <summary>A copy with another frame rate.</summary>
    public VideoRequest WithFramesPerSecond(double framesPerSecond) => this with { FramesPerSecond = framesPerSecond };

    /// <summary>A copy that starts from another seed. Every number is a seed, 0 too.</summary>
    public VideoRequest WithSeed(long seed) => this with { Seed = seed };

    /// <summary>A copy with another number of denoising steps.</summary>
    public VideoRequest WithSteps(int steps) => this with { Steps = steps };

    /// <summary>A copy that steps through the given noise levels.</summary>
    public VideoRequest WithSigmas(params IReadOnlyList<double> sigmas) => this with { Sigmas = [.. sigmas], Steps = null };

    /// <summary>A copy that is stepped by another solver; null for the generator's.</summary>
    public VideoRequest WithScheduler(SchedulerChoice? scheduler) => this with { Scheduler = scheduler };

    /// <summary>A copy with another classifier-free guidance scale; the sound's is the video's unless given.</summary>
    public VideoRequest WithGuidanceScale(double video, double? audio = null) => this with
    {
        VideoGuidance = VideoGuidance with { Text = video },
        AudioGuidance = AudioGuidance with { Text = audio ?? video },
    };

    /// <summary>A copy with every guidance term as given; the sound's are the video's unless given.</summary>
    public VideoRequest WithGuidance(GuidanceScales video, GuidanceScales? audio = null)
    {
        ArgumentNullException.ThrowIfNull(video);
        return this with { VideoGuidance = video, AudioGuidance = audio ?? video };
    }
}
