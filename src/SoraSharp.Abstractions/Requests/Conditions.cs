namespace SoraSharp;

/// <summary>A picture that the video is to show at a moment. Immutable.</summary>
/// <param name="Source">The picture.</param>
public sealed record ConditioningImage(ImageSource Source)
{
    /// <summary>When it is seen.</summary>
    public VideoPosition At { get; init; }

    /// <summary>How closely the video keeps to it.</summary>
    /// <value>Above 0, 1 is exactly. Default 1.</value>
    public double Strength { get; init; } = 1;

    /// <summary>How it is brought to the video's size.</summary>
    public ImageFit Fit { get; init; }
}

/// <summary>
/// Frames that the video is to show from a moment on. Those that do not fill the model's last latent (8k + 1 for LTX-2), and those
/// beyond the video's end, are left out. Immutable.
/// </summary>
/// <param name="Frames">The frames, at the video's rate.</param>
public sealed record ConditioningClip(VideoFrames Frames)
{
    /// <summary>When the first of them is seen.</summary>
    public VideoPosition At { get; init; }

    /// <summary>How closely the video keeps to them.</summary>
    /// <value>Above 0, 1 is exactly. Default 1.</value>
    public double Strength { get; init; } = 1;

    /// <summary>How they are brought to the video's size.</summary>
    public ImageFit Fit { get; init; }
}

/// <summary>A video that another one is to go on from: its last frames are the other's first. Immutable.</summary>
/// <param name="Frames">The earlier video.</param>
/// <param name="Audio">Its sound, which the other's goes on from too; null for none.</param>
public sealed record Continuation(VideoFrames Frames, AudioClip? Audio)
{
    /// <summary>How many frames the two have in common.</summary>
    /// <value>What the model takes as a clip (8k + 1 for LTX-2), at most the earlier video's. Null for the fewest that show motion: 9 for LTX-2, 1 for models that take pictures alone.</value>
    public int? Overlap { get; init; }
}
