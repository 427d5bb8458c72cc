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

    /// <summary>GELU of x, in x's type. With a tape its derivative is computed along with it: the exponential is what takes the time.</summary>
    public static torch.Tensor Apply(torch.Tensor x, GradientTape? tape)
    {
        torch.Tensor dense = x.contiguous(), y = torch.empty_like(dense, requires_grad: false);
        torch.Tensor? slopes = tape is null ? null : torch.empty_like(dense, requires_grad: false);
        if (FusedTensors.IsHalf(dense)) Forward<BFloat16Row>(dense, y, slopes);
        else Forward<SingleRow>(dense, y, slopes);
        return tape is null ? y : tape.Record(y, gradient => GradientTape.Flow(x, slopes!.mul_(gradient)));
    }

    private static void Forward<T>(torch.Tensor x, torch.Tensor y, torch.Tensor? slopes)
        where T : IRowFormat
    {
        ref byte from = ref FusedTensors.Memory(x), to = ref FusedTensors.Memory(y), derivative = ref slopes is null ? ref to : ref FusedTensors.Memory(slopes);
        nuint count = (nuint)x.numel();
        for (nuint i = 0; i < count; i += FusedTensors.Lanes)
        {
            Vector512<float> value = T.Load(ref from, i), square = value * value, sigmoid = Sigmoid(value, square);
            if (slopes is not null)
            {
                Vector512<float> slope = Vector512.Create(Slope) + (square * (3 * Cubic * Slope));
                T.Store(sigmoid * (Vector512<float>.One + (value * (Vector512<float>.One - sigmoid) * slope)), ref derivative, i);
            }

            T.Store(value * sigmoid, ref to, i);
        }

        GC.KeepAlive(x);
        GC.KeepAlive(slopes);
    }

    private static Vector512<float> Sigmoid(Vector512<float> value, Vector512<float> square)
    {
        Vector512<float> exponent = -value * (Vector512.Create(Slope) + (square * (Cubic * Slope)));
        return Vector512<float>.One / (Vector512<float>.One + Vector512.Exp(Vector512.Min(exponent, Vector512.Create(80f))));
    }
}
