using System.Numerics;
using System.Text;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Checkpoints;

/// <summary>Compares what a network declares with what a checkpoint holds.</summary>
internal static class WeightCheck
{
    private const int Listed = 20;

    /// <summary>Names every missing, misshapen and unexpected tensor in one error.</summary>
    /// <param name="weights">The checkpoint.</param>
    /// <param name="present">Every name in the checkpoint.</param>
    /// <param name="declared">What the network needs.</param>
    /// <param name="isIgnored">Tensors that may be there without the network declaring them; none by default.</param>
    /// <exception cref="CheckpointException">They differ.</exception>
    public static void Compare(IWeightSource weights, IEnumerable<string> present, IEnumerable<Parameter> declared, Func<string, bool>? isIgnored)
    {
        List<string> missing = [], misshapen = [], unusable = [];
        HashSet<string> expected = new(StringComparer.Ordinal);
        foreach (Parameter parameter in declared)
        {
            expected.Add(parameter.Name);
            if (!weights.TryGet(parameter.Name, out StoredTensor? tensor))
                missing.Add($"{parameter}");
            else if (!tensor.Shape.SequenceEqual(parameter.Shape))
                misshapen.Add($"{parameter.Name} is [{string.Join(", ", tensor.Shape)}], expected [{string.Join(", ", parameter.Shape)}]");
            else if (tensor.Type is ElementType.Int64 or ElementType.Bool)
                unusable.Add($"{parameter.Name} holds {tensor.Type}, expected floating point");
        }

        List<string> extra = [.. present.Where(n => !expected.Contains(n) && isIgnored?.Invoke(n) != true).Order(StringComparer.Ordinal)];
        if (missing.Count + misshapen.Count + unusable.Count + extra.Count == 0) return;

        StringBuilder message = new($"{weights.Name} does not hold the tensors that its configuration demands. Check that config.json and weights are of the same release.");
        Append(message, "missing", missing);
        Append(message, "misshapen", misshapen);
        Append(message, "of the wrong type", unusable);
        Append(message, "unexpected", extra);
        throw new CheckpointException(message.ToString());
    }

    /// <summary>Names the tensors that hold a NaN or an infinity.</summary>
    /// <exception cref="CheckpointException">There is one.</exception>
    public static void Finite(IWeightSource weights, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        List<string> bad = [];
        foreach (string name in names)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (weights.TryGet(name, out StoredTensor? tensor) && FirstNonFinite(tensor) is { } at)
                bad.Add($"{name} (element {at})");
        }

        if (bad.Count == 0) return;
        StringBuilder message = new($"{weights.Name} holds weights that are not finite numbers. It is damaged, or its training diverged.");
        Append(message, "NaN or infinite", bad);
        throw new CheckpointException(message.ToString());
    }

    private static void Append(StringBuilder message, string what, List<string> names)
    {
        if (names.Count == 0) return;
        message.Append($"\n{names.Count} {what}: ").AppendJoin("; ", names.Take(Listed));
        if (names.Count > Listed) message.Append($"; and {names.Count - Listed} more");
    }

    /// <summary>The index of the first NaN or infinity: all bits of the exponent are set.</summary>
    private static unsafe long? FirstNonFinite(StoredTensor tensor) => tensor.Type switch
    {
        ElementType.Float32 => FirstWithAll((uint*)tensor.Address, tensor.ByteLength / 4, 0x7F80_0000u),
        ElementType.Float16 => FirstWithAll((ushort*)tensor.Address, tensor.ByteLength / 2, (ushort)0x7C00),
        ElementType.BFloat16 => FirstWithAll((ushort*)tensor.Address, tensor.ByteLength / 2, (ushort)0x7F80),
        _ => null,
    };

    /// <summary>The index of the first number that has all bits of <paramref name="mask"/> set.</summary>
    private static unsafe long? FirstWithAll<T>(T* bits, long count, T mask)
        where T : unmanaged, IBinaryInteger<T>
    {
        Vector<T> masks = new(mask);
        long i = 0;
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
        {
            if (Vector.EqualsAny(Vector.Load(bits + i) & masks, masks)) break;
        }

        // The vector that stopped the scan, or what remains after the last whole one.
        for (; i < count; i++)
            if ((bits[i] & mask) == mask) return i;
        return null;
    }
}
