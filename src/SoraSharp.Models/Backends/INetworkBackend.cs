using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Backends;

/// <summary>Where bytes lie in a file.</summary>
/// <param name="Path">The file's full path.</param>
/// <param name="Offset">The position of the first byte.</param>
public readonly record struct FileLocation(string Path, long Offset);

/// <summary>A tensor where a checkpoint stores it: mapped, not copied.</summary>
public abstract class StoredTensor
{
    /// <summary>The name in the checkpoint.</summary>
    public abstract string Name { get; }

    /// <summary>The type it is stored in.</summary>
    public abstract ElementType Type { get; }

    /// <summary>The length of every axis.</summary>
    public abstract IReadOnlyList<long> Shape { get; }

    /// <summary>
    /// The address of the first byte: row-major, little-endian, readable as long as the source is not disposed.
    /// </summary>
    public abstract nint Address { get; }

    /// <summary>The number of bytes.</summary>
    public abstract long ByteLength { get; }

    /// <summary>The file that holds the bytes, so that a runtime can map it itself; null where they are only in memory.</summary>
    public virtual FileLocation? File => null;

    /// <summary>The elements as float32, whatever they are stored in (bf16 and fp16 convert exactly).</summary>
    /// <exception cref="InvalidOperationException">The elements are not floating point.</exception>
    public unsafe float[] ToFloats()
    {
        float[] result = new float[HostTensor.CountOf([.. Shape])];
        switch (Type)
        {
            case ElementType.Float32:
                new ReadOnlySpan<float>((void*)Address, result.Length).CopyTo(result);
                break;
            case ElementType.Float16:
                System.Numerics.Tensors.TensorPrimitives.ConvertToSingle(new ReadOnlySpan<Half>((void*)Address, result.Length), result);
                break;
            case ElementType.BFloat16:
                ReadOnlySpan<ushort> bits = new((void*)Address, result.Length);
                for (int i = 0; i < result.Length; i++) result[i] = BitConverter.UInt32BitsToSingle((uint)bits[i] << 16);
                break;
            default:
                throw new InvalidOperationException($"Tensor {Name} is stored as {Type}; only floating point can be read as float32.");
        }

        return result;
    }

    /// <summary>The elements as a host tensor: float32 for every floating-point type, int64 and bool as they are.</summary>
    public unsafe HostTensor ToHost()
    {
        long[] shape = [.. Shape];
        return Type switch
        {
            ElementType.Int64 => HostTensor.From(new ReadOnlySpan<long>((void*)Address, HostTensor.CountOf(shape)).ToArray(), shape),
            ElementType.Bool => HostTensor.From(new ReadOnlySpan<bool>((void*)Address, HostTensor.CountOf(shape)).ToArray(), shape),
            _ => HostTensor.From(ToFloats(), shape),
        };
    }
}

/// <summary>Where weights come from: a checkpoint's component, or a prefix of one. Thread-safe for reading.</summary>
public interface IWeightSource
{
    /// <summary>What it is called in messages, for example the component's folder name.</summary>
    string Name { get; }

    /// <summary>Finds a stored tensor by its checkpoint name.</summary>
    bool TryGet(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out StoredTensor? tensor);
}

/// <summary>Loads network functions for running. Thread-safe.</summary>
public interface INetworkBackend
{
    /// <summary>What it is called in messages and timings.</summary>
    string Name { get; }

    /// <summary>How weights of half precision are held, which predictions of memory go by.</summary>
    HalfPrecisionWeights HalfWeights => HalfPrecisionWeights.WidenedAtLoad;

    /// <summary>Prepares a function with its weights. The weight source must outlive the session.</summary>
    /// <exception cref="CheckpointException">A weight is missing or has another shape than the network declares.</exception>
    INetworkSession Load(NetworkFunction function, IWeightSource weights);
}

/// <summary>A network function ready to run. Thread-safe: several runs may be under way at once.</summary>
public interface INetworkSession : IDisposable
{
    /// <summary>Runs it once.</summary>
    /// <param name="inputs">Every input by name; shapes must fit the function's specification.</param>
    /// <param name="cancellationToken">Answered while the network runs, not only between runs.</param>
    /// <returns>The outputs by name.</returns>
    /// <exception cref="ArgumentException">An input is missing, unknown or of the wrong type or shape.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    IReadOnlyDictionary<string, HostTensor> Run(IReadOnlyDictionary<string, HostTensor> inputs, CancellationToken cancellationToken = default);
}
