using SoraSharp.Models.Backends;
using SoraSharp.Models.Memory;
using SoraSharp.Models.Tensors;
using SoraSharp.OnnxRuntime;

namespace SoraSharp.Tests.Memory;

/// <summary>ONNX Runtime, with a list of what was loaded, run and given back.</summary>
internal sealed class WatchedBackend(OnnxBackendOptions? options = null) : INetworkBackend
{
    private readonly OnnxBackend _inner = new(options);
    private readonly Lock _gate = new();
    private readonly List<string> _loaded = [];

    public string Name => _inner.Name;

    public HalfPrecisionWeights HalfWeights => _inner.HalfWeights;

    /// <summary>At every run: its function, its inputs' and outputs' shapes, and which functions were loaded then.</summary>
    public List<Run> Runs { get; } = [];

    public IReadOnlyList<string> Loaded
    {
        get
        {
            lock (_gate) return [.. _loaded];
        }
    }

    public INetworkSession Load(NetworkFunction function, IWeightSource weights)
    {
        lock (_gate) _loaded.Add(function.Name);
        return new Session(this, function, weights, _inner.Load(function, weights));
    }

    public sealed record Run(NetworkFunction Function, IWeightSource Weights, IReadOnlyDictionary<string, long> Axes, IReadOnlyDictionary<string, HostTensor> Outputs, IReadOnlyList<string> Loaded)
    {
        public FunctionMemory Predict(HalfPrecisionWeights half = HalfPrecisionWeights.WidenedAtLoad) =>
            FunctionMemory.Of(new(Function, Axes), half, p => Weights.TryGet(p.Name, out StoredTensor? stored) ? stored.Type : ElementType.Float32);
    }

    private sealed class Session(WatchedBackend owner, NetworkFunction function, IWeightSource weights, INetworkSession inner) : INetworkSession
    {
        public IReadOnlyDictionary<string, HostTensor> Run(IReadOnlyDictionary<string, HostTensor> inputs, CancellationToken cancellationToken = default)
        {
            IReadOnlyDictionary<string, HostTensor> outputs = inner.Run(inputs, cancellationToken);
            Dictionary<string, long> axes = [];
            foreach (InputSpec spec in function.Inputs)
            {
                for (int i = 0; i < spec.Shape.Count; i++)
                {
                    if (spec.Shape[i].Name is { } name) axes[name] = inputs[spec.Name].Shape[i];
                }
            }

            lock (owner._gate) owner.Runs.Add(new(function, weights, axes, outputs, [.. owner._loaded]));
            return outputs;
        }

        public void Dispose()
        {
            lock (owner._gate) owner._loaded.Remove(function.Name);
            inner.Dispose();
        }
    }
}
