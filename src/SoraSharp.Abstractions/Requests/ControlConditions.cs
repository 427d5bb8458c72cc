namespace SoraSharp;

/// <summary>A video that another one is made from. Immutable.</summary>
/// <param name="Frames">The frames, at the video's rate; those that the model's length leaves over are left out.</param>
public sealed record SourceVideo(VideoFrames Frames)
{
    /// <summary>How much of it is made anew.</summary>
    /// <value>Above 0; 1 is everything, and the source is not seen any more. Default 0.8.</value>
    public double Strength { get; init; } = 0.8;
}

/// <summary>What steers a video (VACE). Immutable.</summary>
public sealed record ControlVideo
{
    /// <summary>Frames that say where what is: depth, pose, edges, grey where nothing is known, or the picture itself where the mask keeps it.</summary>
    /// <value>At least as many as the video has; null for none.</value>
    public VideoFrames? Frames { get; init; }

    /// <summary>White where the picture is to be made and black where <see cref="Frames"/> is to be kept.</summary>
    /// <value>As many as <see cref="Frames"/>; null where everything is to be made.</value>
    public VideoFrames? Mask { get; init; }

    /// <summary>How strongly the control counts: one number for all of the model's control layers, or one for each.</summary>
    /// <value>0 to 10. Default 1.</value>
    public IReadOnlyList<double> Scales { get; init; } = [1];
}
