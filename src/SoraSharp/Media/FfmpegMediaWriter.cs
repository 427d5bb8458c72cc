using SoraSharp.Stages;

namespace SoraSharp.Media;

/// <summary>
/// Writes MP4 (H.264 4:2:0, AAC) and WebM (VP9, Opus) through the ffmpeg program. Colours are converted to bt.709 limited range and
/// tagged so; sound is resampled to 48 kHz, once, from float32. Width and height must be even, as 4:2:0 halves them. Thread-safe.
/// </summary>
public sealed class FfmpegMediaWriter : IMediaWriter
{
    private readonly FfmpegOptions _options;

    /// <param name="options">How ffmpeg is found and what it is told; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public FfmpegMediaWriter(FfmpegOptions? options = null) => _options = (options ?? new()).Validated();

    /// <inheritdoc />
    public IReadOnlyList<string> Extensions { get; } = [FfmpegRun.Mp4, FfmpegRun.WebM];

    /// <inheritdoc />
    public void EnsureReady() => FindFolder();

    /// <inheritdoc />
    public Task WriteAsync(MediaContent content, string path, CancellationToken cancellationToken = default) => WriteInPartsAsync(MediaParts.Of(content), path, cancellationToken);

    /// <inheritdoc />
    public Task WriteInPartsAsync(MediaParts content, string path, CancellationToken cancellationToken = default)
    {
        MediaFile.Check(this, content, path);
        FrameSize size = content.Shape.Size;
        if (size.Width % 2 != 0 || size.Height % 2 != 0)
        {
            throw new MediaException($"The frames are {size}; 4:2:0 video needs an even width and height. Generate an even size, or save as .webp or .frames.");
        }

        FfmpegRun run = new(_options, FindFolder(), path, cancellationToken);
        return MediaFile.WriteAsync(path, temporary => WriteAsync(content, run, temporary, cancellationToken), cancellationToken);
    }

    private static async Task WriteAsync(MediaParts content, FfmpegRun run, string temporary, CancellationToken cancellationToken)
    {
        if (content.AudioAfter is null)
        {
            await run.EncodeAsync(content, MediaFile.FittedAudio(content.Audio, content.Shape), temporary).ConfigureAwait(false);
            return;
        }

        // Sound that is made from the picture joins it when both are complete; the picture is not encoded again.
        string silent = temporary + ".silent";
        try
        {
            await run.EncodeAsync(content, null, silent).ConfigureAwait(false);
            if (await MediaFile.AudioAfterAsync(content, cancellationToken).ConfigureAwait(false) is { } audio) await run.JoinAsync(silent, audio, temporary).ConfigureAwait(false);
            else File.Move(silent, temporary);
        }
        finally
        {
            File.Delete(silent);
        }
    }

    private string FindFolder() => FfmpegProgram.FindFolder(_options.Folder, Environment.GetEnvironmentVariable("PATH"));
}
