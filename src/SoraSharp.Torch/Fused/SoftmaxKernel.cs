using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SoraSharp.Torch.Fused;

/// <summary>Softmax of scaled scores p = softmax(s·scale) in place, row by row; backwards ds = p·(dp − Σ dp·p)·scale, in place of dp. Rows may have any length.</summary>
internal static class SoftmaxKernel
{
    private const int Lanes = FusedTensors.Lanes;

    public static void Forward<T>(ref byte scores, int rows, int columns, float scale)
        where T : IRowFormat
    {
        Span<float> values = columns <= 1024 ? stackalloc float[Padded(columns)] : new float[Padded(columns)];
        for (int row = 0; row < rows; row++)
        {
            ref byte line = ref Unsafe.Add(ref scores, (nint)row * columns * T.Size);
            Read<T>(ref line, columns, values, float.NegativeInfinity);
            Vector512<float> largest = Vector512.Create<float>(values);
            for (int i = Lanes; i < values.Length; i += Lanes) largest = Vector512.Max(largest, Vector512.Create<float>(values[i..]));
            float offset = -Largest(largest) * scale;
            Vector512<float> sum = Vector512<float>.Zero, factor = Vector512.Create(scale), shift = Vector512.Create(offset);
            for (int i = 0; i < values.Length; i += Lanes)
            {
                // Far below the largest nothing is left: e^-87 is about the smallest float32.
                Vector512<float> power = Vector512.Exp(Vector512.Max(Vector512.FusedMultiplyAdd(Vector512.Create<float>(values[i..]), factor, shift), Vector512.Create(-87f)));
                power.CopyTo(values[i..]);
                sum += power;
            }

            // The padding counted e^-87 each.
            Vector512<float> inverse = Vector512.Create(1 / Vector512.Sum(sum));
            for (int i = 0; i < values.Length; i += Lanes) (Vector512.Create<float>(values[i..]) * inverse).CopyTo(values[i..]);
            Write<T>(values, columns, ref line);
        }
    }

    public static void Backward<T>(ref byte probabilities, ref byte gradients, int rows, int columns, float scale)
        where T : IRowFormat
    {
        Span<float> p = columns <= 1024 ? stackalloc float[Padded(columns)] : new float[Padded(columns)];
        Span<float> dp = columns <= 1024 ? stackalloc float[Padded(columns)] : new float[Padded(columns)];
        Vector512<float> factor = Vector512.Create(scale);
        for (int row = 0; row < rows; row++)
        {
            ref byte gradient = ref Unsafe.Add(ref gradients, (nint)row * columns * T.Size);
            Read<T>(ref Unsafe.Add(ref probabilities, (nint)row * columns * T.Size), columns, p, 0);
            Read<T>(ref gradient, columns, dp, 0);
            Vector512<float> sum = Vector512<float>.Zero;
            for (int i = 0; i < p.Length; i += Lanes) sum = Vector512.FusedMultiplyAdd(Vector512.Create<float>(p[i..]), Vector512.Create<float>(dp[i..]), sum);
            Vector512<float> mean = Vector512.Create(Vector512.Sum(sum));
            for (int i = 0; i < p.Length; i += Lanes) (Vector512.Create<float>(p[i..]) * (Vector512.Create<float>(dp[i..]) - mean) * factor).CopyTo(dp[i..]);
            Write<T>(dp, columns, ref gradient);
        }
    }

    private static int Padded(int columns) => (columns + Lanes - 1) / Lanes * Lanes;

    private static float Largest(Vector512<float> values)
    {
        Vector256<float> half = Vector256.Max(values.GetLower(), values.GetUpper());
        Vector128<float> quarter = Vector128.Max(half.GetLower(), half.GetUpper());
        return Math.Max(Math.Max(quarter[0], quarter[1]), Math.Max(quarter[2], quarter[3]));
    }

    private static void Read<T>(ref byte line, int columns, Span<float> values, float padding)
        where T : IRowFormat
    {
        int whole = columns / Lanes * Lanes;
        for (int i = 0; i < whole; i += Lanes) T.Load(ref line, (nuint)i).CopyTo(values[i..]);
        if (whole == columns) return;
        // The last numbers by way of a buffer: what lies behind them may be another's memory.
        Span<byte> rest = stackalloc byte[Lanes * sizeof(float)];
        rest.Clear();
        int bytes = (columns - whole) * T.Size;
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref line, whole * T.Size), bytes).CopyTo(rest);
        T.Load(ref rest[0], 0).CopyTo(values[whole..]);
        values[columns..].Fill(padding);
    }

    private static void Write<T>(ReadOnlySpan<float> values, int columns, ref byte line)
        where T : IRowFormat
    {
        int whole = columns / Lanes * Lanes;
        for (int i = 0; i < whole; i += Lanes) T.Store(Vector512.Create(values[i..]), ref line, (nuint)i);
        if (whole == columns) return;
        Span<byte> rest = stackalloc byte[Lanes * sizeof(float)];
        T.Store(Vector512.Create(values[whole..]), ref rest[0], 0);
        int bytes = (columns - whole) * T.Size;
        rest[..bytes].CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref line, whole * T.Size), bytes));
    }
}
