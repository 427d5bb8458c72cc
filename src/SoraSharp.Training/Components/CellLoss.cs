using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SoraSharp.Training.Data;

namespace SoraSharp.Training.Components;

/// <summary>Sums over the numbers of cells, in units of −1..1.</summary>
internal struct CellSums
{
    /// <summary>The loss, summed over numbers.</summary>
    public double Loss;

    /// <summary>Squared errors of all numbers.</summary>
    public double Square;

    /// <summary>Squared errors of moving pixels' numbers.</summary>
    public double MovingSquare;

    /// <summary>Moving pixels.</summary>
    public long Moving;

    /// <summary>Adds another part.</summary>
    public void Add(in CellSums other)
    {
        Loss += other.Loss;
        Square += other.Square;
        MovingSquare += other.MovingSquare;
        Moving += other.Moving;
    }
}

/// <summary>
/// The decoder's loss with its gradient in one pass over memory: the penalty of the error, heavier where something moves, plus the
/// penalty of the difference of neighbouring pixels' errors in a patch's frame, so that edges stand where they should and the borders of cells do not show. The penalty is absolute and
/// squared: while the place of a moving object is uncertain the square keeps it from vanishing, later the absolute part sharpens it.
/// </summary>
internal static class CellLoss
{
    /// <summary>How much heavier a moving pixel's penalty is, beyond one.</summary>
    public const float MotionWeight = 4;

    /// <summary>The weight of neighbours' differences.</summary>
    public const float EdgeWeight = 0.5f;

    /// <summary>The parts of a penalty.</summary>
    public const float AbsoluteShare = 0.3f, SquareShare = 2;

    /// <summary>Colours, and rows of pixels in a cell, one colour after the other.</summary>
    private const int Colours = 3, CellRows = Colours * CellTruth.Side;

    /// <summary>Measures the sum of two bfloat16 predictions, both [cells, numbers], against bytes, and writes the gradient of the loss's mean as bfloat16.</summary>
    /// <param name="fixedPart">The prediction's part that is not learned.</param>
    /// <param name="learnedPart">The prediction's learned part.</param>
    /// <param name="truth">The cells as they should be.</param>
    /// <param name="moving">1 for the pixels that move.</param>
    /// <param name="perSide">Cells along a side of a patch: so many by so many cells in succession lie side by side.</param>
    /// <param name="scale">What the gradient is multiplied with: one over the number of numbers in the batch.</param>
    /// <param name="gradient">Where it goes.</param>
    public static CellSums Accumulate(ReadOnlySpan<ushort> fixedPart, ReadOnlySpan<ushort> learnedPart, ReadOnlySpan<byte> truth, ReadOnlySpan<byte> moving, int perSide, float scale, Span<ushort> gradient)
    {
        int cells = truth.Length / CellTruth.CellNumbers, patch = perSide * perSide;
        if (fixedPart.Length != truth.Length || learnedPart.Length != truth.Length || gradient.Length != truth.Length || moving.Length != cells * CellTruth.CellPixels || cells % patch != 0)
            throw new ArgumentException($"Predictions of {fixedPart.Length} and {learnedPart.Length} numbers and {moving.Length} flags do not belong to {cells} cells, {patch} of them a frame of a patch.");
        CellSums sums = default;
        Span<Vector256<float>> errors = stackalloc Vector256<float>[patch * CellRows], slopes = stackalloc Vector256<float>[patch * CellRows];
        for (int first = 0; first < cells; first += patch)
        {
            for (int plane = 0; plane < patch * Colours; plane++)
            {
                int at = (first * CellTruth.CellNumbers) + (plane * CellTruth.CellPixels);
                Errors(ref MemoryMarshal.GetReference(fixedPart[at..]), ref MemoryMarshal.GetReference(learnedPart[at..]), ref MemoryMarshal.GetReference(truth[at..]), errors.Slice(plane * CellTruth.Side, CellTruth.Side));
            }

            Vector256<float> loss = Vector256<float>.Zero, square = loss, movingSquare = loss, count = loss;
            for (int plane = 0; plane < patch * Colours; plane++)
            {
                ref byte flags = ref MemoryMarshal.GetReference(moving[((first + (plane / Colours)) * CellTruth.CellPixels)..]);
                Slopes(errors.Slice(plane * CellTruth.Side, CellTruth.Side), ref flags, slopes.Slice(plane * CellTruth.Side, CellTruth.Side), ref loss, ref square, ref movingSquare, ref count);
            }

            sums.Loss += Vector256.Sum(loss) + Borders(errors, slopes, perSide);
            sums.Square += Vector256.Sum(square);
            sums.MovingSquare += Vector256.Sum(movingSquare);
            sums.Moving += (long)Vector256.Sum(count) / Colours;
            for (int plane = 0; plane < patch * Colours; plane++)
                Write(slopes.Slice(plane * CellTruth.Side, CellTruth.Side), scale, ref MemoryMarshal.GetReference(gradient[((first * CellTruth.CellNumbers) + (plane * CellTruth.CellPixels))..]));
        }

        return sums;
    }

