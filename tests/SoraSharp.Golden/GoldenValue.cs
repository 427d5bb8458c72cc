using SoraSharp.Models.Tensors;

namespace SoraSharp.Golden;

/// <summary>An output of a case, expected or computed: numbers of a shape, or strings.</summary>
public sealed class GoldenValue
{
    private readonly Array _data;

    private GoldenValue(Array data, IReadOnlyList<long> shape)
    {
        _data = data;
        Shape = shape;
    }

    /// <summary>The length of every axis.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Whether the values are integers, booleans or strings, which must be equal.</summary>
    public bool IsExact => _data is long[] or string[];

    /// <summary>The values as float32.</summary>
    public float[] Floats => _data switch
    {
        float[] floats => floats,
        double[] doubles => Array.ConvertAll(doubles, d => (float)d),
        _ => throw new InvalidOperationException($"The values are no floating-point numbers but {Kind}."),
    };

    /// <summary>The values as int64.</summary>
    public long[] Int64s => _data as long[] ?? throw new InvalidOperationException($"The values are not integers but {Kind}.");

    private string Kind => _data switch { float[] => "float32", double[] => "float64", long[] => "integers", _ => "strings" };

    public static implicit operator GoldenValue(HostTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.Type switch
        {
            ElementType.Float32 => new(tensor.Floats, tensor.Shape),
            ElementType.Int64 => new(tensor.Int64s, tensor.Shape),
            _ => new(Array.ConvertAll(tensor.Bools, b => b ? 1L : 0L), tensor.Shape),
        };
    }

    public static GoldenValue From(double[] values, params long[] shape) => new(values, shape);

    public static GoldenValue From(long[] values, params long[] shape) => new(values, shape);

    public static GoldenValue From(params IEnumerable<string> values)
    {
        string[] strings = [.. values];
        return new(strings, [strings.Length]);
    }

    /// <summary>The largest absolute difference, or the reason why the values cannot be compared.</summary>
    public static (double Error, string? Problem) Compare(GoldenValue expected, GoldenValue actual)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(actual);
        if (!expected.Shape.SequenceEqual(actual.Shape))
            return (double.PositiveInfinity, $"has shape [{string.Join(", ", actual.Shape)}], expected [{string.Join(", ", expected.Shape)}]");
        if (expected._data.Length != actual._data.Length)
            return (double.PositiveInfinity, $"has {actual._data.Length} values, expected {expected._data.Length}");
        if (expected._data is string[] wanted)
            return actual._data is string[] got ? CompareExact(wanted, got) : (double.PositiveInfinity, $"holds {actual.Kind}, expected strings");
        if (actual._data is string[]) return (double.PositiveInfinity, $"holds strings, expected {expected.Kind}");
        if (expected._data is long[] integers && actual._data is long[] results) return CompareExact(integers, results);
        return CompareNumbers(expected, actual);
    }

    private static (double, string?) CompareExact<T>(T[] expected, T[] actual)
        where T : IEquatable<T>
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (!expected[i].Equals(actual[i])) return (double.PositiveInfinity, $"differs at {i}: {actual[i]}, expected {expected[i]}");
        }

        return (0, null);
    }

    private static (double, string?) CompareNumbers(GoldenValue expected, GoldenValue actual)
    {
        double worst = 0;
        for (int i = 0; i < expected._data.Length; i++)
        {
            double e = expected.At(i), a = actual.At(i);
            // Equal infinities would subtract to NaN; two NaN agree; one NaN does not.
            if (e == a || (double.IsNaN(e) && double.IsNaN(a))) continue;
            double error = Math.Abs(e - a);
            if (double.IsNaN(error)) return (double.NaN, $"differs at {i}: {a}, expected {e}");
            worst = Math.Max(worst, error);
        }

        return (worst, null);
    }

    private double At(int index) => _data switch
    {
        float[] f => f[index],
        double[] d => d[index],
        long[] l => l[index],
        _ => throw new InvalidOperationException("Strings are no numbers."),
    };
}
