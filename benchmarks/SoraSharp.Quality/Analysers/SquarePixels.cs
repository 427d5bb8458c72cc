using SoraSharp.Worlds;
using SoraSharp.Worlds.Rendering.Styles;

namespace SoraSharp.Quality.Analysers;

/// <summary>
/// Looks for the squares of pixel art: its colours change only at their borders. A decoder's faint rings and blocks do not count; where a soft picture has hardly any
/// clear step, nothing can be said.
/// </summary>
internal static class SquarePixels
{
    /// <summary>
    /// Least share of clear steps at squares' borders: pixel art has all of them there, behind a decoder 0.59 and more; elsewhere it is about a seventh, at most 0.21,
    /// behind a decoder 0.34.
    /// </summary>
    private const double Proof = 0.5;

    /// <summary>Smaller steps may be a decoder's.</summary>
    private const double ClearStep = 24;

    /// <summary>Fewer clear steps say nothing: a stair's few edges may all lie at squares' borders.</summary>
    private const int Enough = 300;

    /// <summary>Steps that a soft picture does not have.</summary>
    private const double SharpStep = 60;

    /// <summary>Least share of clear steps that are sharp; a mean over 5×5 pixels leaves less in every style, and no squares.</summary>
    private const double Sharp = 0.16;

    /// <summary>A line along which more than this share of the picture steps at once is a wall, and counts no more than an outline.</summary>
    private const double LongestOutline = 0.1;

    /// <summary>Whether a clip is drawn in squares, by three of its frames; null where it is too soft to tell.</summary>
    public static bool? In(ClipSignal clip)
    {
        var cell = Math.Max(2, StylePlate.For(ClipStyle.PixelArt, clip.Width, clip.Height).Cell);
        // Every other border is left out: where squares meet in fours, decoders' own blocks do.
        int period = 2 * cell, on = 0, all = 0, clear = 0, sharp = 0;
        var across = new int[clip.Width - 1];
        var down = new int[clip.Height - 1];
        for (var k = 1; k <= 3; k++)
        {
            Array.Clear(across);
            Array.Clear(down);
            sharp += CountSteps(clip, clip.Frame(k * (clip.Frames - 1) / 4), across, down);
            clear += across.Sum() + down.Sum();
            Add(across, clip.Height);
            Add(down, clip.Width);
        }
        return sharp < Sharp * clear || all < Enough ? null : on > Proof * all;

        void Add(int[] steps, int length)
        {
            var most = (int)(LongestOutline * Math.Min(length, clip.Height));
            for (var i = 0; i < steps.Length; i++)
            {
                var place = (i + 1) % period;
                if (place == 0)
                    continue;
                var counted = Math.Min(steps[i], most);
                all += counted;
                on += place == cell ? counted : 0;
            }
        }
    }

    /// <summary>Adds the clear steps to each line's; returns how many are sharp.</summary>
    private static int CountSteps(ClipSignal clip, ReadOnlySpan<byte> frame, int[] across, int[] down)
    {
        var (row, sharp) = (3 * clip.Width, 0);
        for (var y = 0; y < clip.Height; y++)
        {
            for (var x = 0; x < clip.Width; x++)
            {
                var i = (y * row) + (3 * x);
                if (x + 1 < clip.Width)
                    sharp += Add(ref across[x], LayoutFeatures.Step(frame, i, i + 3));
                if (y + 1 < clip.Height)
                    sharp += Add(ref down[y], LayoutFeatures.Step(frame, i, i + row));
            }
        }
        return sharp;

        static int Add(ref int line, double step)
        {
            line += step > ClearStep ? 1 : 0;
            return step > SharpStep ? 1 : 0;
        }
    }
}
