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

    /// <summary>Writes a file under a temporary name beside <paramref name="path"/> and moves it into place when it is complete.</summary>
    /// <param name="content">Picture and sound.</param>
    /// <param name="path">The file, with one of <see cref="Extensions"/>; an existing one is replaced.</param>
    /// <param name="cancellationToken">Stops writing; no file is left, an existing one stays as it was.</param>
    /// <exception cref="MediaException">The file could not be written; the message names the fix.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task WriteAsync(MediaContent content, string path, CancellationToken cancellationToken = default);
}
