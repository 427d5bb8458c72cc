using TorchSharp;
using static TorchSharp.torch;

namespace SoraSharp.Torch.Fused;

/// <summary>RMS norm with gain and offset, by <see cref="RmsNormKernel"/>.</summary>
internal static class FusedRmsNorm
{
    /// <summary>
    /// Normalises x [.., features]. The gain is null, [features] for all rows, or [groups, 1, features] for x [groups, rows, features];
    /// the offset is null or shaped like a gain of groups. Gain and offset are float32.
    /// </summary>
    public static torch.Tensor Normalise(torch.Tensor x, ScalarType type, double eps, torch.Tensor? gain, torch.Tensor? offset, GradientTape? tape)
    {
        torch.Tensor dense = x.contiguous();
        torch.Tensor? gains = gain?.contiguous(), offsets = offset?.contiguous();
        (int groups, int rows, int features) = Shape(dense, gains);
        torch.Tensor y = torch.empty(x.shape, type), inverses = torch.empty(groups * rows);
        Forward(dense, y)(ref FusedTensors.Memory(dense), ref FusedTensors.Memory(y), Floats(gains), Floats(offsets), FusedTensors.Floats(inverses), groups, rows, features, eps);
        GC.KeepAlive(dense);
        return tape is null ? y : tape.Record(y, gradient => Backward(tape, gradient.contiguous(), x, dense, inverses, (gain, gains), offset));
    }

    private static void Backward(GradientTape tape, torch.Tensor up, torch.Tensor x, torch.Tensor dense, torch.Tensor inverses, (torch.Tensor? Given, torch.Tensor? Dense) gain, torch.Tensor? offset)
    {
        (int groups, int rows, int features) = Shape(dense, gain.Dense);
        // Added where a leaf has a gradient already: no pass over memory for the sum alone.
        torch.Tensor? sum = x.is_leaf && x.requires_grad && x.grad is { } known && known.is_contiguous() ? known : null;
        torch.Tensor dx = sum ?? torch.zeros_like(dense);
        torch.Tensor? dGain = gain.Dense is null ? null : torch.zeros_like(gain.Dense), dOffset = offset is null ? null : torch.zeros_like(gain.Dense!);
        Backward(dense, up)(ref FusedTensors.Memory(dense), ref FusedTensors.Memory(up), ref FusedTensors.Memory(dx), Floats(gain.Dense), FusedTensors.Floats(inverses), Floats(dGain), Floats(dOffset), groups, rows, features);
        GC.KeepAlive(up);
        if (sum is null) GradientTape.Flow(x, dx);
        if (dGain is not null) tape.Defer(gain.Given!, dGain);
        if (dOffset is not null) tape.Defer(offset!, dOffset);
    }

    private delegate void ForwardKernel(ref byte x, ref byte y, ReadOnlySpan<float> gains, ReadOnlySpan<float> offsets, Span<float> inverses, int groups, int rows, int features, double eps);

    private delegate void BackwardKernel(ref byte x, ref byte dy, ref byte dx, ReadOnlySpan<float> gains, ReadOnlySpan<float> inverses, Span<float> dGain, Span<float> dOffset, int groups, int rows, int features);

    private static ForwardKernel Forward(torch.Tensor x, torch.Tensor y) => (FusedTensors.IsHalf(x), FusedTensors.IsHalf(y)) switch
    {
        (false, false) => RmsNormKernel.Forward<SingleRow, SingleRow>,
        (false, true) => RmsNormKernel.Forward<SingleRow, BFloat16Row>,
        (true, false) => RmsNormKernel.Forward<BFloat16Row, SingleRow>,
        (true, true) => RmsNormKernel.Forward<BFloat16Row, BFloat16Row>,
    };

    private static BackwardKernel Backward(torch.Tensor x, torch.Tensor dy) => (FusedTensors.IsHalf(x), FusedTensors.IsHalf(dy)) switch
    {
        (false, false) => RmsNormKernel.Backward<SingleRow, SingleRow>,
        (false, true) => RmsNormKernel.Backward<SingleRow, BFloat16Row>,
        (true, false) => RmsNormKernel.Backward<BFloat16Row, SingleRow>,
        (true, true) => RmsNormKernel.Backward<BFloat16Row, BFloat16Row>,
    };

    private static (int Groups, int Rows, int Features) Shape(torch.Tensor x, torch.Tensor? gain)
    {
        int features = (int)x.shape[^1], rows = (int)(x.numel() / features), groups = gain is null ? 1 : (int)(gain.numel() / features);
        return (groups, rows / groups, features);
    }

    private static Span<float> Floats(torch.Tensor? x) => x is null ? [] : FusedTensors.Floats(x);
}
