namespace SoraSharp;

/// <content>What a video is given besides words.</content>
public sealed partial record VideoRequest
{
    /// <summary>Pictures that the video is to show at given moments.</summary>
    public IReadOnlyList<ConditioningImage> Images { get; init; } = [];

    /// <summary>Stretches of frames that the video is to show from given moments on.</summary>
    public IReadOnlyList<ConditioningClip> Clips { get; init; } = [];

    /// <summary>The video that this one goes on from; null for none. Size and rate, where none are asked for, are that video's.</summary>
    public Continuation? Continuation { get; init; }

    /// <summary>The sound, where it is given and only the picture is made for it. Length, where none is asked for, is the sound's.</summary>
    public AudioClip? Audio { get; init; }

    /// <summary>The picture, where it is given and only the sound is made for it. Size, rate and length, where none are asked for, are the picture's.</summary>
    public VideoFrames? Video { get; init; }

    /// <summary>A copy that also shows a picture at a moment.</summary>
    /// <param name="path">A PNG, JPEG or WebP file, read when the request is generated.</param>
    /// <param name="at">When; the first frame unless given.</param>
    /// <param name="strength">How closely the video keeps to it: above 0, 1 is exactly.</param>
    /// <param name="fit">How it is brought to the video's size.</param>
    public VideoRequest WithImage(string path, VideoPosition at = default, double strength = 1, ImageFit fit = ImageFit.Cover) => With(ImageSource.FromFile(path), at, strength, fit);

    /// <summary>A copy that also shows a picture at a moment. The stream's rest is read now; the stream is not closed.</summary>
    /// <inheritdoc cref="WithImage(string, VideoPosition, double, ImageFit)" />
    /// <param name="stream">Holds a PNG, JPEG or WebP file.</param>
    /// <param name="at">When; the first frame unless given.</param>
    /// <param name="strength">How closely the video keeps to it: above 0, 1 is exactly.</param>
    /// <param name="fit">How it is brought to the video's size.</param>
    /// <exception cref="MediaException">The stream holds more than a picture can.</exception>
    public VideoRequest WithImage(Stream stream, VideoPosition at = default, double strength = 1, ImageFit fit = ImageFit.Cover) => With(ImageSource.FromStream(stream), at, strength, fit);

    /// <summary>A copy that also shows a picture at a moment.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="at">When; the first frame unless given.</param>
    /// <param name="strength">How closely the video keeps to it: above 0, 1 is exactly.</param>
    /// <param name="fit">How it is brought to the video's size.</param>
    public VideoRequest WithImage(RgbImage image, VideoPosition at = default, double strength = 1, ImageFit fit = ImageFit.Cover) => With(ImageSource.FromImage(image), at, strength, fit);

    /// <summary>A copy that also shows frames from a moment on.</summary>
    /// <param name="frames">The frames; see <see cref="ConditioningClip"/> for how many count.</param>
    /// <param name="at">When the first is seen; the video's first frame unless given.</param>
    /// <param name="strength">How closely the video keeps to them: above 0, 1 is exactly.</param>
    /// <param name="fit">How they are brought to the video's size.</param>
    public VideoRequest WithClip(VideoFrames frames, VideoPosition at = default, double strength = 1, ImageFit fit = ImageFit.Cover)
    {
        ArgumentNullException.ThrowIfNull(frames);
        return this with { Clips = [.. Clips, new ConditioningClip(frames) { At = at, Strength = strength, Fit = fit }] };
    }

    /// <summary>A copy that goes on from another video, picture and sound; see <see cref="GeneratedVideo.ContinuedBy"/> for both in one.</summary>
    /// <param name="earlier">The earlier video.</param>
    /// <param name="overlap">How many frames the two have in common; see <see cref="Continuation.Overlap"/>.</param>
    public VideoRequest WithContinuation(GeneratedVideo earlier, int? overlap = null)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        return WithContinuation(earlier.Frames, earlier.Audio, overlap);
    }

    /// <summary>A copy that goes on from other frames.</summary>
    /// <param name="earlier">The earlier frames.</param>
    /// <param name="audio">Their sound, which begins with them; null for none.</param>
    /// <param name="overlap">How many frames the two have in common; see <see cref="Continuation.Overlap"/>.</param>
    public VideoRequest WithContinuation(VideoFrames earlier, AudioClip? audio = null, int? overlap = null)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        return this with { Continuation = new Continuation(earlier, audio) { Overlap = overlap } };
    }

    /// <summary>A copy whose sound is given: the picture is made for it, and it is the result's sound, cut or continued with silence to the picture's length.</summary>
    public VideoRequest WithAudio(AudioClip? audio) => this with { Audio = audio };

    /// <summary>A copy whose picture is given: the sound is made for it, and its frames, brought to the video's size, are the result's.</summary>
    public VideoRequest WithVideo(VideoFrames? video) => this with { Video = video };

    private VideoRequest With(ImageSource source, VideoPosition at, double strength, ImageFit fit) =>
        this with { Images = [.. Images, new ConditioningImage(source) { At = at, Strength = strength, Fit = fit }] };
}
