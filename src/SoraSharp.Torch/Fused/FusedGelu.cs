using System.Runtime.Intrinsics;
using TorchSharp;

namespace SoraSharp.Torch.Fused;

/// <summary>
/// GELU in its tanh approximation, as x·σ(2u) with u = √(2/π)·(x + 0.044715·x³) (Hendrycks and Gimpel 2016); its derivative is
/// σ + x·σ·(1 − σ)·2u′.
/// </summary>
internal static class FusedGelu
{
    private const float Slope = 1.5957691216057308f;
    private const float Cubic = 0.044715f;

    /// <summary>GELU of x, in x's type.</summary>
    public static torch.Tensor Apply(torch.Tensor x, GradientTape? tape)
    {
        torch.Tensor dense = x.contiguous(), y = torch.empty_like(dense, requires_grad: false);
        if (FusedTensors.IsHalf(dense)) Forward<BFloat16Row>(ref FusedTensors.Memory(dense), ref FusedTensors.Memory(y), (nuint)dense.numel());
        else Forward<SingleRow>(ref FusedTensors.Memory(dense), ref FusedTensors.Memory(y), (nuint)dense.numel());
        GC.KeepAlive(dense);
        return tape is null ? y : tape.Record(y, gradient => GradientTape.Flow(x, Gradient(dense, gradient.contiguous())));
    }

    private static torch.Tensor Gradient(torch.Tensor x, torch.Tensor up)
    {
        torch.Tensor dx = torch.empty_like(x, requires_grad: false);
        if (FusedTensors.IsHalf(x)) Backward<BFloat16Row>(ref FusedTensors.Memory(x), ref FusedTensors.Memory(up), ref FusedTensors.Memory(dx), (nuint)x.numel());
        else Backward<SingleRow>(ref FusedTensors.Memory(x), ref FusedTensors.Memory(up), ref FusedTensors.Memory(dx), (nuint)x.numel());
        GC.KeepAlive(up);
        return dx;
    }

    private static void Forward<T>(ref byte x, ref byte y, nuint count)
        where T : IRowFormat
    {
        for (nuint i = 0; i < count; i += FusedTensors.Lanes)
        {
            Vector512<float> value = T.Load(ref x, i);
            T.Store(value * Sigmoid(value, value * value), ref y, i);
        }
    }

    private static void Backward<T>(ref byte x, ref byte dy, ref byte dx, nuint count)
        where T : IRowFormat
    {
        for (nuint i = 0; i < count; i += FusedTensors.Lanes)
        {
            Vector512<float> value = T.Load(ref x, i), square = value * value, sigmoid = Sigmoid(value, square);
            Vector512<float> slope = Vector512.Create(Slope) + (square * (3 * Cubic * Slope));
            T.Store(T.Load(ref dy, i) * sigmoid * (Vector512<float>.One + (value * (Vector512<float>.One - sigmoid) * slope)), ref dx, i);
        }
    }

    private static Vector512<float> Sigmoid(Vector512<float> value, Vector512<float> square)
    {
        Vector512<float> exponent = -value * (Vector512.Create(Slope) + (square * (Cubic * Slope)));
        return Vector512<float>.One / (Vector512<float>.One + Vector512.Exp(Vector512.Min(exponent, Vector512.Create(80f))));
    }
}
