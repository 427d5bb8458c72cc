using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Wan.VideoVae;

/// <summary>What a half of the autoencoder remembers from one chunk of frames to the next: declared by its layers as they are made.</summary>
internal sealed class CacheLayout
{
    private readonly List<(long Channels, int Frames)> _slots = [];

    /// <summary>How many tensors are remembered.</summary>
    public int Count => _slots.Count;

    /// <summary>The name of a slot among a function's inputs.</summary>
    public static string Name(int slot) => $"cache.{slot}";

    /// <summary>The name of what a function leaves in a slot, among its outputs.</summary>
    public static string NextName(int slot) => $"next_cache.{slot}";

    /// <summary>What a chunk leaves, as inputs of the next one: the outputs that are caches, renamed.</summary>
    public static Dictionary<string, HostTensor> Carry(IReadOnlyDictionary<string, HostTensor> outputs)
    {
        Dictionary<string, HostTensor> inputs = [];
        for (int slot = 0; outputs.TryGetValue(NextName(slot), out HostTensor? cache); slot++) inputs[Name(slot)] = cache;
        return inputs;
    }

    /// <summary>Declares a slot.</summary>
    public int Add(long channels, int frames)
    {
        _slots.Add((channels, frames));
        return _slots.Count - 1;
    }

    /// <summary>The slots as inputs, each [batch, channels, frames, height, width] of its own size.</summary>
    public IEnumerable<InputSpec> Inputs() => _slots.Select((slot, i) =>
        new InputSpec(Name(i), ElementType.Float32, "batch", slot.Channels, slot.Frames, $"cache.{i}.height", $"cache.{i}.width"));
}

/// <summary>The caches of one forward pass: those that the chunk before left, none for the first chunk, and those that this one leaves.</summary>
/// <param name="inputs">The pass's inputs.</param>
/// <param name="first">Whether this is the first chunk, which finds no caches.</param>
internal sealed class FeatureCaches(NetworkValues inputs, bool first)
{
    private readonly Dictionary<int, Tensor> _left = [];

    /// <summary>Whether this is the first chunk.</summary>
    public bool First => first;

    /// <summary>What the chunk before left.</summary>
    public Tensor this[int slot]
    {
        get => inputs[CacheLayout.Name(slot)];
        set => _left.Add(slot, value);
    }

    /// <summary>Adds what this chunk leaves to the outputs.</summary>
    public void AddTo(NetworkValues outputs)
    {
        foreach ((int slot, Tensor cache) in _left) outputs[CacheLayout.NextName(slot)] = cache;
    }
}
