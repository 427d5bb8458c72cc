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
    private static readonly Scalar One = Of(1);

    /// <summary>a + b: the operator would make a number on the fly.</summary>
    public static torch.Tensor Plus(this torch.Tensor a, torch.Tensor b)
    {
        ArgumentNullException.ThrowIfNull(a);
        return a.add(b, One);
    }

    /// <summary>a + b for a constant b.</summary>
    public static torch.Tensor Plus(this torch.Tensor a, double b)
    {
        ArgumentNullException.ThrowIfNull(a);
        return a.add(Of(b), One);
    }

    /// <summary>a += b in place for a constant b.</summary>
    public static torch.Tensor PlusInPlace(this torch.Tensor a, double b)
    {
        ArgumentNullException.ThrowIfNull(a);
        return a.add_(Of(b), One);
    }

    /// <summary>a − b, to read like its sum.</summary>
    public static torch.Tensor Minus(this torch.Tensor a, torch.Tensor b)
    {
        ArgumentNullException.ThrowIfNull(a);
        return a.sub(b);
    }

    /// <summary>a += b in place.</summary>
    public static torch.Tensor PlusInPlace(this torch.Tensor a, torch.Tensor b)
    {
        ArgumentNullException.ThrowIfNull(a);
        return a.add_(b, One);
    }

    /// <summary>a −= b in place.</summary>
    public static torch.Tensor MinusInPlace(this torch.Tensor a, torch.Tensor b)
    {
        ArgumentNullException.ThrowIfNull(a);
        return a.sub_(b);
    }

    /// <summary>a², element by element.</summary>
    public static torch.Tensor Squared(this torch.Tensor a)
    {
        ArgumentNullException.ThrowIfNull(a);
        return a.mul(a);
    }

    /// <summary>The operand for a number.</summary>
    public static Scalar Of(double value) => Known.GetOrAdd(value, number => number.ToScalar());
}
