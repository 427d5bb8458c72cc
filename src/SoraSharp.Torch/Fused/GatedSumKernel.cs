using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SoraSharp.Torch.Fused;

/// <summary>z = x + y·g in float32, the gate g belonging to a group of rows. Backwards: dx = dz, dy = dz·g, dg = Σ dz·y over the group's rows.</summary>
internal static class GatedSumKernel
{
    public static void Forward<TX, TY>(ref byte x, ref byte y, Span<float> z, ReadOnlySpan<float> gates, int groups, int rowsOfGroup, int features)
        where TX : IRowFormat
        where TY : IRowFormat
    {
        for (int row = 0; row < groups * rowsOfGroup; row++)
        {
            ReadOnlySpan<float> gate = gates.Slice(row / rowsOfGroup * features, features);
            ref byte left = ref Unsafe.Add(ref x, (nint)row * features * TX.Size);
            ref byte right = ref Unsafe.Add(ref y, (nint)row * features * TY.Size);
            Span<float> sum = z.Slice(row * features, features);
            for (int i = 0; i < features; i += FusedTensors.Lanes)
            {
                Vector512.FusedMultiplyAdd(TY.Load(ref right, (nuint)i), Vector512.Create(gate[i..]), TX.Load(ref left, (nuint)i)).CopyTo(sum[i..]);
            }
        }
    }

    public static void Backward<TY>(ReadOnlySpan<float> dz, ref byte y, ref byte dy, ReadOnlySpan<float> gates, Span<float> gateGradients, int groups, int rowsOfGroup, int features)
        where TY : IRowFormat
    {
        for (int row = 0; row < groups * rowsOfGroup; row++)
        {
            int group = row / rowsOfGroup * features;
            ReadOnlySpan<float> gate = gates.Slice(group, features), upstream = dz.Slice(row * features, features);
            Span<float> gradient = gateGradients.Slice(group, features);
            ref byte right = ref Unsafe.Add(ref y, (nint)row * features * TY.Size);
            ref byte target = ref Unsafe.Add(ref dy, (nint)row * features * TY.Size);
            for (int i = 0; i < features; i += FusedTensors.Lanes)
            {
                Vector512<float> up = Vector512.Create(upstream[i..]);
                TY.Store(up * Vector512.Create(gate[i..]), ref target, (nuint)i);
                Vector512.FusedMultiplyAdd(up, TY.Load(ref right, (nuint)i), Vector512.Create<float>(gradient[i..])).CopyTo(gradient[i..]);
            }
        }
    }
}
