using System.Text.Json;

namespace SoraSharp.Models.Checkpoints;

/// <summary>
/// A checkpoint as diffusers saves it: <c>model_index.json</c> names the pipeline's class and its components, each in a
/// folder of its own. Thread-safe; components are opened once and are disposed with the folder.
/// </summary>
public sealed class DiffusersFolder : IDisposable
{
    private const string IndexName = "model_index.json";

    private readonly CheckpointFiles _files;
    private readonly Dictionary<string, string> _classes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CheckpointComponent> _opened = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ITensorStore> _elsewhere = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private SafetensorsFile? _single;
    private bool _disposed;

    private DiffusersFolder(CheckpointFiles files)
    {
        _files = files;
        if (!files.Exists(IndexName)) throw NotAPipeline(files);
        Index = files.ReadConfig(IndexName);
        ClassName = Index.GetString("_class_name");
        foreach (JsonProperty entry in Index.Json.EnumerateObject())
        {
            // Components are pairs of library and class; [null, null] stands for one that the pipeline does without.
            if (entry.Name.StartsWith('_') || entry.Value.ValueKind != JsonValueKind.Array) continue;
            JsonElement[] pair = [.. entry.Value.EnumerateArray()];
            if (pair.Length != 2) throw Index.Wrong(entry.Name, "it must be a pair of library and class");
            if (pair[1].ValueKind == JsonValueKind.Null) continue;
            if (pair[1].ValueKind != JsonValueKind.String) throw Index.Wrong(entry.Name, "its class must be a string or null");
            if (entry.Name.AsSpan().ContainsAny('/', '\\', ':') || entry.Name is "." or ".." or "")
                throw new CheckpointException($"{Index.Source}: '{entry.Name}' is not a name of a component's folder.");
            _classes.Add(entry.Name, pair[1].GetString()!);
        }
    }

    /// <summary>Where it is, for messages.</summary>
    public string Location => _files.Location;

    /// <summary>The pipeline's Python class, for example <c>LTX2Pipeline</c>.</summary>
    public string ClassName { get; }

    /// <summary><c>model_index.json</c>.</summary>
    public ModelConfig Index { get; }

    /// <summary>The class of every component by the component's name.</summary>
    public IReadOnlyDictionary<string, string> Components => _classes;

    /// <summary>Opens a folder on disk.</summary>
    /// <exception cref="CheckpointException">It is not a diffusers folder, or its index is damaged.</exception>
    public static DiffusersFolder Open(string folder) => new(CheckpointFiles.FromFolder(folder));

    /// <summary>Opens a folder wherever its files are, for example in an assembly's resources.</summary>
    /// <exception cref="CheckpointException">It is not a diffusers folder, or its index is damaged.</exception>
    public static DiffusersFolder Open(CheckpointFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return new(files);
    }

    /// <summary>
    /// Opens an original LTX-2 checkpoint of one file with what it lacks from a folder in diffusers' layout: configurations, tokenizer and text
    /// encoder. The folder needs no weights of the networks that are in the file.
    /// </summary>
    /// <exception cref="CheckpointException">The file is damaged or of another layout, or the folder is not one.</exception>
    public static DiffusersFolder OpenSingleFile(string file, string folder)
    {
        SafetensorsFile single = SafetensorsFile.Open(file);
        try
        {
            string[] names = [.. single.Entries.Keys];
            if (!Ltx2.OriginalLayout.Is(names)) throw new CheckpointException($"{file} is not an original LTX-2 checkpoint: no tensor's name begins with model.diffusion_model. Known are those of LTX-2.0 and 2.3; use the release in diffusers' layout, or convert it with diffusers' scripts.");
            DiffusersFolder result = Open(folder);
            foreach ((string component, IReadOnlyDictionary<string, string> tensors) in Ltx2.OriginalLayout.Split(names, file)) result._elsewhere.Add(component, new RenamedTensors(single, tensors));
            result._single = single;
            return result;
        }
        catch
        {
            single.Dispose();
            throw;
        }
    }

    /// <summary>Refuses a pipeline of a class that is not among the known ones.</summary>
    /// <exception cref="CheckpointException">The class is another.</exception>
    public void RequireClass(params IReadOnlyCollection<string> known)
    {
        if (!known.Contains(ClassName))
            throw new CheckpointException($"{Location} holds a {ClassName}; known are {string.Join(", ", known)}. Use a checkpoint of one of these.");
    }

    /// <summary>Whether the pipeline has a component of that name.</summary>
    public bool Has(string name) => _classes.ContainsKey(name);

    /// <summary>Opens a component that <c>model_index.json</c> need not list, because no pipeline takes it; null where there is no such folder.</summary>
    /// <exception cref="CheckpointException">Its folder is damaged.</exception>
    public CheckpointComponent? Optional(string name)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (Has(name)) return Component(name);
        lock (_lock)
        {
            if (_opened.TryGetValue(name, out CheckpointComponent? component)) return component;
            if (!_files.Folders().Contains(name)) return null;
            component = CheckpointComponent.Open(_files.Folder(name));
            _opened.Add(name, component);
            return component;
        }
    }

    /// <summary>Opens a component, once.</summary>
    /// <param name="name">Its name in <c>model_index.json</c>, for example <c>transformer</c>.</param>
    /// <exception cref="CheckpointException">The pipeline has no such component, or its folder is missing or damaged.</exception>
    public CheckpointComponent Component(string name)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_classes.TryGetValue(name, out string? className))
            throw new CheckpointException($"{Index.Source} lists no {name}; it lists {string.Join(", ", _classes.Keys)}.");
        lock (_lock)
        {
            if (!_opened.TryGetValue(name, out CheckpointComponent? component))
            {
                component = CheckpointComponent.Open(_files.Folder(name), _elsewhere.GetValueOrDefault(name));

                // Only diffusers' own configurations state their class reliably; tokenizers come in fast and slow variants.
                if (component.Config.Has("_class_name") && component.ClassName != className)
                    throw new CheckpointException($"{component.Config.Source} is of a {component.ClassName}; {Index.Source} says {className}. Download both of the same release.");
                _opened.Add(name, component);
            }

            return component;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        foreach (CheckpointComponent component in _opened.Values) component.Dispose();
        _single?.Dispose();
    }

    private static CheckpointException NotAPipeline(CheckpointFiles files)
    {
        string hint = files.Exists("config.json")
            ? "It has a config.json, so it may be one component: give the folder above it."
            : ComponentWeights.Exist(files)
                ? "It holds .safetensors files only: of an original LTX-2 checkpoint in one file, give the file itself, and in CheckpointOptions.Base a folder of the release in diffusers' layout; convert others with diffusers' scripts."
                : "Give the folder of a checkpoint in diffusers' layout.";
        return new($"{files.Location} has no {IndexName}. {hint}");
    }
}
