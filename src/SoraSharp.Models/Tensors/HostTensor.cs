using System.Runtime.InteropServices;

namespace SoraSharp.Models.Tensors;

/// <summary>
/// A dense row-major tensor in managed memory: what goes into a network and what comes out.
/// Holds float32, int64 or bool elements. Not thread-safe while written to.
/// </summary>
public sealed class HostTensor
{
    private readonly Array _data;
    private readonly long[] _shape;

    private HostTensor(Array data, ElementType type, long[] shape)
    {
        long count = CountOf(shape);
        if (data.Length != count)
        {
            throw new ArgumentException($"The data has {data.Length} elements; shape [{string.Join(", ", shape)}] needs {count}.", nameof(data));
        }

        _data = data;
        _shape = shape;
        Type = type;
    }

    /// <summary>The elements' type: <see cref="ElementType.Float32"/>, <see cref="ElementType.Int64"/> or <see cref="ElementType.Bool"/>.</summary>
    public ElementType Type { get; }

    /// <summary>The length of every axis.</summary>
    public IReadOnlyList<long> Shape => _shape;

    /// <summary>The number of elements.</summary>
    public int Count => _data.Length;

    /// <summary>The elements as float32.</summary>
    /// <exception cref="InvalidOperationException">The tensor holds another type.</exception>
    public float[] Floats => _data as float[] ?? throw WrongType("float32");

    /// <summary>The elements as int64.</summary>
    /// <exception cref="InvalidOperationException">The tensor holds another type.</exception>
    public long[] Int64s => _data as long[] ?? throw WrongType("int64");

    /// <summary>The elements as bool.</summary>
    /// <exception cref="InvalidOperationException">The tensor holds another type.</exception>
    public bool[] Bools => _data as bool[] ?? throw WrongType("bool");

    /// <summary>Wraps <paramref name="data"/> without copying it.</summary>
    /// <exception cref="ArgumentException">The number of elements and the shape disagree.</exception>
    public static HostTensor From(float[] data, params long[] shape) => new(data, ElementType.Float32, (long[])shape.Clone());

    /// <summary>Wraps <paramref name="data"/> without copying it.</summary>
    /// <exception cref="ArgumentException">The number of elements and the shape disagree.</exception>
    public static HostTensor From(long[] data, params long[] shape) => new(data, ElementType.Int64, (long[])shape.Clone());

    /// <summary>Wraps <paramref name="data"/> without copying it.</summary>
    /// <exception cref="ArgumentException">The number of elements and the shape disagree.</exception>
    public static HostTensor From(bool[] data, params long[] shape) => new(data, ElementType.Bool, (long[])shape.Clone());

    /// <summary>A float32 tensor of zeros.</summary>
    public static HostTensor Zeros(params long[] shape) => new(new float[CountOf(shape)], ElementType.Float32, (long[])shape.Clone());

    /// <summary>The same elements under another shape of equally many elements; the data is shared.</summary>
    /// <exception cref="ArgumentException">The number of elements and the shape disagree.</exception>
    public HostTensor WithShape(params long[] shape) => new(_data, Type, (long[])shape.Clone());

    /// <summary>The elements' bytes, in the machine's byte order.</summary>
    public ReadOnlySpan<byte> AsBytes() => _data switch
    {
        float[] f => MemoryMarshal.AsBytes<float>(f),
        long[] l => MemoryMarshal.AsBytes<long>(l),
        bool[] b => MemoryMarshal.AsBytes<bool>(b),
        _ => throw new InvalidOperationException(),
    };

    /// <inheritdoc />
    public override string ToString() => $"{Type}[{string.Join(", ", _shape)}]";

    /// <summary>The number of elements of a tensor of this shape.</summary>
    /// <exception cref="ArgumentException">A length is negative, or there are more elements than an array can hold.</exception>
    internal static int CountOf(ReadOnlySpan<long> shape)
    {
        long count = 1;
        foreach (long length in shape)
        {
            if (length < 0) throw new ArgumentException($"A length of shape [{string.Join(", ", shape.ToArray())}] is negative; lengths are 0 or more.", nameof(shape));
            count = checked(count * length);
        }

        return count <= Array.MaxLength ? (int)count : throw new ArgumentException($"Shape [{string.Join(", ", shape.ToArray())}] has {count} elements; a host tensor holds at most {Array.MaxLength}.", nameof(shape));
    }

    private InvalidOperationException WrongType(string wanted) => new($"The tensor {this} was read as {wanted}; read it as its own type.");
}
