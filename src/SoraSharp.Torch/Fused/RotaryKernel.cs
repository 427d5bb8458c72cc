using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SoraSharp.Torch.Fused;

/// <summary>
/// Turns pairs that lie half a group apart: (a, b) → (a·cos − b·sin, b·cos + a·sin). Backwards is the same turn the other way.
/// Tables hold, for every token, one group that serves all or as many as x has.
/// </summary>
internal static class RotaryKernel
{
    public static void Rotate<T>(ref byte x, ref byte y, ReadOnlySpan<float> cos, ReadOnlySpan<float> sin, int rows, int tableRows, int groups, int tableGroups, int pairs, bool back)
        where T : IRowFormat
    {
        Vector512<float> sign = Vector512.Create(back ? -1f : 1f);
        for (int row = 0; row < rows; row++)
        {
            int table = row % tableRows * tableGroups * pairs;
            for (int group = 0; group < groups; group++)
            {
                nint start = ((nint)row * groups + group) * 2 * pairs * T.Size;
                ref byte from = ref Unsafe.Add(ref x, start);
                ref byte to = ref Unsafe.Add(ref y, start);
                int at = tableGroups == 1 ? table : table + (group * pairs);
                for (int i = 0; i < pairs; i += FusedTensors.Lanes)
                {
                    Vector512<float> c = Vector512.Create(cos[(at + i)..]), s = Vector512.Create(sin[(at + i)..]) * sign;
                    Vector512<float> a = T.Load(ref from, (nuint)i), b = T.Load(ref from, (nuint)(i + pairs));
                    T.Store((a * c) - (b * s), ref to, (nuint)i);
                    T.Store((b * c) + (a * s), ref to, (nuint)(i + pairs));
                }
            }
        }
    }
}
