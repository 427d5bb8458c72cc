using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Backends;

/// <summary>Weights in managed memory, pinned until disposed: what a trainer holds, or a test. Thread-safe for reading.</summary>
public sealed class HostWeights : IWeightSource, IDisposable
{
    private readonly Dictionary<string, PinnedTensor> _tensors = new(StringComparer.Ordinal);

    /// <summary>A source over the given tensors, which are not copied.</summary>
    /// <param name="name">What it is called in messages.</param>
    /// <param name="tensors">The tensors by checkpoint name.</param>
    public HostWeights(string name, IEnumerable<KeyValuePair<string, HostTensor>> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        Name = name;
        foreach ((string key, HostTensor tensor) in tensors) _tensors.Add(key, new PinnedTensor(key, tensor));
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public bool TryGet(string name, [NotNullWhen(true)] out StoredTensor? tensor)
    {
        bool found = _tensors.TryGetValue(name, out PinnedTensor? pinned);
        tensor = pinned;
        return found;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (PinnedTensor tensor in _tensors.Values) tensor.Unpin();
        _tensors.Clear();
    }

    private sealed class PinnedTensor(string name, HostTensor tensor) : StoredTensor
    {
        private GCHandle _handle = GCHandle.Alloc(tensor.Type switch
        {
            ElementType.Int64 => tensor.Int64s,
            ElementType.Bool => tensor.Bools,
            _ => (Array)tensor.Floats,
        }, GCHandleType.Pinned);

        public override string Name => name;

        public override ElementType Type => tensor.Type;

        public override IReadOnlyList<long> Shape => tensor.Shape;

        public override nint Address => _handle.AddrOfPinnedObject();

        public override long ByteLength => (long)tensor.Count * tensor.Type.ByteSize();

        public void Unpin() => _handle.Free();
    }
}
