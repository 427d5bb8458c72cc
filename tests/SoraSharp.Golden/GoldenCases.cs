namespace SoraSharp.Golden;

/// <summary>Finds cases.</summary>
public static class GoldenCases
{
    private const string FileName = "case.json";

    /// <summary>The repository's cases, <c>tests/golden</c>, found upwards from the running program.</summary>
    /// <exception cref="DirectoryNotFoundException">The program does not run inside the repository.</exception>
    public static string Repository
    {
        get
        {
            for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            {
                string golden = Path.Combine(folder, "tests", "golden");
                if (Directory.Exists(golden)) return golden;
            }

            throw new DirectoryNotFoundException($"No tests/golden lies above {AppContext.BaseDirectory}; run inside the repository.");
        }
    }

    /// <summary>
    /// The folder of every case under a folder, at any depth, sorted; a case's own folder, or its <c>case.json</c>, gives that one.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static IReadOnlyList<string> Under(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (File.Exists(full) && Path.GetFileName(full) == FileName) return [Path.GetDirectoryName(full)!];
        return [.. Directory.EnumerateFiles(full, FileName, SearchOption.AllDirectories).Select(f => Path.GetDirectoryName(f)!).Order(StringComparer.Ordinal)];
    }
}
