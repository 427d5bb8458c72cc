using Microsoft.ML.OnnxRuntime;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;

namespace SoraSharp.OnnxRuntime;

/// <summary>A loaded graph with its weights.</summary>
internal sealed class OnnxSession(NetworkFunction function, InferenceSession session, IReadOnlyCollection<string> outputs) : INetworkSession
{
    private readonly Lock _lock = new();
    private int _running;
    private bool _disposed;

    public IReadOnlyDictionary<string, HostTensor> Run(IReadOnlyDictionary<string, HostTensor> inputs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        cancellationToken.ThrowIfCancellationRequested();
        Validate(inputs);
        Enter();
        Dictionary<string, OrtValue> values = [];
        try
        {
            foreach ((string name, HostTensor tensor) in inputs) values.Add(name, ToValue(tensor));
            using RunOptions options = new();
            using IDisposableReadOnlyCollection<OrtValue> results = RunCancellable(options, values, cancellationToken);
            return outputs.Zip(results).ToDictionary(pair => pair.First, pair => ToHost(pair.Second), StringComparer.Ordinal);
        }
        finally
        {
            foreach (OrtValue value in values.Values) value.Dispose();
            Leave();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed) return;
            _disposed = true;
            if (_running > 0) return; // The last run under way releases it.
        }

        session.Dispose();
    }

    private IDisposableReadOnlyCollection<OrtValue> RunCancellable(RunOptions options, Dictionary<string, OrtValue> values, CancellationToken cancellationToken)
    {
        // Terminate is looked at between the nodes of the graph.
        using CancellationTokenRegistration registration = cancellationToken.Register(() => options.Terminate = true);
        try
        {
            return session.Run(options, values, outputs);
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException($"{function.Name} was cancelled.", cancellationToken);
        }
    }

    private void Enter()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _running++;
        }
    }

    private void Leave()
    {
        bool release;
        lock (_lock) release = --_running == 0 && _disposed;
        if (release) session.Dispose();
    }

    private void Validate(IReadOnlyDictionary<string, HostTensor> inputs)
    {
        Dictionary<string, long> lengths = [];
        foreach (InputSpec spec in function.Inputs)
        {
            if (!inputs.TryGetValue(spec.Name, out HostTensor? tensor)) throw new ArgumentException($"{function.Name} needs the input `{spec.Name}` [{string.Join(", ", spec.Shape)}].", nameof(inputs));
            bool fits = tensor.Type == spec.Type && tensor.Shape.Count == spec.Shape.Count;
            for (int axis = 0; fits && axis < spec.Shape.Count; axis++)
            {
                AxisSpec expected = spec.Shape[axis];
                long length = tensor.Shape[axis];
                fits = expected.Length is { } number ? number == length : lengths.TryAdd(expected.Name!, length) || lengths[expected.Name!] == length;
            }

            if (!fits)
            {
                string known = string.Join(", ", lengths.Select(pair => $"{pair.Key} = {pair.Value}"));
                throw new ArgumentException($"Input `{spec.Name}` of {function.Name} is {tensor}; it must be {spec.Type}[{string.Join(", ", spec.Shape)}]{(known.Length > 0 ? $" with {known}" : "")}.", nameof(inputs));
            }
        }

        if (inputs.Count != function.Inputs.Count)
        {
            IEnumerable<string> unknown = inputs.Keys.Except(function.Inputs.Select(spec => spec.Name));
            throw new ArgumentException($"{function.Name} has no input {string.Join(", ", unknown.Select(name => $"`{name}`"))}; it takes {string.Join(", ", function.Inputs.Select(spec => spec.Name))}.", nameof(inputs));
        }
    }

    private static OrtValue ToValue(HostTensor tensor)
    {
        long[] shape = [.. tensor.Shape];
        return tensor.Type switch
        {
            ElementType.Int64 => OrtValue.CreateTensorValueFromMemory(tensor.Int64s, shape),
            ElementType.Bool => OrtValue.CreateTensorValueFromMemory(tensor.Bools, shape),
            _ => OrtValue.CreateTensorValueFromMemory(tensor.Floats, shape),
        };
    }

    private static HostTensor ToHost(OrtValue value)
    {
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        return info.ElementDataType switch
        {
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int64 => HostTensor.From(value.GetTensorDataAsSpan<long>().ToArray(), info.Shape),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Bool => HostTensor.From(value.GetTensorDataAsSpan<bool>().ToArray(), info.Shape),
            _ => HostTensor.From(value.GetTensorDataAsSpan<float>().ToArray(), info.Shape),
        };
    }
}
