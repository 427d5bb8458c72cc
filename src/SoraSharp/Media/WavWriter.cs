using SoraSharp.Stages;

namespace SoraSharp.Media;

/// <summary>Writes the sound alone as 16-bit WAV at its own sample rate, as long as the picture. Thread-safe.</summary>
public sealed class WavWriter : IMediaWriter
{
    /// <inheritdoc />
    public IReadOnlyList<string> Extensions { get; } = [".wav"];

    /// <inheritdoc />
    public Task WriteAsync(MediaContent content, string path, CancellationToken cancellationToken = default)
    {
        MediaFile.Check(this, content, path);
        AudioClip audio = MediaFile.FittedAudio(content) ?? throw new MediaException($"\"{path}\" would be empty: the video has no sound. Save the picture as .webp or .frames, or add a sound stage.");
        return MediaFile.WriteAsync(path, temporary => Task.Run(() => Write(temporary, audio), cancellationToken), cancellationToken);
    }

    /// <summary>Writes a WAV file under its final name.</summary>
    internal static void Write(string path, AudioClip audio)
    {
        using FileStream stream = File.Create(path);
        WavFile.WritePcm16(stream, audio);
    }
}
