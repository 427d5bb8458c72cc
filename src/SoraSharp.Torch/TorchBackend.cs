using System.Collections.Concurrent;
using SoraSharp.Models;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;
using TorchSharp;

namespace SoraSharp.Torch;

/// <summary>Runs networks with TorchSharp, on the CPU or a CUDA device. Thread-safe.</summary>
/// <param name="device">Where to run, for example <c>cuda:0</c>; the CPU when null.</param>
/// <param name="computeType">The type of matrix products and convolutions; float32 when null.</param>
public sealed class TorchBackend(torch.Device? device = null, torch.ScalarType? computeType = null) : INetworkBackend
{
    private readonly torch.Device _device = device ?? torch.CPU;

    /// <inheritdoc />
    public string Name => $"TorchSharp {_device}";

    /// <inheritdoc />
    public INetworkSession Load(NetworkFunction function, IWeightSource weights)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(weights);
        return new TorchSession(function, weights, _device, computeType);
    }
}

/// <summary>A network function with its weights on the device; a weight is copied there when it is first used.</summary>
internal sealed class TorchSession(NetworkFunction function, IWeightSource weights, torch.Device device, torch.ScalarType? computeType) : INetworkSession
{
    private readonly ConcurrentDictionary<string, Lazy<torch.Tensor>> _resident = new(StringComparer.Ordinal);
    private bool _disposed;

    /// <inheritdoc />
    public IReadOnlyDictionary<string, HostTensor> Run(IReadOnlyDictionary<string, HostTensor> inputs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ObjectDisposedException.ThrowIf(_disposed, this);
        InputCheck.Validate(function, inputs);
        cancellationToken.ThrowIfCancellationRequested();
        using IDisposable scope = torch.NewDisposeScope();
        using IDisposable noGradients = torch.no_grad();
        var interpreter = new TorchInterpreter(Resident, device, computeType, cancellationToken);
        var values = new NetworkValues(interpreter);
        foreach ((string name, HostTensor value) in inputs) values[name] = interpreter.Wrap(value.ToTorch(device));
        return function.Body(values).ToDictionary(output => output.Key, output => TorchInterpreter.Unwrap(output.Value).ToHost(), StringComparer.Ordinal);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _disposed = true;
        foreach (Lazy<torch.Tensor> weight in _resident.Values)
        {
            if (weight.IsValueCreated) weight.Value.Dispose();
        }

        _resident.Clear();
    }

    private torch.Tensor Resident(Parameter parameter) =>
        _resident.GetOrAdd(parameter.Name, _ => new Lazy<torch.Tensor>(() => Load(parameter))).Value;

    private torch.Tensor Load(Parameter parameter)
    {
        if (!weights.TryGet(parameter.Name, out StoredTensor? stored))
            throw new CheckpointException($"{weights.Name} has no tensor {parameter.Name}; {function.Name} needs it with shape [{string.Join(", ", parameter.Shape)}].");
        if (!stored.Shape.SequenceEqual(parameter.Shape))
            throw new CheckpointException($"Tensor {parameter.Name} of {weights.Name} has shape [{string.Join(", ", stored.Shape)}]; {function.Name} needs [{string.Join(", ", parameter.Shape)}].");
        return stored.ToHost().ToTorch(device).DetachFromDisposeScope();
    }
}
