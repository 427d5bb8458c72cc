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
    /// Least share of clear steps at squares' borders: pixel art has all of them there, behind a decoder 0.59 and more; in other styles it is about a seventh, at most 0.21,
    /// behind a decoder 0.47.
    /// </summary>
    private const double Proof = 0.53;

    /// <summary>Smaller steps may be a decoder's.</summary>
    private const double ClearStep = 24;

    /// <summary>Fewer clear steps say nothing: a stair's few edges may all lie at squares' borders.</summary>
    private const int Enough = 300;

    /// <summary>A step belongs to a slope if the one two pixels before or after it is more than this share of it.</summary>
    private const double Even = 0.5;

    /// <summary>More than this share of clear steps in slopes is soft: a mean over 5×5 pixels leaves flat drawings 0.81 and more and pixel art 0.96, a decoder at most 0.72 and 0.05.</summary>
    private const double Soft = 0.77;

    /// <summary>A line along which more than this share of the picture steps at once is a wall, and counts no more than an outline.</summary>
    private const double LongestOutline = 0.1;

    /// <summary>Whether a clip is drawn in squares, by three of its frames; null where it is too soft to tell.</summary>
    public static bool? In(ClipSignal clip)
    {
        var cell = Math.Max(2, StylePlate.For(ClipStyle.PixelArt, clip.Width, clip.Height).Cell);
        // Every other border is left out: where squares meet in fours, decoders' own blocks do.
        int period = 2 * cell, on = 0, all = 0, clear = 0, slopes = 0;
        var across = new int[clip.Width - 1];
        var down = new int[clip.Height - 1];
        for (var k = 1; k <= 3; k++)
        {
            Array.Clear(across);
            Array.Clear(down);
            slopes += CountSteps(clip, clip.Frame(k * (clip.Frames - 1) / 4), across, down);
            clear += across.Sum() + down.Sum();
            Add(across, clip.Height);
            Add(down, clip.Width);
        }
        return slopes > Soft * clear || all < Enough ? null : on > Proof * all;

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

    /// <summary>Adds the clear steps to each line's; returns how many belong to slopes.</summary>
    private static int CountSteps(ClipSignal clip, ReadOnlySpan<byte> frame, int[] across, int[] down)
    {
        var (row, slopes) = (3 * clip.Width, 0);
        for (var y = 0; y < clip.Height; y++)
        {
            for (var x = 0; x < clip.Width; x++)
            {
                var i = (y * row) + (3 * x);
                if (x + 1 < clip.Width)
                    slopes += Add(frame, ref across[x], i, 3, x, clip.Width);
                if (y + 1 < clip.Height)
                    slopes += Add(frame, ref down[y], i, row, y, clip.Height);
            }
        }
        return slopes;

        static int Add(ReadOnlySpan<byte> frame, ref int line, int i, int next, int place, int places)
        {
            var step = LayoutFeatures.Step(frame, i, i + next);
            if (step <= ClearStep)
                return 0;
            line++;
            return (place >= 2 && LayoutFeatures.Step(frame, i - (2 * next), i - next) > Even * step)
                || (place + 3 < places && LayoutFeatures.Step(frame, i + (2 * next), i + (3 * next)) > Even * step) ? 1 : 0;
        }
    }
}
