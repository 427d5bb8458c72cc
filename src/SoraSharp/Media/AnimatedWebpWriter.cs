using SoraSharp.Stages;

namespace SoraSharp.Media;

/// <summary>
/// Writes an animated WebP that repeats for ever, without ffmpeg. The format has no sound: save that as <c>.wav</c> beside it, or use
/// <c>.mp4</c>. Frame times are whole milliseconds that add up to the video's duration. Thread-safe.
/// </summary>
public sealed class AnimatedWebpWriter : IMediaWriter
{
    private readonly int _quality;

    /// <param name="quality">1 to 100; 100 is lossless, 90 looks the same at a fraction of the size.</param>
    /// <exception cref="ArgumentOutOfRangeException">The quality is out of range.</exception>
    public AnimatedWebpWriter(int quality = 90)
    {
        if (quality is < 1 or > 100) throw new ArgumentOutOfRangeException(nameof(quality), quality, $"`quality` is {quality}; it goes from 1 to 100, where 100 is lossless.");
        _quality = quality;
    }

    /// <inheritdoc />
    public IReadOnlyList<string> Extensions { get; } = [".webp"];

    /// <inheritdoc />
    public Task WriteAsync(MediaContent content, string path, CancellationToken cancellationToken = default) => WriteInPartsAsync(MediaParts.Of(content), path, cancellationToken);

    /// <inheritdoc />
    public Task WriteInPartsAsync(MediaParts content, string path, CancellationToken cancellationToken = default)
    {
        MediaFile.Check(this, content, path);
        return MediaFile.WriteAsync(path, temporary => Task.Run(() => WriteFramesAsync(content, temporary, cancellationToken), cancellationToken), cancellationToken);
    }

    private async Task WriteFramesAsync(MediaParts content, string path, CancellationToken cancellationToken)
    {
        using FileStream stream = File.Create(path);
        WebpAnimation animation = new(stream, content.Shape.Size.Width, content.Shape.Size.Height);
        await foreach ((int number, VideoFrames part, int index) in MediaFile.FramesAsync(content, cancellationToken).ConfigureAwait(false))
        {
            animation.Add(RasterImage.EncodeWebp(part, index, _quality), (int)(Milliseconds(content.Shape, number + 1) - Milliseconds(content.Shape, number)));
        }

        animation.Finish();
        // The format keeps no sound, but one that cannot be written is a mistake all the same.
        await MediaFile.AudioAfterAsync(content, cancellationToken).ConfigureAwait(false);
    }

    private static long Milliseconds(VideoShape shape, int index) => (long)Math.Round(1000.0 * index / shape.FramesPerSecond);
}
