using SoraSharp.Training.Components;

namespace SoraSharp.Training.Data;

/// <summary>
/// The encoder's patches straight from a rendering's bytes, as <c>PatchVideoEncoder.Patches</c> cuts them from pixels: one pass over memory instead
/// of six, since every training clip goes through it.
/// </summary>
internal static class PatchRows
{
    private const int Side = MiniFormat.Patch, Columns = MiniFormat.LatentColumns, PerFrame = MiniFormat.LatentRows * Columns;

    /// <summary>Numbers of a patch of the first frame, and of one of the others.</summary>
    public const int FirstNumbers = 3 * Side * Side, RestNumbers = FirstNumbers * MiniFormat.PatchFrames;

    /// <summary>Patches of the first frame, and of the others.</summary>
    public const int FirstCount = PerFrame, RestCount = (MiniFormat.LatentFrames - 1) * PerFrame;

    /// <summary>Bytes of the small rendering.</summary>
    public const int Bytes = MiniFormat.Frames * MiniFormat.SmallHeight * MiniFormat.SmallWidth * 3;

    /// <summary>Cuts up the small rendering.</summary>
    /// <param name="frames">RGB bytes (frames, height, width, 3).</param>
    /// <param name="first">Takes the patches of the first frame [h·w, 3·patch²], in −1..1, ordered as colour, row, column.</param>
    /// <param name="rest">Takes those of the groups of frames [k·h·w, 3·frames·patch²], ordered as colour, frame, row, column.</param>
    public static void Cut(ReadOnlySpan<byte> frames, Span<float> first, Span<float> rest)
    {
        int size = MiniFormat.SmallHeight * MiniFormat.SmallWidth * 3;
        if (frames.Length != Bytes) throw new ArgumentException($"`frames` has {frames.Length} bytes; {MiniFormat.Frames} frames of {MiniFormat.SmallWidth}×{MiniFormat.SmallHeight} take {Bytes}.", nameof(frames));
        if (first.Length != FirstCount * FirstNumbers || rest.Length != RestCount * RestNumbers) throw new ArgumentException($"`first` and `rest` take {first.Length} and {rest.Length} numbers; the patches have {FirstCount * FirstNumbers} and {RestCount * RestNumbers}.", nameof(first));
        for (int frame = 0; frame < MiniFormat.Frames; frame++)
        {
            (int group, int inGroup) = Math.DivRem(Math.Max(frame - 1, 0), MiniFormat.PatchFrames);
            Span<float> target = frame == 0 ? first : rest[(group * PerFrame * RestNumbers)..];
            Cut(frames.Slice(frame * size, size), target, frame == 0 ? 1 : MiniFormat.PatchFrames, inGroup);
        }
    }

    private static void Cut(ReadOnlySpan<byte> frame, Span<float> target, int framesOfPatch, int inPatch)
    {
        int colour = framesOfPatch * Side * Side;
        for (int y = 0; y < MiniFormat.SmallHeight; y++)
        {
            (int row, int inRow) = Math.DivRem(y, Side);
            for (int column = 0; column < Columns; column++)
            {
                ReadOnlySpan<byte> line = frame.Slice(((y * MiniFormat.SmallWidth) + (column * Side)) * 3, 3 * Side);
                int at = (((row * Columns) + column) * 3 * colour) + (((inPatch * Side) + inRow) * Side);
                Span<float> red = target.Slice(at, Side), green = target.Slice(at + colour, Side), blue = target.Slice(at + (2 * colour), Side);
                for (int x = 0; x < Side; x++)
                {
                    red[x] = (line[3 * x] / 127.5f) - 1;
                    green[x] = (line[(3 * x) + 1] / 127.5f) - 1;
                    blue[x] = (line[(3 * x) + 2] / 127.5f) - 1;
                }
            }
        }
    }
}
