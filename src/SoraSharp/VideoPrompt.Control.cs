namespace SoraSharp;

/// <content>What a video is made from and steered by.</content>
public sealed partial class VideoPrompt
{
    /// <summary>A copy that is made from another video.</summary>
    /// <param name="frames">The video; null for none.</param>
    /// <param name="strength">How much of it is made anew: above 0, 1 is everything.</param>
    public VideoPrompt WithSource(VideoFrames? frames, double strength = 0.8) => With(Request.WithSource(frames, strength));

    /// <summary>A copy that is steered by frames.</summary>
    /// <param name="frames">Depth, pose, edges, or a video of which parts are to be made anew.</param>
    /// <param name="mask">White where the picture is to be made and black where <paramref name="frames"/> is to be kept; null where everything is to be made.</param>
    /// <param name="scales">How strongly it counts: one number for all of the model's control layers, or one for each; none for 1.</param>
    public VideoPrompt WithControl(VideoFrames frames, VideoFrames? mask = null, params IReadOnlyList<double> scales) => With(Request.WithControl(frames, mask, scales));

    /// <summary>A copy that also shows what a picture shows.</summary>
    /// <param name="path">A PNG, JPEG or WebP file, read when the request is generated.</param>
    public VideoPrompt WithReference(string path) => With(Request.WithReference(path));

    /// <summary>A copy that also shows what a picture shows.</summary>
    public VideoPrompt WithReference(RgbImage image) => With(Request.WithReference(image));

    /// <summary>A copy that also shows what a picture shows.</summary>
    public VideoPrompt WithReference(ImageSource source) => With(Request.WithReference(source));
}
