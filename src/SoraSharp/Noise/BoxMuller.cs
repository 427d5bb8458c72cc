using System.Runtime.Intrinsics;

namespace SoraSharp.Noise;

/// <summary>
/// Turns groups of 16 uniform numbers into 16 normal ones in place, as PyTorch's AVX2 kernel does:
/// number j and number j + 8 are the radius and the angle of outputs j and j + 8.
/// Logarithm, sine and cosine are the Cephes single-precision polynomials with fused multiply-add in the kernel's order,
/// because libm's own differ in the last bits of every seventh number. Thread-safe.
/// </summary>
internal static class BoxMuller
{
    /// <summary>The numbers transformed together.</summary>
    public const int Group = 16;

    private const float TwoPi = 6.28318530717958647692f;
    private const float FourOverPi = 1.27323954473516f;
    private const float SqrtHalf = 0.707106781186547524f;

    // Cody-Waite parts of pi / 4 and of ln 2.
    private const float Pi4High = -0.78515625f, Pi4Middle = -2.4187564849853515625e-4f, Pi4Low = -3.77489497744594108e-8f;
    private const float Ln2Low = -2.12194440e-4f, Ln2High = 0.693359375f;

    private const float Log0 = 7.0376836292e-2f, Log1 = -1.1514610310e-1f, Log2 = 1.1676998740e-1f, Log3 = -1.2420140846e-1f,
        Log4 = 1.4249322787e-1f, Log5 = -1.6668057665e-1f, Log6 = 2.0000714765e-1f, Log7 = -2.4999993993e-1f, Log8 = 3.3333331174e-1f;
    private const float Sin0 = -1.9515295891e-4f, Sin1 = 8.3321608736e-3f, Sin2 = -1.6666654611e-1f;
    private const float Cos0 = 2.443315711809948e-5f, Cos1 = -1.388731625493765e-3f, Cos2 = 4.166664568298827e-2f;

    /// <summary>Transforms 16 uniforms of [0, 1) in place with the widest path the processor has.</summary>
    public static void Transform(Span<float> group)
    {
        if (Vector128.IsHardwareAccelerated) TransformVector(group);
        else TransformScalar(group);
    }

    /// <summary>The vector path: eight pairs at once, bit-equal to <see cref="TransformScalar"/>.</summary>
    public static void TransformVector(Span<float> group)
    {
        Vector256<float> u1 = Vector256<float>.One - Vector256.Create<float>(group[..8]);
        Vector256<float> u2 = Vector256.Create<float>(group.Slice(8, 8));
        Vector256<float> radius = Vector256.Sqrt(Log(u1) * -2f);
        (Vector256<float> sin, Vector256<float> cos) = SinCos(u2 * TwoPi);
        (radius * cos).CopyTo(group);
        (radius * sin).CopyTo(group[8..]);
    }

    /// <summary>The scalar reference.</summary>
    public static void TransformScalar(Span<float> group)
    {
        for (int j = 0; j < 8; j++)
        {
            float radius = MathF.Sqrt(Log(1f - group[j]) * -2f);
            (float sin, float cos) = SinCos(group[j + 8] * TwoPi);
            group[j] = radius * cos;
            group[j + 8] = radius * sin;
        }
    }

    private static Vector256<float> Log(Vector256<float> x)
    {
        Vector256<int> bits = x.AsInt32();
        Vector256<float> e = Vector256.ConvertToSingle(Vector256.ShiftRightLogical(bits, 23) - Vector256.Create(126));
        Vector256<float> m = ((bits & Vector256.Create(0x007fffff)) | Vector256.Create(0x3f000000)).AsSingle();

        // The mantissa goes to [sqrt(1/2), sqrt(2)), so that the polynomial in m - 1 stays short.
        Vector256<float> small = Vector256.LessThan(m, Vector256.Create(SqrtHalf));
        e -= small & Vector256<float>.One;
        m = m - Vector256<float>.One + (m & small);

        Vector256<float> z = m * m;
        Vector256<float> y = Vector256.FusedMultiplyAdd(Vector256.Create(Log0), m, Vector256.Create(Log1));
        y = Vector256.FusedMultiplyAdd(y, m, Vector256.Create(Log2));
        y = Vector256.FusedMultiplyAdd(y, m, Vector256.Create(Log3));
        y = Vector256.FusedMultiplyAdd(y, m, Vector256.Create(Log4));
        y = Vector256.FusedMultiplyAdd(y, m, Vector256.Create(Log5));
        y = Vector256.FusedMultiplyAdd(y, m, Vector256.Create(Log6));
        y = Vector256.FusedMultiplyAdd(y, m, Vector256.Create(Log7));
        y = Vector256.FusedMultiplyAdd(y, m, Vector256.Create(Log8));
        y = Vector256.FusedMultiplyAdd(y * m, z, e * Ln2Low);
        y = Vector256.FusedMultiplyAdd(z, Vector256.Create(-0.5f), y);
        return Vector256.FusedMultiplyAdd(e, Vector256.Create(Ln2High), m + y);
    }

