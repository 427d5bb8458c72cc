namespace SoraSharp.Media;

/// <summary>Finds the ffmpeg program. Thread-safe.</summary>
internal static class FfmpegProgram
{
    private const string Remedy = "install it, e.g. `apt-get install ffmpeg`, `brew install ffmpeg` or `winget install ffmpeg`, or give its folder in FfmpegOptions.Folder, or save as .webp, .frames or .wav, which need no ffmpeg.";

    /// <summary>The full path of the folder that holds it.</summary>
    /// <param name="folder">Where to look; null for the folders of PATH.</param>
    /// <param name="searchPath">The value of PATH.</param>
    /// <exception cref="MediaException">It is not there; the message names the fix.</exception>
    public static string FindFolder(string? folder, string? searchPath)
    {
        string name = OperatingSystem.IsWindows() ? "ffmpeg.exe" : "ffmpeg";
        if (folder is not null)
        {
            return File.Exists(Path.Combine(folder, name))
                ? Path.GetFullPath(folder)
                : throw new MediaException($"The folder \"{folder}\" has no {name}, which writes this format: give the folder that holds it, or {Remedy}");
        }

        foreach (string candidate in (searchPath ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (File.Exists(Path.Combine(candidate, name))) return Path.GetFullPath(candidate);
        }

        throw new MediaException($"ffmpeg, which writes this format, was not found: {Remedy}");
    }
}
