using System.Diagnostics.CodeAnalysis;
using SoraSharp.Models.Backends;

namespace SoraSharp.Models.Checkpoints;

/// <summary>Some of a file's tensors under other names. Thread-safe; the file belongs to whoever opened it.</summary>
/// <param name="file">The file.</param>
/// <param name="names">The name in the file by the name here.</param>
internal sealed class RenamedTensors(SafetensorsFile file, IReadOnlyDictionary<string, string> names) : ITensorStore
{
    public string Name => file.Name;

    public IReadOnlyCollection<string> TensorNames => [.. names.Keys];

    public bool TryGet(string name, [NotNullWhen(true)] out StoredTensor? tensor)
    {
        tensor = null;
        return names.TryGetValue(name, out string? stored) && file.TryGet(stored, out tensor);
    }

    public void Dispose()
    {
    }
}
