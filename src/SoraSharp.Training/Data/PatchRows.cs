using SoraSharp.Training.Components;

namespace SoraSharp.Training.Data;

/// <summary>
/// The encoder's patches straight from a rendering's bytes, as <c>PatchVideoEncoder.Patches</c> cuts them from pixels: one pass over memory instead
/// of six, since every training clip goes through it.
/// </summary>
/// <param name="First">Patches of the first frame [h·w, 3·patch²], in −1..1, ordered as colour, row, column.</param>
/// <param name="Rest">Patches of the groups of frames [k·h·w, 3·frames·patch²], ordered as colour, frame, row, column.</param>
internal sealed record PatchRows(float[] First, float[] Rest)
{
    private const int Side = MiniFormat.Patch, Columns = MiniFormat.LatentColumns, PerFrame = MiniFormat.LatentRows * Columns;

    /// <summary>Numbers of a patch of the first frame, and of one of the others.</summary>
    public const int FirstNumbers = 3 * Side * Side, RestNumbers = FirstNumbers * MiniFormat.PatchFrames;

    /// <summary>Cuts up the small rendering, RGB bytes (frames, height, width, 3).</summary>
    public static PatchRows Of(ReadOnlySpan<byte> frames)
    {
        int size = MiniFormat.SmallHeight * MiniFormat.SmallWidth * 3;
        if (frames.Length != MiniFormat.Frames * size) throw new ArgumentException($"`frames` has {frames.Length} bytes; {MiniFormat.Frames} frames of {MiniFormat.SmallWidth}×{MiniFormat.SmallHeight} take {MiniFormat.Frames * size}.", nameof(frames));
        float[] first = new float[PerFrame * FirstNumbers], rest = new float[(MiniFormat.LatentFrames - 1) * PerFrame * RestNumbers];
        for (int frame = 0; frame < MiniFormat.Frames; frame++)
        {
            (int group, int inGroup) = Math.DivRem(Math.Max(frame - 1, 0), MiniFormat.PatchFrames);
            Span<float> target = frame == 0 ? first : rest.AsSpan(group * PerFrame * RestNumbers);
            Cut(frames.Slice(frame * size, size), target, frame == 0 ? 1 : MiniFormat.PatchFrames, inGroup);
        }

        return new PatchRows(first, rest);
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
