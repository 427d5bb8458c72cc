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
    public Task WriteAsync(MediaContent content, string path, CancellationToken cancellationToken = default) => WriteInPartsAsync(MediaParts.Of(content), path, cancellationToken);

    /// <inheritdoc />
    public Task WriteInPartsAsync(MediaParts content, string path, CancellationToken cancellationToken = default)
    {
        MediaFile.Check(this, content, path);
        return MediaFile.WriteFolderAsync(path, IsOurs, folder => Task.Run(() => WriteAllAsync(content, folder, cancellationToken), cancellationToken), cancellationToken);
    }

    private static async Task WriteAllAsync(MediaParts content, string folder, CancellationToken cancellationToken)
    {
        await foreach ((int number, VideoFrames part, int index) in MediaFile.FramesAsync(content, cancellationToken).ConfigureAwait(false))
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{FramePrefix}{number:00000}.png");
            await File.WriteAllBytesAsync(Path.Combine(folder, name), RasterImage.EncodePng(part, index), cancellationToken).ConfigureAwait(false);
        }

        if (await MediaFile.AudioAfterAsync(content, cancellationToken).ConfigureAwait(false) is { } audio) WavWriter.Write(Path.Combine(folder, AudioName), audio);
    }

    private static bool IsOurs(string name) =>
        name == AudioName || (name.StartsWith(FramePrefix, StringComparison.Ordinal) && name.EndsWith(".png", StringComparison.Ordinal));
}
