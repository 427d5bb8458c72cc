using System.Reflection;

namespace SoraSharp.Models.Checkpoints;

/// <summary>The files of a checkpoint, in a folder on disk or embedded in an assembly. Paths use <c>/</c>. Thread-safe.</summary>
public abstract class CheckpointFiles
{
    /// <summary>What the folder is called in messages.</summary>
    public abstract string Location { get; }

    /// <summary>The files of a folder on disk.</summary>
    /// <exception cref="CheckpointException">There is no such folder.</exception>
    public static CheckpointFiles FromFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return Directory.Exists(folder) ? new FolderFiles(folder) : throw new CheckpointException($"{folder} is not a folder. Give the folder that holds the checkpoint.");
    }

    /// <summary>The files embedded in an assembly as resources whose names (<c>LogicalName</c>) begin with a prefix, then the path: <c>mini/vae/config.json</c>.</summary>
    /// <exception cref="CheckpointException">The assembly has no such resources.</exception>
    public static CheckpointFiles FromResources(Assembly assembly, string prefix)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        EmbeddedFiles files = new(assembly, prefix.Replace('\\', '/').TrimEnd('/'));
        return files.List().Count + files.Folders().Count > 0 ? files : throw new CheckpointException($"{assembly.GetName().Name} has no resources under {prefix}/. It was built without the checkpoint.");
    }

    /// <summary>Whether there is such a file.</summary>
    public abstract bool Exists(string path);

    /// <summary>The names of the files directly in the folder, sorted.</summary>
    public abstract IReadOnlyList<string> List();

    /// <summary>The names of the folders directly in the folder, sorted.</summary>
    public abstract IReadOnlyList<string> Folders();

    /// <summary>The files of a folder inside this one.</summary>
    public abstract CheckpointFiles Folder(string name);

    /// <summary>Opens a file; the caller disposes it.</summary>
    protected abstract Stream OpenRead(string path);

    /// <summary>Opens a safetensors file without copying it; the caller disposes it.</summary>
    /// <exception cref="CheckpointException">The file is missing or damaged.</exception>
    public abstract SafetensorsFile OpenSafetensors(string path);

    /// <summary>Reads a small file whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maximumBytes">The size above which it is not believed.</param>
    /// <exception cref="CheckpointException">The file is missing, too large or cannot be read.</exception>
    public byte[] ReadAll(string path, int maximumBytes)
    {
        if (!Exists(path)) throw new CheckpointException($"{Describe(path)} is missing. Download the checkpoint again.");
        try
        {
            using Stream stream = OpenRead(path);
            if (stream.Length > maximumBytes) throw new CheckpointException($"{Describe(path)} has {stream.Length} bytes; at most {maximumBytes} are read.");
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{Describe(path)} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads a JSON file.</summary>
    /// <exception cref="CheckpointException">The file is missing or not a JSON object.</exception>
    public ModelConfig ReadConfig(string path) => ModelConfig.Parse(ReadAll(path, ModelConfig.MaximumBytes), Describe(path));

    /// <summary>A file's name for messages.</summary>
    public string Describe(string path) => $"{Location}/{path}";

    private sealed class FolderFiles(string folder) : CheckpointFiles
    {
        public override string Location => folder;

        public override bool Exists(string path) => File.Exists(Path.Combine(folder, path));

        public override IReadOnlyList<string> List() => Names(Directory.EnumerateFiles(folder));

        public override IReadOnlyList<string> Folders() => Names(Directory.EnumerateDirectories(folder));

        public override CheckpointFiles Folder(string name) => FromFolder(Path.Combine(folder, name));

        public override SafetensorsFile OpenSafetensors(string path) => SafetensorsFile.Open(Path.Combine(folder, path));

        protected override Stream OpenRead(string path) => File.OpenRead(Path.Combine(folder, path));

        private static List<string> Names(IEnumerable<string> paths) => [.. paths.Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal)];
    }

    private sealed class EmbeddedFiles(Assembly assembly, string prefix) : CheckpointFiles
    {
        // A project built on Windows may have written the separators of that system.
        private readonly Dictionary<string, string> _resources = assembly.GetManifestResourceNames()
            .Select(n => (Path: n.Replace('\\', '/'), Name: n))
            .Where(n => n.Path.StartsWith(prefix + "/", StringComparison.Ordinal))
            .ToDictionary(n => n.Path[(prefix.Length + 1)..], n => n.Name, StringComparer.Ordinal);

        public override string Location => $"{assembly.GetName().Name}:{prefix}";

        public override bool Exists(string path) => _resources.ContainsKey(path);

        public override IReadOnlyList<string> List() => [.. _resources.Keys.Where(k => !k.Contains('/', StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

        public override IReadOnlyList<string> Folders() =>
            [.. _resources.Keys.Where(k => k.Contains('/', StringComparison.Ordinal)).Select(k => k[..k.IndexOf('/', StringComparison.Ordinal)]).Distinct().Order(StringComparer.Ordinal)];

        public override CheckpointFiles Folder(string name) => FromResources(assembly, $"{prefix}/{name}");

        public override SafetensorsFile OpenSafetensors(string path) => SafetensorsFile.Open(OpenRead(path), Describe(path));

        protected override Stream OpenRead(string path) => _resources.TryGetValue(path, out string? name)
            ? assembly.GetManifestResourceStream(name)!
            : throw new CheckpointException($"{Describe(path)} is missing.");
    }
}
