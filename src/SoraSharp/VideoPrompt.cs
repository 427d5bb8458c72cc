namespace SoraSharp;

/// <summary>
/// A request on its way to a generator. Immutable: every <c>With…</c> method returns a changed copy, so a prompt can be kept,
/// varied and generated any number of times. Thread-safe.
/// </summary>
public sealed partial class VideoPrompt
{
    private readonly VideoGenerator _generator;

    internal VideoPrompt(VideoGenerator generator, VideoRequest request)
    {
        _generator = generator;
        Request = request;
    }

    /// <summary>What is asked for so far.</summary>
    public VideoRequest Request { get; }

    /// <summary>A copy with a text of what is to be avoided.</summary>
    public VideoPrompt WithNegativePrompt(string? negativePrompt) => With(Request.WithNegativePrompt(negativePrompt));

    /// <summary>A copy in another style.</summary>
    public VideoPrompt WithStyle(VideoStyle? style) => With(Request.WithStyle(style));

    /// <summary>A copy of another duration: the nearest number of frames that the model takes.</summary>
    public VideoPrompt WithDuration(TimeSpan duration) => With(Request.WithDuration(duration));

    /// <summary>A copy with an exact number of frames.</summary>
    public VideoPrompt WithFrames(int frames) => With(Request.WithFrames(frames));

    /// <summary>A copy of another size, in pixels.</summary>
    public VideoPrompt WithSize(int width, int height) => With(Request.WithSize(width, height));

    /// <summary>A copy with another frame rate.</summary>
    public VideoPrompt WithFramesPerSecond(double framesPerSecond) => With(Request.WithFramesPerSecond(framesPerSecond));

    /// <summary>A copy that starts from another seed. Every number is a seed, 0 too.</summary>
    public VideoPrompt WithSeed(long seed) => With(Request.WithSeed(seed));

    /// <summary>A copy with another number of denoising steps.</summary>
    public VideoPrompt WithSteps(int steps) => With(Request.WithSteps(steps));

    /// <summary>A copy that steps through the given noise levels.</summary>
    public VideoPrompt WithSigmas(params IReadOnlyList<double> sigmas) => With(Request.WithSigmas(sigmas));

    /// <summary>A copy that is stepped by another solver; null for the generator's.</summary>
    public VideoPrompt WithScheduler(SchedulerChoice? scheduler) => With(Request.WithScheduler(scheduler));

    /// <summary>A copy with another classifier-free guidance scale; the sound's is the video's unless given.</summary>
    public VideoPrompt WithGuidanceScale(double video, double? audio = null) => With(Request.WithGuidanceScale(video, audio));

    /// <summary>A copy with every guidance term as given; the sound's are the video's unless given.</summary>
    public VideoPrompt WithGuidance(GuidanceScales video, GuidanceScales? audio = null) => With(Request.WithGuidance(video, audio));

    /// <summary>Makes the video; see <see cref="VideoGenerator.GenerateAsync"/>.</summary>
    /// <exception cref="InvalidRequestException">The request asks for what the model cannot make; lists every error.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The generator was disposed before or while it worked.</exception>
    public Task<GeneratedVideo> GenerateAsync(IProgress<GenerationProgress>? progress = null, CancellationToken cancellationToken = default) =>
        _generator.GenerateAsync(Request, progress, cancellationToken);

    /// <summary>Makes the video and writes it to a file while it is decoded; see <see cref="VideoGenerator.GenerateToFileAsync"/>.</summary>
    /// <exception cref="InvalidRequestException">The request asks for what the model cannot make; lists every error.</exception>
    /// <exception cref="MediaException">No writer knows the extension, a program that it needs is missing, or it could not finish.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The generator was disposed before or while it worked.</exception>
    public Task<SavedVideo> GenerateToFileAsync(string path, IProgress<GenerationProgress>? progress = null, CancellationToken cancellationToken = default) =>
        _generator.GenerateToFileAsync(Request, path, progress, cancellationToken);

    private VideoPrompt With(VideoRequest request) => new(_generator, request);
}
