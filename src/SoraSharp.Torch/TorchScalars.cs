using System.Collections.Concurrent;
using TorchSharp;

namespace SoraSharp.Torch;

/// <summary>
/// Numbers as operands of TorchSharp operations. TorchSharp does not keep a <see cref="Scalar"/> alive while the native
/// operation reads it, so one made on the fly may be finalised under it; these live as long as the process. For constants:
/// numbers that change with every call belong in a tensor. Thread-safe.
/// </summary>
public static class TorchScalars
{
    private static readonly ConcurrentDictionary<double, Scalar> Known = new();

    /// <summary>The operand for a number.</summary>
    public static Scalar Of(double value) => Known.GetOrAdd(value, number => number.ToScalar());
}
