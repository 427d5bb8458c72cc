using TorchSharp;
using static TorchSharp.torch;

namespace SoraSharp.Torch.Fused;

/// <summary>
/// Attention whose scores become probabilities in place, and their gradients likewise: of the L × S numbers of every head two copies
/// are ever made. Softmax by <see cref="SoftmaxKernel"/>.
/// </summary>
internal static class FusedAttention
{
    /// <summary>Whether it fits q [B, L, inner], k and v [B, S, inner].</summary>
    public static bool Fits(torch.Tensor query, torch.Tensor key, torch.Tensor value) =>
        FusedTensors.Fits(query) && query.dim() == 3 && key.dim() == 3 && value.dim() == 3 && key.dtype == query.dtype && value.dtype == query.dtype
        && key.device_type == DeviceType.CPU && value.device_type == DeviceType.CPU;

    /// <summary>softmax(q·kᵀ·scale)·v of every head, [B, L, inner].</summary>
    public static torch.Tensor Apply(torch.Tensor query, torch.Tensor key, torch.Tensor value, int heads, double scale, GradientTape? tape)
    {
        torch.Tensor q = Split(query.detach(), heads), k = Split(key.detach(), heads), v = Split(value.detach(), heads);
        torch.Tensor probabilities = bmm(q, k.transpose(1, 2));
        (int rows, int columns) = Rows(probabilities);
        if (FusedTensors.IsHalf(probabilities)) SoftmaxKernel.Forward<BFloat16Row>(ref FusedTensors.Memory(probabilities), rows, columns, (float)scale);
        else SoftmaxKernel.Forward<SingleRow>(ref FusedTensors.Memory(probabilities), rows, columns, (float)scale);
        torch.Tensor y = Join(bmm(probabilities, v), heads);
        return tape is null ? y : tape.Record(y, gradient =>
        {
            torch.Tensor up = Split(gradient, heads), dScores = bmm(up, v.transpose(1, 2));
            GradientTape.Flow(value, Join(bmm(probabilities.transpose(1, 2), up), heads));
            if (FusedTensors.IsHalf(dScores)) SoftmaxKernel.Backward<BFloat16Row>(ref FusedTensors.Memory(probabilities), ref FusedTensors.Memory(dScores), rows, columns, (float)scale);
            else SoftmaxKernel.Backward<SingleRow>(ref FusedTensors.Memory(probabilities), ref FusedTensors.Memory(dScores), rows, columns, (float)scale);
            GradientTape.Flow(query, Join(bmm(dScores, k), heads));
            GradientTape.Flow(key, Join(bmm(dScores.transpose(1, 2), q), heads));
        });
    }

    private static (int Rows, int Columns) Rows(torch.Tensor scores) => ((int)(scores.shape[0] * scores.shape[1]), (int)scores.shape[2]);

    /// <summary>[B, L, heads·d] → [B·heads, L, d].</summary>
    private static torch.Tensor Split(torch.Tensor x, long heads) => x.unflatten(2, heads, x.shape[2] / heads).transpose(1, 2).contiguous().flatten(0, 1);

    /// <summary>[B·heads, L, d] → [B, L, heads·d].</summary>
    private static torch.Tensor Join(torch.Tensor x, long heads) => x.unflatten(0, x.shape[0] / heads, heads).transpose(1, 2).contiguous().flatten(2);
}