    /// <summary>The loss of neighbouring cells' nearest pixels; their derivatives are added to the slopes.</summary>
    private static double Borders(Span<Vector256<float>> errors, Span<Vector256<float>> slopes, int perSide)
    {
        const int last = CellTruth.Side - 1;
        double across = 0;
        Vector256<float> down = Vector256<float>.Zero, edge = Vector256.Create(EdgeWeight);
        Span<float> error = MemoryMarshal.Cast<Vector256<float>, float>(errors), slope = MemoryMarshal.Cast<Vector256<float>, float>(slopes);
        for (int cell = 0; cell < perSide * perSide; cell++)
        {
            if ((cell + 1) % perSide != 0)
            {
                for (int row = 0; row < CellRows; row++)
                {
                    int here = (((cell * CellRows) + row) * CellTruth.Side) + last, right = ((cell + 1) * CellRows * CellTruth.Side) + (row * CellTruth.Side);
                    float difference = error[right] - error[here], turn = EdgeWeight * ((AbsoluteShare * MathF.Sign(difference)) + (2 * SquareShare * difference));
                    across += EdgeWeight * ((AbsoluteShare * MathF.Abs(difference)) + (SquareShare * difference * difference));
                    slope[right] += turn;
                    slope[here] -= turn;
                }
            }

            if (cell + perSide >= perSide * perSide) continue;
            for (int colour = 0; colour < Colours; colour++)
            {
                int here = (cell * CellRows) + (colour * CellTruth.Side) + last, below = ((cell + perSide) * CellRows) + (colour * CellTruth.Side);
                Vector256<float> difference = errors[below] - errors[here], turn = Slope(difference) * edge;
                down += Penalty(difference) * edge;
                slopes[below] += turn;
                slopes[here] -= turn;
            }
        }

        return across + Vector256.Sum(down);
    }

    private static void Errors(ref ushort fixedPart, ref ushort learnedPart, ref byte truth, Span<Vector256<float>> errors)
    {
        Vector256<float> unit = Vector256.Create(1 / 127.5f), one = Vector256<float>.One;
        for (int row = 0; row < CellTruth.Side; row += 2)
        {
            nuint at = (nuint)(row * CellTruth.Side);
            (Vector256<float> fixedFirst, Vector256<float> fixedSecond) = Widen(Vector256.LoadUnsafe(ref fixedPart, at));
            (Vector256<float> first, Vector256<float> second) = Widen(Vector256.LoadUnsafe(ref learnedPart, at));
            Vector128<byte> bytes = Vector128.LoadUnsafe(ref truth, at);
            errors[row] = fixedFirst + first - ((Floats(Vector128.WidenLower(bytes)) * unit) - one);
            errors[row + 1] = fixedSecond + second - ((Floats(Vector128.WidenUpper(bytes)) * unit) - one);
        }
    }

