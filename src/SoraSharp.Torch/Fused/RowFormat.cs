using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SoraSharp.Torch.Fused;

/// <summary>How the numbers of a row lie in memory; kernels compute in float32 whatever it is.</summary>
internal interface IRowFormat
{
    /// <summary>Bytes of a number.</summary>
    static abstract int Size { get; }

    /// <summary>Sixteen numbers from <paramref name="index"/> on.</summary>
    static abstract Vector512<float> Load(ref byte row, nuint index);

    /// <summary>Puts sixteen numbers at <paramref name="index"/>.</summary>
    static abstract void Store(Vector512<float> values, ref byte row, nuint index);
}

/// <summary>float32.</summary>
internal readonly struct SingleRow : IRowFormat
{
    public static int Size => sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(ref byte row, nuint index) => Vector512.LoadUnsafe(ref Unsafe.As<byte, float>(ref row), index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> values, ref byte row, nuint index) => values.StoreUnsafe(ref Unsafe.As<byte, float>(ref row), index);
}

/// <summary>bfloat16: the upper half of a float32, rounded to the nearest, ties to even.</summary>
internal readonly struct BFloat16Row : IRowFormat
{
    public static int Size => sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(ref byte row, nuint index)
    {
        Vector256<ushort> halves = Vector256.LoadUnsafe(ref Unsafe.As<byte, ushort>(ref row), index);
        Vector512<uint> wide;
        if (Avx512F.IsSupported)
        {
            wide = Avx512F.ConvertToVector512UInt32(halves);
        }
        else
        {
            (Vector256<uint> lower, Vector256<uint> upper) = Vector256.Widen(halves);
            wide = Vector512.Create(lower, upper);
        }

        return (wide << 16).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> values, ref byte row, nuint index)
    {
        Vector512<uint> bits = values.AsUInt32();
        Vector512<uint> rounded = (bits + Vector512.Create(0x7FFFu) + ((bits >> 16) & Vector512.Create(1u))) >> 16;
        Vector256<ushort> halves = Avx512F.IsSupported ? Avx512F.ConvertToVector256UInt16(rounded) : Vector256.Narrow(rounded.GetLower(), rounded.GetUpper());
        halves.StoreUnsafe(ref Unsafe.As<byte, ushort>(ref row), index);
    }
}
