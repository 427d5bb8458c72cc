using SoraSharp.Models.Backends;

namespace SoraSharp.OnnxRuntime;

/// <summary>How ONNX Runtime runs networks. Immutable; share it freely.</summary>
public sealed record OnnxBackendOptions
{
    /// <summary>Threads inside an operator.</summary>
    /// <value>0 (ONNX Runtime chooses: one for each physical core) or more. Default 0.</value>
    public int Threads { get; init; }

    /// <summary>The execution provider by ONNX Runtime's name.</summary>
    /// <value><c>CPU</c> (default), or what the native package of the application brings: <c>CUDA</c>, <c>DML</c>, <c>CoreML</c>, <c>OpenVINO</c>, <c>QNN</c>, <c>XNNPACK</c> …</value>
    public string ExecutionProvider { get; init; } = "CPU";

    /// <summary>The execution provider's own options, for example <c>device_id</c>.</summary>
    public IReadOnlyDictionary<string, string> ProviderOptions { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Whether ONNX Runtime may keep a second copy of matrices, laid out for its kernels: faster short runs, more memory.
    /// </summary>
    /// <value>Default false: weights are read where they are mapped.</value>
    public bool Prepacking { get; init; }

    /// <summary>How weights of half precision are held.</summary>
    /// <value>Default <see cref="HalfPrecisionWeights.WidenedAtLoad"/>, the faster one.</value>
    public HalfPrecisionWeights HalfWeights { get; init; }

    /// <summary>Whether memory that a run no longer needs is kept for the next one, which saves asking the system for it.</summary>
    /// <value>Default true; false keeps the process as small as what is in use.</value>
    public bool KeepsMemory { get; init; } = true;

    /// <summary>Whether sessions also return the intermediate values that networks offer for observation (slower; for finding differences).</summary>
    public bool Observe { get; init; }
}
