namespace SoraSharp;

/// <summary>The shape of a video in pixels and frames. Thread-safe (immutable).</summary>
/// <param name="Frames">The number of frames.</param>
/// <param name="Size">The size of every frame.</param>
/// <param name="FramesPerSecond">Frames shown each second.</param>
public readonly record struct VideoShape(int Frames, FrameSize Size, double FramesPerSecond)
{
    /// <summary>How long the video lasts: frames over frames per second.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds(Frames / FramesPerSecond);

    /// <inheritdoc />
    public override string ToString() => $"{Frames} frames of {Size} at {FramesPerSecond:0.###} fps";
}
