using System.Globalization;
using SoraSharp.Stages;

namespace SoraSharp.Media;

/// <summary>
/// Writes a folder with the extension <c>.frames</c>: <c>frame-00000.png</c> and on, lossless at 8 bit, and <c>audio.wav</c> where there
/// is sound, without ffmpeg. An existing folder is replaced only if it holds nothing else. Thread-safe.
/// </summary>
public sealed class PngFramesWriter : IMediaWriter
{
    private const string AudioName = "audio.wav";
    private const string FramePrefix = "frame-";

    /// <inheritdoc />
    public IReadOnlyList<string> Extensions { get; } = [".frames"];

    /// <inheritdoc />
    public Task WriteAsync(MediaContent content, string path, CancellationToken cancellationToken = default)
    {
        MediaFile.Check(this, content, path);
        return MediaFile.WriteFolderAsync(path, IsOurs, folder => Task.Run(() => WriteAll(content, folder, cancellationToken), cancellationToken), cancellationToken);
    }

    private static void WriteAll(MediaContent content, string folder, CancellationToken cancellationToken)
    {
        for (int i = 0; i < content.Frames.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string name = string.Create(CultureInfo.InvariantCulture, $"{FramePrefix}{i:00000}.png");
            File.WriteAllBytes(Path.Combine(folder, name), RasterImage.EncodePng(content.Frames, i));
        }

        if (MediaFile.FittedAudio(content) is { } audio) WavWriter.Write(Path.Combine(folder, AudioName), audio);
    }

    private static bool IsOurs(string name) =>
        name == AudioName || (name.StartsWith(FramePrefix, StringComparison.Ordinal) && name.EndsWith(".png", StringComparison.Ordinal));
}
