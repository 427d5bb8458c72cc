namespace SoraSharp;

/// <content>What a video is made from and steered by.</content>
public sealed partial record VideoRequest
{
    /// <summary>The video that it is made from; null for none. Size, rate and length, where none are asked for, are its own.</summary>
    public SourceVideo? Source { get; init; }

    /// <summary>What steers it; null for nothing. Length, where none is asked for, is that of its frames.</summary>
    public ControlVideo? Control { get; init; }

    /// <summary>Pictures of what is to be seen somewhere in the video: a face, a thing, a place.</summary>
    public IReadOnlyList<ImageSource> References { get; init; } = [];

    /// <summary>A copy that is made from another video.</summary>
    /// <param name="frames">The video; null for none.</param>
    /// <param name="strength">How much of it is made anew: above 0, 1 is everything.</param>
    public VideoRequest WithSource(VideoFrames? frames, double strength = 0.8) => this with { Source = frames is null ? null : new(frames) { Strength = strength } };

    /// <summary>A copy that is steered by frames.</summary>
    /// <param name="frames">Depth, pose, edges, or a video of which parts are to be made anew.</param>
    /// <param name="mask">White where the picture is to be made and black where <paramref name="frames"/> is to be kept; null where everything is to be made.</param>
    /// <param name="scales">How strongly it counts: one number for all of the model's control layers, or one for each; none for 1.</param>
    public VideoRequest WithControl(VideoFrames frames, VideoFrames? mask = null, params IReadOnlyList<double> scales)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(scales);
        return this with { Control = new() { Frames = frames, Mask = mask, Scales = scales.Count > 0 ? [.. scales] : [1] } };
    }

    /// <summary>A copy that also shows what a picture shows.</summary>
    /// <param name="path">A PNG, JPEG or WebP file, read when the request is generated.</param>
    public VideoRequest WithReference(string path) => WithReference(ImageSource.FromFile(path));

    /// <summary>A copy that also shows what a picture shows.</summary>
    public VideoRequest WithReference(RgbImage image) => WithReference(ImageSource.FromImage(image));

    /// <summary>A copy that also shows what a picture shows.</summary>
    public VideoRequest WithReference(ImageSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return this with { References = [.. References, source] };
    }
}
