namespace SoraSharp.Stages;

/// <summary>What goes into a media file.</summary>
/// <param name="Frames">The picture.</param>
/// <param name="Audio">The sound, or null. A writer cuts it, or continues it with silence, to the picture's duration.</param>
public sealed record MediaContent(VideoFrames Frames, AudioClip? Audio);

/// <summary>Writes media files of some formats. Implementations are thread-safe.</summary>
public interface IMediaWriter
{
    /// <summary>The extensions of the formats it writes, lower case with their dot: <c>.mp4</c>.</summary>
    IReadOnlyList<string> Extensions { get; }

    /// <summary>Finds out, before hours of work, whether files can be written at all; a writer that needs nothing besides itself need not say anything.</summary>
    /// <exception cref="MediaException">A program that it needs is missing; the message names the fix.</exception>
    void EnsureReady()
    {
    }

    /// <summary>Writes a file under a temporary name beside <paramref name="path"/> and moves it into place when it is complete.</summary>
    /// <param name="content">Picture and sound.</param>
    /// <param name="path">The file, with one of <see cref="Extensions"/>; an existing one is replaced.</param>
    /// <param name="cancellationToken">Stops writing; no file is left, an existing one stays as it was.</param>
    /// <exception cref="MediaException">The file could not be written; the message names the fix.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task WriteAsync(MediaContent content, string path, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="WriteAsync"/> from a picture that is still being made. A writer that does not say otherwise takes all of it into memory first.</summary>
    /// <param name="content">Picture and sound.</param>
    /// <param name="path">The file, with one of <see cref="Extensions"/>; an existing one is replaced.</param>
    /// <param name="cancellationToken">Stops making and writing; no file is left, an existing one stays as it was.</param>
    /// <exception cref="MediaException">The file could not be written; the message names the fix.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    async Task WriteInPartsAsync(MediaParts content, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        await WriteAsync(await content.GatherAsync(cancellationToken).ConfigureAwait(false), path, cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>What can be done with any media writers.</summary>
public static class MediaWriterExtensions
{
    /// <summary>The first writer of a file's extension.</summary>
    /// <exception cref="MediaException">None writes it; the message names the extensions that are written.</exception>
    public static IMediaWriter WriterOf(this IReadOnlyList<IMediaWriter> writers, string path)
    {
        ArgumentNullException.ThrowIfNull(writers);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string extension = Path.GetExtension(path);
        return writers.FirstOrDefault(w => w.Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase))
            ?? throw new MediaException($"`path` ends with \"{extension}\"; this generator writes {string.Join(", ", writers.SelectMany(w => w.Extensions).Distinct())}. Choose one of these, or add a media writer to the builder.");
    }
}
