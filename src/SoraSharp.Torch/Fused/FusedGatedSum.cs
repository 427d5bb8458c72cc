using TorchSharp;
using static TorchSharp.torch;

namespace SoraSharp.Torch.Fused;

/// <summary>x + y·gate, by <see cref="GatedSumKernel"/>.</summary>
internal static class FusedGatedSum
{
    /// <summary>Whether the kernel fits x and y [groups, rows, features] and the gate [groups, 1, features].</summary>
    public static bool Fits(torch.Tensor x, torch.Tensor y, torch.Tensor gate) =>
        FusedTensors.Fits(x) && FusedTensors.Fits(y) && x.dim() == 3 && gate.dtype == ScalarType.Float32 && gate.dim() == 3 && gate.shape[1] == 1 && gate.shape[0] == x.shape[0] && gate.shape[2] == x.shape[2]
        && x.shape.SequenceEqual(y.shape);

    /// <summary>The sum, in float32.</summary>
    public static torch.Tensor Add(torch.Tensor x, torch.Tensor y, torch.Tensor gate, GradientTape? tape)
    {
        torch.Tensor left = x.contiguous(), right = y.contiguous(), gates = gate.contiguous(), z = torch.empty(x.shape, ScalarType.Float32);
        (int groups, int rows, int features) = ((int)x.shape[0], (int)x.shape[1], (int)x.shape[2]);
        Forward(left, right)(ref FusedTensors.Memory(left), ref FusedTensors.Memory(right), FusedTensors.Floats(z), FusedTensors.Floats(gates), groups, rows, features);
        GC.KeepAlive(left);
        GC.KeepAlive(gates);
        return tape is null ? z : tape.Record(z, gradient => Backward(tape, gradient.contiguous(), x, y, right, gate, gates));
    }

    private static void Backward(GradientTape tape, torch.Tensor up, torch.Tensor x, torch.Tensor y, torch.Tensor right, torch.Tensor gate, torch.Tensor gates)
    {
        torch.Tensor dy = torch.empty_like(right, requires_grad: false), dGate = torch.zeros_like(gates, requires_grad: false);
        (int groups, int rows, int features) = ((int)right.shape[0], (int)right.shape[1], (int)right.shape[2]);
        if (FusedTensors.IsHalf(right)) GatedSumKernel.Backward<BFloat16Row>(FusedTensors.Floats(up), ref FusedTensors.Memory(right), ref FusedTensors.Memory(dy), FusedTensors.Floats(gates), FusedTensors.Floats(dGate), groups, rows, features);
        else GatedSumKernel.Backward<SingleRow>(FusedTensors.Floats(up), ref FusedTensors.Memory(right), ref FusedTensors.Memory(dy), FusedTensors.Floats(gates), FusedTensors.Floats(dGate), groups, rows, features);
        GradientTape.Flow(y, dy);
        tape.Defer(gate, dGate);
        GradientTape.Flow(x, up.to(x.dtype));
    }

    private delegate void ForwardKernel(ref byte x, ref byte y, Span<float> z, ReadOnlySpan<float> gates, int groups, int rows, int features);

    private static ForwardKernel Forward(torch.Tensor x, torch.Tensor y) => (FusedTensors.IsHalf(x), FusedTensors.IsHalf(y)) switch
    {
        (false, false) => GatedSumKernel.Forward<SingleRow, SingleRow>,
        (false, true) => GatedSumKernel.Forward<SingleRow, BFloat16Row>,
        (true, false) => GatedSumKernel.Forward<BFloat16Row, SingleRow>,
        (true, true) => GatedSumKernel.Forward<BFloat16Row, BFloat16Row>,
    };
}
