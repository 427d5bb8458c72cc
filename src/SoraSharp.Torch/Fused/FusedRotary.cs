using TorchSharp;
using static TorchSharp.torch;

namespace SoraSharp.Torch.Fused;

/// <summary>Rotary embedding of pairs half a group apart, by <see cref="RotaryKernel"/>.</summary>
internal static class FusedRotary
{
    /// <summary>Whether the kernel fits x [B, L, groups·2·pairs] and tables [1 or B, L, 1 or groups, pairs].</summary>
    public static bool Fits(torch.Tensor x, torch.Tensor cos, torch.Tensor sin) =>
        FusedTensors.Fits(x) && x.dim() == 3 && cos.dim() == 4 && FusedTensors.Fits(cos) && cos.dtype == ScalarType.Float32 && sin.dtype == ScalarType.Float32 && cos.shape[1] == x.shape[1] && !cos.requires_grad;

    /// <summary>Turns x.</summary>
    public static torch.Tensor Rotate(torch.Tensor x, torch.Tensor cos, torch.Tensor sin, int groups, GradientTape? tape)
    {
        torch.Tensor cosines = cos.contiguous(), sines = sin.contiguous();
        torch.Tensor y = Turn(x.contiguous(), cosines, sines, groups, back: false);
        return tape is null ? y : tape.Record(y, gradient => GradientTape.Flow(x, Turn(gradient.contiguous(), cosines, sines, groups, back: true)));
    }

    private static torch.Tensor Turn(torch.Tensor x, torch.Tensor cos, torch.Tensor sin, int groups, bool back)
    {
        torch.Tensor y = torch.empty_like(x, requires_grad: false);
        int rows = (int)(x.shape[0] * x.shape[1]), tableRows = (int)(cos.shape[0] * cos.shape[1]), tableGroups = (int)cos.shape[2], pairs = (int)cos.shape[3];
        if (FusedTensors.IsHalf(x)) RotaryKernel.Rotate<BFloat16Row>(ref FusedTensors.Memory(x), ref FusedTensors.Memory(y), FusedTensors.Floats(cos), FusedTensors.Floats(sin), rows, tableRows, groups, tableGroups, pairs, back);
        else RotaryKernel.Rotate<SingleRow>(ref FusedTensors.Memory(x), ref FusedTensors.Memory(y), FusedTensors.Floats(cos), FusedTensors.Floats(sin), rows, tableRows, groups, tableGroups, pairs, back);
        GC.KeepAlive(x);
        return y;
    }
}