    private static float Log(float x)
    {
        int bits = BitConverter.SingleToInt32Bits(x);
        float e = (bits >> 23) - 126;
        float m = BitConverter.Int32BitsToSingle((bits & 0x007fffff) | 0x3f000000);
        if (m < SqrtHalf)
        {
            e -= 1f;
            m = m - 1f + m;
        }
        else
        {
            m -= 1f;
        }

        float z = m * m;
        float y = MathF.FusedMultiplyAdd(Log0, m, Log1);
        y = MathF.FusedMultiplyAdd(y, m, Log2);
        y = MathF.FusedMultiplyAdd(y, m, Log3);
        y = MathF.FusedMultiplyAdd(y, m, Log4);
        y = MathF.FusedMultiplyAdd(y, m, Log5);
        y = MathF.FusedMultiplyAdd(y, m, Log6);
        y = MathF.FusedMultiplyAdd(y, m, Log7);
        y = MathF.FusedMultiplyAdd(y, m, Log8);
        y = MathF.FusedMultiplyAdd(y * m, z, e * Ln2Low);
        y = MathF.FusedMultiplyAdd(z, -0.5f, y);
        return MathF.FusedMultiplyAdd(e, Ln2High, m + y);
    }

    private static (Vector256<float> Sin, Vector256<float> Cos) SinCos(Vector256<float> x)
    {
        Vector256<int> octant = (Vector256.ConvertToInt32(x * FourOverPi) + Vector256<int>.One) & Vector256.Create(~1);
        Vector256<float> k = Vector256.ConvertToSingle(octant);
        x = Vector256.FusedMultiplyAdd(k, Vector256.Create(Pi4High), x);
        x = Vector256.FusedMultiplyAdd(k, Vector256.Create(Pi4Middle), x);
        x = Vector256.FusedMultiplyAdd(k, Vector256.Create(Pi4Low), x);

        Vector256<float> z = x * x;
        Vector256<float> c = Vector256.FusedMultiplyAdd(Vector256.Create(Cos0), z, Vector256.Create(Cos1));
        c = Vector256.FusedMultiplyAdd(c, z, Vector256.Create(Cos2));
        c = Vector256.FusedMultiplyAdd(c * z, z, z * -0.5f) + Vector256<float>.One;
        Vector256<float> s = Vector256.FusedMultiplyAdd(Vector256.Create(Sin0), z, Vector256.Create(Sin1));
        s = Vector256.FusedMultiplyAdd(s, z, Vector256.Create(Sin2));
        s = Vector256.FusedMultiplyAdd(s * z, x, x);

        Vector256<float> straight = Vector256.Equals(octant & Vector256.Create(2), Vector256<int>.Zero).AsSingle();
        Vector256<int> sinSign = Vector256.ShiftLeft(octant & Vector256.Create(4), 29);
        Vector256<int> cosSign = Vector256.ShiftLeft(~(octant - Vector256.Create(2)) & Vector256.Create(4), 29);
        Vector256<float> sin = (Vector256.ConditionalSelect(straight, s, c).AsInt32() ^ sinSign).AsSingle();
        Vector256<float> cos = (Vector256.ConditionalSelect(straight, c, s).AsInt32() ^ cosSign).AsSingle();
        return (sin, cos);
    }

    private static (float Sin, float Cos) SinCos(float x)
    {
        int octant = ((int)(x * FourOverPi) + 1) & ~1;
        float k = octant;
        x = MathF.FusedMultiplyAdd(k, Pi4High, x);
        x = MathF.FusedMultiplyAdd(k, Pi4Middle, x);
        x = MathF.FusedMultiplyAdd(k, Pi4Low, x);

        float z = x * x;
        float c = MathF.FusedMultiplyAdd(Cos0, z, Cos1);
        c = MathF.FusedMultiplyAdd(c, z, Cos2);
        c = MathF.FusedMultiplyAdd(c * z, z, z * -0.5f) + 1f;
        float s = MathF.FusedMultiplyAdd(Sin0, z, Sin1);
        s = MathF.FusedMultiplyAdd(s, z, Sin2);
        s = MathF.FusedMultiplyAdd(s * z, x, x);

        bool straight = (octant & 2) == 0;
        float sin = straight ? s : c;
        float cos = straight ? c : s;
        if ((octant & 4) != 0) sin = -sin;
        if ((~(octant - 2) & 4) != 0) cos = -cos;
        return (sin, cos);
    }
}
