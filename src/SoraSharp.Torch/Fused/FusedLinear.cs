using System.Runtime.Intrinsics;
using TorchSharp;
using static TorchSharp.torch;

namespace SoraSharp.Torch.Fused;

/// <summary>
/// A linear layer whose backward pass adds into gradients that are there already: the input's within the matrix product, the
/// weight's and the bias's in one pass over memory.
/// </summary>
internal static class FusedLinear
{
    /// <summary>Whether it fits x [B, L, in], the float32 weight [out, in] and the float32 bias [out].</summary>
    public static bool Fits(torch.Tensor x, torch.Tensor weight, torch.Tensor? bias) =>
        FusedTensors.Fits(x) && FusedTensors.HasManyRows(x) && FusedTensors.Fits(weight) && weight.dim() == 2 && weight.dtype == ScalarType.Float32 && weight.is_leaf
        && weight.shape[0] % FusedTensors.Lanes == 0 && (bias is null || (bias.dtype == ScalarType.Float32 && bias.is_leaf));

    /// <summary>x·Wᵀ + b in the type of x.</summary>
    /// <param name="x">[B, L, in], in the type of the product.</param>
    /// <param name="weight">The parameter.</param>
    /// <param name="product">The weight and the bias in the type of the product.</param>
    /// <param name="bias">The parameter, or null.</param>
    /// <param name="tape">Plays the backward pass.</param>
    public static torch.Tensor Apply(torch.Tensor x, torch.Tensor weight, (torch.Tensor Weight, torch.Tensor? Bias) product, torch.Tensor? bias, GradientTape tape)
    {
        torch.Tensor rows = x.detach().contiguous().view(-1, x.shape[2]), matrix = product.Weight.detach();
        torch.Tensor y = nn.functional.linear(rows, matrix, product.Bias?.detach()).view(x.shape[0], x.shape[1], weight.shape[0]);
        return tape.Record(y, gradient => Backward(gradient.contiguous().view(-1, weight.shape[0]), x, rows, weight, matrix, bias));
    }

    private static void Backward(torch.Tensor up, torch.Tensor x, torch.Tensor rows, torch.Tensor weight, torch.Tensor matrix, torch.Tensor? bias)
    {
        if (x.requires_grad)
        {
            if (x.is_leaf && x.grad is { } known && known.is_contiguous()) known.view(rows.shape).addmm_(up, matrix);
            else GradientTape.Flow(x, mm(up, matrix).view(x.shape));
        }

        if (weight.requires_grad) Collect(mm(up.t(), rows), weight);
        if (bias is { requires_grad: true })
        {
            torch.Tensor sums = bias.grad ?? zeros_like(bias, requires_grad: false);
            if (FusedTensors.IsHalf(up)) AddColumns<BFloat16Row>(up, FusedTensors.Floats(sums));
            else AddColumns<SingleRow>(up, FusedTensors.Floats(sums));
            if (bias.grad is null) bias.grad = sums;
        }
    }

    private static void Collect(torch.Tensor gradient, torch.Tensor weight)
    {
        if (weight.grad is not { } sum)
        {
            GradientTape.Flow(weight, gradient.to(ScalarType.Float32));
            return;
        }

        torch.Tensor dense = gradient.contiguous();
        if (FusedTensors.IsHalf(dense)) Add<BFloat16Row>(ref FusedTensors.Memory(dense), FusedTensors.Floats(sum));
        else Add<SingleRow>(ref FusedTensors.Memory(dense), FusedTensors.Floats(sum));
        GC.KeepAlive(dense);
    }

    private static void Add<T>(ref byte part, Span<float> sum)
        where T : IRowFormat
    {
        for (int i = 0; i < sum.Length; i += FusedTensors.Lanes) (Vector512.Create<float>(sum[i..]) + T.Load(ref part, (nuint)i)).CopyTo(sum[i..]);
    }

    /// <summary>Adds the sum of every column.</summary>
    private static void AddColumns<T>(torch.Tensor rows, Span<float> sums)
        where T : IRowFormat
    {
        // A few columns at a time, so that their sums stay in registers.
        const int strip = 4 * FusedTensors.Lanes;
        ref byte first = ref FusedTensors.Memory(rows);
        nuint columns = (nuint)rows.shape[1], count = (nuint)rows.shape[0];
        nuint column = 0;
        for (; column + strip <= columns; column += strip)
        {
            Vector512<float> a = Vector512<float>.Zero, b = a, c = a, d = a;
            for (nuint row = 0; row < count; row++)
            {
                nuint at = (row * columns) + column;
                a += T.Load(ref first, at);
                b += T.Load(ref first, at + FusedTensors.Lanes);
                c += T.Load(ref first, at + (2 * FusedTensors.Lanes));
                d += T.Load(ref first, at + (3 * FusedTensors.Lanes));
            }

            Put(a, sums[(int)column..]);
            Put(b, sums[((int)column + FusedTensors.Lanes)..]);
            Put(c, sums[((int)column + (2 * FusedTensors.Lanes))..]);
            Put(d, sums[((int)column + (3 * FusedTensors.Lanes))..]);
        }

        for (; column < columns; column += FusedTensors.Lanes)
        {
            Vector512<float> sum = Vector512<float>.Zero;
            for (nuint row = 0; row < count; row++) sum += T.Load(ref first, (row * columns) + column);
            Put(sum, sums[(int)column..]);
        }

        GC.KeepAlive(rows);

        static void Put(Vector512<float> sum, Span<float> target) => (Vector512.Create<float>(target) + sum).CopyTo(target);
    }
}
