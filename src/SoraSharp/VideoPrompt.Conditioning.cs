namespace SoraSharp;

/// <content>What a video is given besides words.</content>
public sealed partial class VideoPrompt
{
    /// <summary>A copy that also shows a picture at a moment.</summary>
    /// <param name="path">A PNG, JPEG or WebP file, read when the request is generated.</param>
    /// <param name="at">When; the first frame unless given.</param>
    /// <param name="strength">How closely the video keeps to it: above 0, 1 is exactly.</param>
    /// <param name="fit">How it is brought to the video's size.</param>
    public VideoPrompt WithImage(string path, VideoPosition at = default, double strength = 1, ImageFit fit = ImageFit.Cover) => With(Request.WithImage(path, at, strength, fit));

    /// <summary>A copy that also shows a picture at a moment. The stream's rest is read now; the stream is not closed.</summary>
    /// <param name="stream">Holds a PNG, JPEG or WebP file.</param>
    /// <param name="at">When; the first frame unless given.</param>
    /// <param name="strength">How closely the video keeps to it: above 0, 1 is exactly.</param>
    /// <param name="fit">How it is brought to the video's size.</param>
    /// <exception cref="MediaException">The stream holds more than a picture can.</exception>
    public VideoPrompt WithImage(Stream stream, VideoPosition at = default, double strength = 1, ImageFit fit = ImageFit.Cover) => With(Request.WithImage(stream, at, strength, fit));

    /// <summary>A copy that also shows a picture at a moment.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="at">When; the first frame unless given.</param>
    /// <param name="strength">How closely the video keeps to it: above 0, 1 is exactly.</param>
    /// <param name="fit">How it is brought to the video's size.</param>
    public VideoPrompt WithImage(RgbImage image, VideoPosition at = default, double strength = 1, ImageFit fit = ImageFit.Cover) => With(Request.WithImage(image, at, strength, fit));

    /// <summary>A copy that also shows frames from a moment on.</summary>
    /// <param name="frames">The frames; see <see cref="ConditioningClip"/> for how many count.</param>
    /// <param name="at">When the first is seen; the video's first frame unless given.</param>
    /// <param name="strength">How closely the video keeps to them: above 0, 1 is exactly.</param>
    /// <param name="fit">How they are brought to the video's size.</param>
    public VideoPrompt WithClip(VideoFrames frames, VideoPosition at = default, double strength = 1, ImageFit fit = ImageFit.Cover) => With(Request.WithClip(frames, at, strength, fit));

    /// <summary>A copy that goes on from another video, picture and sound; see <see cref="GeneratedVideo.ContinuedBy"/> for both in one.</summary>
    /// <param name="earlier">The earlier video.</param>
    /// <param name="overlap">How many frames the two have in common; see <see cref="Continuation.Overlap"/>.</param>
    public VideoPrompt WithContinuation(GeneratedVideo earlier, int? overlap = null) => With(Request.WithContinuation(earlier, overlap));

    /// <summary>A copy that goes on from other frames.</summary>
    /// <param name="earlier">The earlier frames.</param>
    /// <param name="audio">Their sound, which begins with them; null for none.</param>
    /// <param name="overlap">How many frames the two have in common; see <see cref="Continuation.Overlap"/>.</param>
    public VideoPrompt WithContinuation(VideoFrames earlier, AudioClip? audio = null, int? overlap = null) => With(Request.WithContinuation(earlier, audio, overlap));

    /// <summary>A copy whose sound is given: the picture is made for it, and it is the result's sound, cut or continued with silence to the picture's length.</summary>
    public VideoPrompt WithAudio(AudioClip? audio) => With(Request.WithAudio(audio));

    /// <summary>A copy whose picture is given: the sound is made for it, and its frames, brought to the video's size, are the result's.</summary>
    public VideoPrompt WithVideo(VideoFrames? video) => With(Request.WithVideo(video));
}
