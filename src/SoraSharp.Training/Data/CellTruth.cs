using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SoraSharp.Training.Components;

namespace SoraSharp.Training.Data;

/// <summary>
/// A rendered clip in the order in which the decoder makes cells: the first frame's patches, then those of every group of frames; in a patch frame, row
/// and column of cells; in a cell colour, row, column.
/// </summary>
/// <param name="Pixels">RGB bytes of all cells.</param>
/// <param name="Moving">For every pixel of a cell (row, column) 1 where it differs from the frame before, else 0.</param>
internal sealed record CellTruth(byte[] Pixels, byte[] Moving)
{
    /// <summary>Side of a cell, pixels: a row is eight bytes.</summary>
    public const int Side = 8;

    /// <summary>Pixels of a cell, and numbers of its three colours.</summary>
    public const int CellPixels = Side * Side, CellNumbers = 3 * CellPixels;

    private const int PatchSide = MiniFormat.Patch * MiniFormat.EncoderScale;

    /// <summary>Cells along a side of a patch.</summary>
    public const int PerSide = PatchSide / Side;

    private const int Rows = MiniFormat.LatentRows, Columns = MiniFormat.LatentColumns, CellsPerFrame = Rows * Columns * PerSide * PerSide;

    /// <summary>Cells of a clip.</summary>
    public const int Cells = MiniFormat.Frames * CellsPerFrame;

    /// <summary>A pixel moves where a colour changes by more than this, of 255.</summary>
    private const byte Still = 12;

    /// <summary>Latents of the first frame, and of a clip.</summary>
    public const int FirstTokens = Rows * Columns, Tokens = MiniFormat.VideoTokens;

    /// <summary>The cells that a latent covers, in order.</summary>
    public static (int First, int Count) CellsOf(int token) => token < FirstTokens
        ? (token * PerSide * PerSide, PerSide * PerSide)
        : (CellsPerFrame + ((token - FirstTokens) * PerSide * PerSide * MiniFormat.PatchFrames), PerSide * PerSide * MiniFormat.PatchFrames);

    /// <summary>The numbers of a latent's cells, and the flags of their pixels.</summary>
    public (ReadOnlyMemory<byte> Pixels, ReadOnlyMemory<byte> Moving) Of(int token)
    {
        (int first, int count) = CellsOf(token);
        return (Pixels.AsMemory(first * CellNumbers, count * CellNumbers), Moving.AsMemory(first * CellPixels, count * CellPixels));
    }

    /// <summary>Sorts RGB bytes (frames, height, width, 3).</summary>
    public static CellTruth Of(ReadOnlySpan<byte> frames)
    {
        byte[] pixels = new byte[Cells * CellNumbers], moving = new byte[Cells * CellPixels];
        for (int frame = 0; frame < MiniFormat.Frames; frame++)
        {
            for (int row = 0; row < Rows * PerSide; row++)
            {
                for (int column = 0; column < Columns * PerSide; column++)
                {
                    int cell = Index(frame, row, column);
                    Span<byte> target = pixels.AsSpan(cell * CellNumbers, CellNumbers);
                    Copy(frames[(((((frame * MiniFormat.Height) + (row * Side)) * MiniFormat.Width) + (column * Side)) * 3)..], target);
                    if (frame > 0) Compare(target, pixels.AsSpan(Index(frame - 1, row, column) * CellNumbers, CellNumbers), moving.AsSpan(cell * CellPixels, CellPixels));
                }
            }
        }

        return new CellTruth(pixels, moving);
    }

    /// <summary>The place of the cell that is in a frame's row and column of cells.</summary>
    private static int Index(int frame, int row, int column)
    {
        int inPatch = ((row % PerSide) * PerSide) + (column % PerSide), patch = ((row / PerSide) * Columns) + (column / PerSide);
        if (frame == 0) return (patch * PerSide * PerSide) + inPatch;
        (int group, int frameOfGroup) = Math.DivRem(frame - 1, MiniFormat.PatchFrames);
        return CellsPerFrame + (((((((group * Rows * Columns) + patch) * MiniFormat.PatchFrames) + frameOfGroup) * PerSide * PerSide) + inPatch));
    }

    private static void Copy(ReadOnlySpan<byte> source, Span<byte> cell)
    {
        for (int row = 0; row < Side; row++)
        {
            ReadOnlySpan<byte> line = source.Slice(row * MiniFormat.Width * 3, Side * 3);
            Span<byte> red = cell.Slice(row * Side, Side), green = cell.Slice(CellPixels + (row * Side), Side), blue = cell.Slice((2 * CellPixels) + (row * Side), Side);
            for (int column = 0; column < Side; column++)
            {
                red[column] = line[3 * column];
                green[column] = line[(3 * column) + 1];
                blue[column] = line[(3 * column) + 2];
            }
        }
    }

    private static void Compare(ReadOnlySpan<byte> now, ReadOnlySpan<byte> before, Span<byte> moving)
    {
        Vector256<byte> still = Vector256.Create(Still), one = Vector256<byte>.One;
        ref byte a = ref MemoryMarshal.GetReference(now), b = ref MemoryMarshal.GetReference(before);
        for (int at = 0; at < CellPixels; at += Vector256<byte>.Count)
        {
            Vector256<byte> any = Vector256<byte>.Zero;
            for (int colour = 0; colour < 3; colour++)
            {
                nuint offset = (nuint)((colour * CellPixels) + at);
                Vector256<byte> x = Vector256.LoadUnsafe(ref a, offset), y = Vector256.LoadUnsafe(ref b, offset);
                any |= Vector256.GreaterThan(Vector256.Max(x, y) - Vector256.Min(x, y), still);
            }

            (any & one).CopyTo(moving[at..]);
        }
    }
}
