using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using SoraSharp.Models;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;
using SoraSharp.OnnxRuntime.Graph;

namespace SoraSharp.OnnxRuntime;

/// <summary>
/// Runs networks on ONNX Runtime: emits a function's graph in memory and gives it the weights where they are mapped.
/// The native library is the application's choice (package <c>Microsoft.ML.OnnxRuntime</c> for the CPU). Thread-safe.
/// </summary>
public sealed class OnnxBackend : INetworkBackend
{
    private readonly OnnxBackendOptions _options;

    /// <summary>A backend with the given options.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number of threads is negative.</exception>
    public OnnxBackend(OnnxBackendOptions? options = null)
    {
        _options = options ?? new OnnxBackendOptions();
        if (_options.Threads < 0) throw new ArgumentOutOfRangeException(nameof(options), _options.Threads, $"`Threads` is {_options.Threads}; it is 0 (one for each physical core) or more.");
    }

    /// <inheritdoc />
    public string Name => $"ONNX Runtime ({_options.ExecutionProvider})";

    /// <inheritdoc />
    public HalfPrecisionWeights HalfWeights => _options.HalfWeights;

    /// <inheritdoc />
    public INetworkSession Load(NetworkFunction function, IWeightSource weights)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(weights);
        GraphBuilder graph = new(function.Name);
        List<(string Name, OnnxTensor Value)>? observed = _options.Observe ? [] : null;
        OnnxInterpreter interpreter = new(graph, parameter => Find(weights, parameter), observed);
        NetworkValues inputs = new(interpreter);
        foreach (InputSpec input in function.Inputs) inputs.Add(input.Name, interpreter.Input(input));
        NetworkValues outputs = function.Body(inputs);
        foreach ((string name, Tensor value) in outputs) graph.Output(name, (OnnxTensor)value);
        foreach ((string name, OnnxTensor value) in observed ?? []) graph.Output(name, value);

        try
        {
            using SessionOptions options = CreateSessionOptions();
            if (WeightPlacement.Place(graph.Weights) is { } folder) options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", folder);
            return new OnnxSession(function, new InferenceSession(graph.ToModel(), options), [.. outputs.Keys, .. (observed ?? []).Select(o => o.Name)]);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidOperationException($"ONNX Runtime could not load {function.Name} with execution provider {_options.ExecutionProvider}: {e.Message}", e);
        }
    }

    private static StoredTensor Find(IWeightSource weights, Parameter parameter)
    {
        if (!weights.TryGet(parameter.Name, out StoredTensor? stored))
        {
            throw new CheckpointException($"{weights.Name} has no tensor {parameter.Name}; its configuration needs it with shape [{string.Join(", ", parameter.Shape)}].");
        }

        if (!stored.Shape.SequenceEqual(parameter.Shape))
        {
            throw new CheckpointException($"Tensor {parameter.Name} of {weights.Name} has shape [{string.Join(", ", stored.Shape)}]; its configuration needs [{string.Join(", ", parameter.Shape)}].");
        }

        return stored;
    }

    private SessionOptions CreateSessionOptions()
    {
        SessionOptions options = new()
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            IntraOpNumThreads = _options.Threads,
            EnableCpuMemArena = _options.KeepsMemory,
            EnableMemoryPattern = _options.KeepsMemory,
        };
        try
        {
            // The conversions of large weights stay in the graph and run where their result is needed.
            if (_options.HalfWeights == HalfPrecisionWeights.WidenedAtUse) options.AddSessionConfigEntry("optimization.constant_folding_max_output_size_in_bytes", BackendMemory.AlwaysWidenedBytes.ToString(CultureInfo.InvariantCulture));
            if (!_options.Prepacking) options.AddSessionConfigEntry("session.disable_prepacking", "1");
            if (!string.Equals(_options.ExecutionProvider, "CPU", StringComparison.OrdinalIgnoreCase)) AppendProvider(options);
            return options;
        }
        catch
        {
            options.Dispose();
            throw;
        }
    }

    private void AppendProvider(SessionOptions options)
    {
        Dictionary<string, string> settings = new(_options.ProviderOptions);
        try
        {
            switch (_options.ExecutionProvider.ToUpperInvariant())
            {
                case "CUDA":
                    using (OrtCUDAProviderOptions cuda = new())
                    {
                        cuda.UpdateOptions(settings);
                        options.AppendExecutionProvider_CUDA(cuda);
                    }

                    break;
                case "DML":
                    options.AppendExecutionProvider_DML(settings.TryGetValue("device_id", out string? id) ? int.Parse(id) : 0);
                    break;
                default:
                    options.AppendExecutionProvider(_options.ExecutionProvider, settings);
                    break;
            }
        }
        catch (Exception e) when (e is OnnxRuntimeException or EntryPointNotFoundException)
        {
            throw new InvalidOperationException($"Execution provider {_options.ExecutionProvider} is not in this application's ONNX Runtime ({string.Join(", ", OrtEnv.Instance().GetAvailableProviders())} are); reference the native package that brings it, or use CPU. {e.Message}", e);
        }
    }
}
