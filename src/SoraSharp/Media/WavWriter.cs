using SoraSharp.Stages;

namespace SoraSharp.Media;

/// <summary>Writes the sound alone as 16-bit WAV at its own sample rate, as long as the picture. Thread-safe.</summary>
public sealed class WavWriter : IMediaWriter
{
    /// <inheritdoc />
    public IReadOnlyList<string> Extensions { get; } = [".wav"];

    /// <inheritdoc />
    public Task WriteAsync(MediaContent content, string path, CancellationToken cancellationToken = default) => WriteInPartsAsync(MediaParts.Of(content), path, cancellationToken);

    /// <inheritdoc />
    public Task WriteInPartsAsync(MediaParts content, string path, CancellationToken cancellationToken = default)
    {
        MediaFile.Check(this, content, path);
        return MediaFile.WriteAsync(path, temporary => WriteAsync(content, path, temporary, cancellationToken), cancellationToken);
    }

    private static async Task WriteAsync(MediaParts content, string path, string temporary, CancellationToken cancellationToken)
    {
        // The picture is looked at even though it is not written: a damaged one is a mistake of whoever made it.
        await foreach ((int, VideoFrames, int) _ in MediaFile.FramesAsync(content, cancellationToken).ConfigureAwait(false))
        {
        }

        AudioClip audio = await MediaFile.AudioAfterAsync(content, cancellationToken).ConfigureAwait(false)
            ?? throw new MediaException($"\"{path}\" would be empty: the video has no sound. Save the picture as .webp or .frames, or add a sound stage.");
        await Task.Run(() => Write(temporary, audio), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a WAV file under its final name.</summary>
    internal static void Write(string path, AudioClip audio)
    {
        using FileStream stream = File.Create(path);
        WavFile.WritePcm16(stream, audio);
    }
}
