using System.Runtime.CompilerServices;
using SoraSharp.Stages;

namespace SoraSharp.Media;

/// <summary>
/// Writes under a temporary name in the target's folder and moves the result into place, so that a reader never sees half a file
/// and a failed or cancelled call leaves nothing. Thread-safe; concurrent writers of one path each have their own temporary name.
/// </summary>
internal static class MediaFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">The target; replaced where it exists.</param>
    /// <param name="write">Writes to the path it is given, which holds no character of the user's beyond the folder's name.</param>
    /// <param name="cancellationToken">Checked before the file is moved into place.</param>
    public static Task WriteAsync(string path, Func<string, Task> write, CancellationToken cancellationToken) =>
        RunAsync(path, write, temporary => File.Move(temporary, Path.GetFullPath(path), overwrite: true), cancellationToken);

    /// <summary>Writes a folder.</summary>
    /// <param name="path">The target; replaced where it exists and holds nothing but files that <paramref name="isOurs"/> knows.</param>
    /// <param name="isOurs">Whether a file name is one that this writer gives.</param>
    /// <param name="write">Writes into the existing, empty folder it is given.</param>
    /// <param name="cancellationToken">Checked before the folder is moved into place.</param>
    public static Task WriteFolderAsync(string path, Func<string, bool> isOurs, Func<string, Task> write, CancellationToken cancellationToken) =>
        RunAsync(
            path,
            async temporary =>
            {
                CheckReplaceable(path, isOurs);
                Directory.CreateDirectory(temporary);
                await write(temporary).ConfigureAwait(false);
            },
            temporary =>
            {
                CheckReplaceable(path, isOurs);
                if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
                Directory.Move(temporary, Path.GetFullPath(path));
            },
            cancellationToken);

    /// <summary>Checks what every writer is given before it is asked for.</summary>
    /// <exception cref="MediaException">The extension is not one of the writer's.</exception>
    public static void Check(IMediaWriter writer, MediaParts content, string path)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string extension = Path.GetExtension(path);
        if (!writer.Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase))
        {
            throw new MediaException($"`path` ends with \"{extension}\"; this writer writes {string.Join(", ", writer.Extensions)}. Choose one of these.");
        }
    }

    /// <summary>The frames one by one: each with its number in the whole picture, and its part and place there.</summary>
    /// <exception cref="MediaException">A frame holds a value that is not finite.</exception>
    public static async IAsyncEnumerable<(int Number, VideoFrames Part, int Index)> FramesAsync(MediaParts content, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int number = 0;
        await foreach (VideoFrames part in content.CheckedParts(cancellationToken).ConfigureAwait(false))
        {
            for (int i = 0; i < part.Count; i++, number++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int bad = IndexOfNonFinite(part.Frame(i));
                if (bad >= 0) throw new MediaException($"Frame {number} holds {part.Frame(i)[bad]}; pixels are finite. The network overflowed: run it in a wider precision.");
                yield return (number, part, i);
            }
        }
    }

    /// <summary>The sound cut, or continued with silence, to the picture's duration; null where there is none.</summary>
    /// <exception cref="MediaException">The picture lasts longer than sound can, or the sound holds a value that is not finite.</exception>
    public static AudioClip? FittedAudio(AudioClip? audio, VideoShape picture)
    {
        if (audio is null) return null;
        int bad = IndexOfNonFinite(audio.Samples.Span);
        if (bad >= 0) throw new MediaException($"Sample {bad % audio.Length} of the sound holds {audio.Samples.Span[bad]}; samples are finite. The network overflowed: run it in a wider precision.");
        double length = Math.Round(picture.Frames / picture.FramesPerSecond * audio.SampleRate);
        return length * audio.Channels <= Array.MaxLength
            ? audio.WithLength((int)length)
            : throw new MediaException($"The picture lasts {picture.Duration}; sound of {audio.Channels} channels at {audio.SampleRate} Hz lasts {TimeSpan.FromSeconds((double)Array.MaxLength / audio.Channels / audio.SampleRate)} at most. Choose a higher frame rate.");
    }

    /// <summary>The sound that is made from the picture, which has been taken; the one that was there before it where there is none to make.</summary>
    public static async Task<AudioClip?> AudioAfterAsync(MediaParts content, CancellationToken cancellationToken) =>
        FittedAudio(content.AudioAfter is null ? content.Audio : await content.AudioAfter(cancellationToken).ConfigureAwait(false), content.Shape);

    private static async Task RunAsync(string path, Func<string, Task> write, Action<string> publish, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? throw new MediaException($"`path` is \"{path}\", which names no file; give a file name.");
        if (!Directory.Exists(folder)) throw new MediaException($"The folder of \"{path}\" does not exist; create it first.");

        string temporary = Path.Combine(folder, $".sorasharp-{Guid.NewGuid():N}.tmp");
        try
        {
            await write(temporary).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            publish(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MediaException($"\"{path}\" could not be written: {e.Message} Check the folder's permissions and free space, or choose another one.", e);
        }
        finally
        {
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
            else File.Delete(temporary);
        }
    }

    private static void CheckReplaceable(string path, Func<string, bool> isOurs)
    {
        if (File.Exists(path)) throw new MediaException($"\"{path}\" is a file and this format is a folder; choose another name or remove the file.");
        if (!Directory.Exists(path)) return;
        string? foreign = Directory.EnumerateFileSystemEntries(path).Select(Path.GetFileName).FirstOrDefault(name => !isOurs(name!));
        if (foreign is not null) throw new MediaException($"The folder \"{path}\" holds \"{foreign}\", which would be lost; choose another name or empty the folder.");
    }

    private static int IndexOfNonFinite(ReadOnlySpan<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i])) return i;
        }

        return -1;
    }
}