    /// <summary>The loss of one colour of a cell and its derivatives by the errors.</summary>
    private static void Slopes(
        Span<Vector256<float>> errors, ref byte flags, Span<Vector256<float>> slopes,
        ref Vector256<float> loss, ref Vector256<float> square, ref Vector256<float> movingSquare, ref Vector256<float> count)
    {
        Vector256<float> motion = Vector256.Create(MotionWeight), edge = Vector256.Create(EdgeWeight), one = Vector256<float>.One;
        // The last column has no right neighbour and the first no left one.
        Vector256<float> hasRight = Vector256.Create(1f, 1, 1, 1, 1, 1, 1, 0);
        Vector256<int> right = Vector256.Create(1, 2, 3, 4, 5, 6, 7, 7), left = Vector256.Create(0, 0, 1, 2, 3, 4, 5, 6);
        Vector256<float> hasLeft = Vector256.Create(0f, 1, 1, 1, 1, 1, 1, 1);
        for (int row = 0; row < CellTruth.Side; row += 2)
        {
            Vector128<byte> bytes = Vector128.LoadUnsafe(ref flags, (nuint)(row * CellTruth.Side));
            for (int half = 0; half < 2; half++)
            {
                Vector256<float> moves = Floats(half == 0 ? Vector128.WidenLower(bytes) : Vector128.WidenUpper(bytes));
                Vector256<float> error = errors[row + half], weight = one + (moves * motion), squared = error * error;
                Vector256<float> across = (Vector256.Shuffle(error, right) - error) * hasRight, acrossSlope = Slope(across) * edge;
                slopes[row + half] = (Slope(error) * weight) - acrossSlope + (Vector256.Shuffle(acrossSlope, left) * hasLeft);
                loss += (Penalty(error) * weight) + (Penalty(across) * edge);
                square += squared;
                movingSquare += squared * moves;
                count += moves;
            }
        }

        for (int row = 0; row < CellTruth.Side - 1; row++)
        {
            Vector256<float> down = errors[row + 1] - errors[row], slope = Slope(down) * edge;
            slopes[row] -= slope;
            slopes[row + 1] += slope;
            loss += Penalty(down) * edge;
        }
    }

    private static void Write(Span<Vector256<float>> slopes, float scale, ref ushort gradient)
    {
        Vector256<float> factor = Vector256.Create(scale);
        for (int row = 0; row < CellTruth.Side; row += 2)
            Vector256.Narrow(BFloat16(slopes[row] * factor), BFloat16(slopes[row + 1] * factor)).StoreUnsafe(ref gradient, (nuint)(row * CellTruth.Side));
    }

    private static Vector256<float> Penalty(Vector256<float> x) => (Vector256.Abs(x) * AbsoluteShare) + (x * x * SquareShare);

    private static Vector256<float> Slope(Vector256<float> x) => (Sign(x) * AbsoluteShare) + (x * (2 * SquareShare));

    /// <summary>−1, 0 or 1.</summary>
    private static Vector256<float> Sign(Vector256<float> x)
    {
        Vector256<float> sign = x & Vector256.Create(-0f);
        return Vector256.ConditionalSelect(Vector256.Equals(x, Vector256<float>.Zero), Vector256<float>.Zero, Vector256<float>.One | sign);
    }

    private static (Vector256<float> First, Vector256<float> Second) Widen(Vector256<ushort> halves)
    {
        (Vector256<uint> lower, Vector256<uint> upper) = Vector256.Widen(halves);
        return ((lower << 16).AsSingle(), (upper << 16).AsSingle());
    }

    private static Vector256<float> Floats(Vector128<ushort> values) =>
        Vector256.ConvertToSingle(Vector256.Create(Vector128.WidenLower(values), Vector128.WidenUpper(values)).AsInt32());

    /// <summary>Rounded to the nearest, in the lower halves.</summary>
    private static Vector256<uint> BFloat16(Vector256<float> x)
    {
        Vector256<uint> bits = x.AsUInt32();
        return (bits + Vector256.Create(0x7FFFu) + ((bits >>> 16) & Vector256<uint>.One)) >>> 16;
    }
}
