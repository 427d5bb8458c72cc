using System.Diagnostics.CodeAnalysis;
using SoraSharp.Models.Backends;

namespace SoraSharp.Models.Checkpoints;

/// <summary>
/// The tensors of a component: one safetensors file, shards listed by an index, or several files side by side.
/// Thread-safe.
/// </summary>
internal sealed class ComponentWeights : ITensorStore
{
    private const string Extension = ".safetensors";
    private const string IndexExtension = ".safetensors.index.json";

    private readonly Dictionary<string, SafetensorsFile> _tensors = new(StringComparer.Ordinal);
    private readonly List<SafetensorsFile> _files = [];

    private ComponentWeights(CheckpointFiles files) => Name = files.Location;

    public string Name { get; }

    public IReadOnlyCollection<string> TensorNames => _tensors.Keys;

    public IReadOnlyList<SafetensorsFile> Files => _files;

    /// <summary>Whether a folder holds weights.</summary>
    public static bool Exist(CheckpointFiles files) => files.List().Any(f => f.EndsWith(Extension, StringComparison.Ordinal));

    /// <summary>Opens the weights of a folder.</summary>
    /// <exception cref="CheckpointException">There are none, or a file or the index is damaged.</exception>
    public static ComponentWeights Open(CheckpointFiles files)
    {
        ComponentWeights weights = new(files);
        try
        {
            weights.OpenAll(files);
            return weights;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    public bool TryGet(string name, [NotNullWhen(true)] out StoredTensor? tensor)
    {
        tensor = null;
        return _tensors.TryGetValue(name, out SafetensorsFile? file) && file.TryGet(name, out tensor);
    }

    public void Dispose()
    {
        foreach (SafetensorsFile file in _files) file.Dispose();
    }

    private void OpenAll(CheckpointFiles files)
    {
        IReadOnlyList<string> names = files.List();

        // The names that diffusers and transformers write come first: other files in the folder are variants of the same weights.
        foreach (string stem in (string[])["diffusion_pytorch_model", "model"])
        {
            if (names.Contains(stem + Extension))
            {
                AddFile(files, stem + Extension);
                return;
            }

            if (names.Contains(stem + IndexExtension))
            {
                AddShards(files, stem + IndexExtension);
                return;
            }
        }

        string[] indexes = [.. names.Where(n => n.EndsWith(IndexExtension, StringComparison.Ordinal))];
        if (indexes.Length > 1)
            throw new CheckpointException($"{Name} holds several indexes ({string.Join(", ", indexes)}); keep the one to use.");
        if (indexes.Length == 1)
        {
            AddShards(files, indexes[0]);
            return;
        }

        string[] all = [.. names.Where(n => n.EndsWith(Extension, StringComparison.Ordinal))];
        if (all.Length == 0)
            throw new CheckpointException($"{Name} holds no {Extension} file. Other formats are not read; download the safetensors files.");
        foreach (string file in all) AddFile(files, file);
    }

    private void AddFile(CheckpointFiles files, string path)
    {
        SafetensorsFile file = OpenFile(files, path);
        foreach (string tensor in file.Entries.Keys)
        {
            if (!_tensors.TryAdd(tensor, file))
                throw new CheckpointException($"{Name}: tensor {tensor} is in {_tensors[tensor].Name} and in {path}. Keep one variant of the weights in the folder.");
        }
    }

    private void AddShards(CheckpointFiles files, string index)
    {
        string source = files.Describe(index);
        ModelConfig map = files.ReadConfig(index).GetObject("weight_map");
        Dictionary<string, SafetensorsFile> shards = new(StringComparer.Ordinal);
        foreach (System.Text.Json.JsonProperty entry in map.Json.EnumerateObject())
        {
            string shard = map.GetString(entry.Name);
            if (!shards.TryGetValue(shard, out SafetensorsFile? file))
            {
                // A path that leaves the folder is not a shard.
                if (shard.AsSpan().ContainsAny('/', '\\', ':') || !shard.EndsWith(Extension, StringComparison.Ordinal))
                    throw new CheckpointException($"{source}: tensor {entry.Name} is said to be in '{shard}'; shards are {Extension} files beside the index.");
                if (!files.Exists(shard))
                    throw new CheckpointException($"{source} lists {shard}, which is missing. Download it into the folder.");
                shards.Add(shard, file = OpenFile(files, shard));
            }

            if (!file.Entries.ContainsKey(entry.Name))
                throw new CheckpointException($"{source}: tensor {entry.Name} is said to be in {shard}, which does not hold it. Download the index and the shards of the same release.");
            _tensors.Add(entry.Name, file);
        }

        if (_tensors.Count == 0) throw new CheckpointException($"{source}: weight_map is empty.");
    }

    private SafetensorsFile OpenFile(CheckpointFiles files, string path)
    {
        SafetensorsFile file = files.OpenSafetensors(path);
        _files.Add(file);
        return file;
    }
}
