using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SoraSharp.Torch.Fused;

/// <summary>
/// y = x·r·m + t with r = 1/√(mean(x²) + eps) of every row; the gain m and the offset t belong to a group of rows (a clip's tokens).
/// Backwards: with n = x·r and d = dy·m, dx += r·(d − n·mean(d·n)); dm = Σ dy·n and dt = Σ dy over the group's rows.
/// </summary>
internal static class RmsNormKernel
{
    public static void Forward<TIn, TOut>(ref byte x, ref byte y, ReadOnlySpan<float> gains, ReadOnlySpan<float> offsets, Span<float> inverses, int groups, int rowsOfGroup, int features, double eps)
        where TIn : IRowFormat
        where TOut : IRowFormat
    {
        for (int row = 0; row < groups * rowsOfGroup; row++)
        {
            int group = row / rowsOfGroup;
            ref byte from = ref Unsafe.Add(ref x, (nint)row * features * TIn.Size);
            ref byte to = ref Unsafe.Add(ref y, (nint)row * features * TOut.Size);
            Vector512<float> squares = Vector512<float>.Zero;
            for (nuint i = 0; i < (nuint)features; i += FusedTensors.Lanes)
            {
                Vector512<float> value = TIn.Load(ref from, i);
                squares = Vector512.FusedMultiplyAdd(value, value, squares);
            }

            float inverse = (float)(1 / Math.Sqrt((Vector512.Sum(squares) / (double)features) + eps));
            inverses[row] = inverse;
            Vector512<float> factor = Vector512.Create(inverse);
            ReadOnlySpan<float> gain = gains.IsEmpty ? gains : gains.Slice(gains.Length == features ? 0 : group * features, features);
            ReadOnlySpan<float> offset = offsets.IsEmpty ? offsets : offsets.Slice(group * features, features);
            for (int i = 0; i < features; i += FusedTensors.Lanes)
            {
                Vector512<float> value = TIn.Load(ref from, (nuint)i) * factor;
                if (!gain.IsEmpty) value *= Vector512.Create(gain[i..]);
                if (!offset.IsEmpty) value += Vector512.Create(offset[i..]);
                TOut.Store(value, ref to, (nuint)i);
            }
        }
    }

    public static void Backward<TIn, TOut>(ref byte x, ref byte dy, ref byte dx, ReadOnlySpan<float> gains, ReadOnlySpan<float> inverses, Span<float> gainGradients, Span<float> offsetGradients, int groups, int rowsOfGroup, int features)
        where TIn : IRowFormat
        where TOut : IRowFormat
    {
        for (int row = 0; row < groups * rowsOfGroup; row++)
        {
            int group = row / rowsOfGroup;
            ref byte at = ref Unsafe.Add(ref x, (nint)row * features * TIn.Size);
            ref byte upstream = ref Unsafe.Add(ref dy, (nint)row * features * TOut.Size);
            ref byte target = ref Unsafe.Add(ref dx, (nint)row * features * TIn.Size);
            Vector512<float> inverse = Vector512.Create(inverses[row]);
            ReadOnlySpan<float> gain = gains.IsEmpty ? gains : gains.Slice(gains.Length == features ? 0 : group * features, features);
            Span<float> gainGradient = gainGradients.IsEmpty ? gainGradients : gainGradients.Slice(gainGradients.Length == features ? 0 : group * features, features);
            Span<float> offsetGradient = offsetGradients.IsEmpty ? offsetGradients : offsetGradients.Slice(group * features, features);
            Vector512<float> along = Vector512<float>.Zero;
            for (int i = 0; i < features; i += FusedTensors.Lanes)
            {
                Vector512<float> up = TOut.Load(ref upstream, (nuint)i), normed = TIn.Load(ref at, (nuint)i) * inverse;
                if (!gainGradient.IsEmpty) Vector512.FusedMultiplyAdd(up, normed, Vector512.Create<float>(gainGradient[i..])).CopyTo(gainGradient[i..]);
                if (!offsetGradient.IsEmpty) (Vector512.Create<float>(offsetGradient[i..]) + up).CopyTo(offsetGradient[i..]);
                if (!gain.IsEmpty) up *= Vector512.Create(gain[i..]);
                along = Vector512.FusedMultiplyAdd(up, normed, along);
            }

            Vector512<float> mean = Vector512.Create(Vector512.Sum(along) / features);
            for (int i = 0; i < features; i += FusedTensors.Lanes)
            {
                Vector512<float> up = TOut.Load(ref upstream, (nuint)i), normed = TIn.Load(ref at, (nuint)i) * inverse;
                if (!gain.IsEmpty) up *= Vector512.Create(gain[i..]);
                TIn.Store(TIn.Load(ref target, (nuint)i) + (inverse * (up - (normed * mean))), ref target, (nuint)i);
            }
        }
    }
}
