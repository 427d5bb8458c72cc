using SoraSharp.Worlds;
using SoraSharp.Worlds.Rendering.Styles;

namespace SoraSharp.Quality.Analysers;

/// <summary>What a clip looks like from afar: colours on a coarse grid, how rough they are and how much moves there.</summary>
internal static class LayoutFeatures
{
    private const int Columns = 16;
    private const int Rows = 10;
    private const int Cells = Columns * Rows;

    /// <summary>Where the numbers of the whole picture begin, which tell styles apart.</summary>
    public const int FirstGlobal = Cells * 5;

    private const int Globals = 12;

    /// <summary>Numbers a clip: three colours, roughness and change a cell, then those of the whole picture.</summary>
    public const int Count = FirstGlobal + Globals;

    /// <summary>Measures a clip by its first, middle and last frame.</summary>
    public static float[] Of(ClipSignal clip)
    {
        var features = new float[Count];
        int[] frames = [0, clip.Frames / 2, clip.Frames - 1];
        var means = frames.Select(f => Grid(clip, f, features)).ToArray();
        for (var i = 0; i < Cells * 3; i++)
            features[i] = (means[0][i] + means[1][i] + means[2][i]) / 3;
        for (var i = 0; i < Cells; i++)
        {
            // Roughness was summed over the frames; roots bring faint and strong closer together.
            features[(Cells * 3) + i] = MathF.Sqrt(features[(Cells * 3) + i] / 3);
            var change = 0f;
            for (var c = 0; c < 3; c++)
                change += MathF.Abs(means[0][(3 * i) + c] - means[1][(3 * i) + c]) + MathF.Abs(means[1][(3 * i) + c] - means[2][(3 * i) + c]);
            features[(Cells * 4) + i] = MathF.Sqrt(change);
        }
        Whole(clip, clip.Frames / 2, features.AsSpan(FirstGlobal));
        return features;
    }

    /// <summary>
    /// The borders' brightness (black bars, white paper margins), how many neighbours at several distances are alike (flat areas, square
    /// pixels), how rough rows and columns are at square pixels' borders against between,
    /// how far even areas are from pixel art's shades, and how bright and colourful all is.
    /// </summary>
    private static void Whole(ClipSignal clip, int index, Span<float> features)
    {
        var frame = clip.Frame(index);
        var (width, height) = (clip.Width, clip.Height);
        int bar = Math.Max(1, height / 40), side = Math.Max(1, width / 80), cell = StylePlate.For(ClipStyle.PixelArt, width, height).Cell;
        double top = 0, bottom = 0, left = 0, right = 0, bright = 0, colourful = 0, edges = 0, small = 0, strong = 0;
        Span<double> onGrid = stackalloc double[2];
        Span<int> onGridCount = stackalloc int[2];
        double even = 1e-6, uneven = 0;
        var dark = 0;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var i = 3 * ((y * width) + x);
                int r = frame[i], g = frame[i + 1], b = frame[i + 2];
                var light = (0.3 * r) + (0.6 * g) + (0.1 * b);
                bright += light;
                dark += light < 60 ? 1 : 0;
                colourful += Math.Max(r, Math.Max(g, b)) - Math.Min(r, Math.Min(g, b));
                if (y < bar)
                    top += light / (bar * width);
                if (y >= height - bar)
                    bottom += light / (bar * width);
                if (x < side)
                    left += light / (side * height);
                if (x >= width - side)
                    right += light / (side * height);
                if (x + 1 >= width)
                    continue;
                var step = Step(frame, i, i + 3);
                edges += step;
                if (step < 6)
                {
                    even++;
                    uneven += FromShade(r) + FromShade(g) + FromShade(b);
                }
                small += step is > 0.5 and < 12 ? 1 : 0;
                strong += step > 50 ? 1 : 0;
                // Square pixels change only where their borders are.
                var border = (x + 1) % cell == 0 ? 0 : 1;
                onGrid[border] += step;
                onGridCount[border]++;
            }
        }
        double all = width * height;
        features[0] = (float)top;
        features[1] = (float)bottom;
        features[2] = (float)((left + right) / 2);
        features[3] = (float)(bright / all);
        features[4] = (float)(colourful / all);
        features[5] = (float)(20 * edges / all);
        features[6] = (float)(200 * small / all);
        features[7] = (float)(1500 * strong / all);
        features[8] = (float)(200 * dark / all);
        var between = onGridCount[1] == 0 ? 0 : onGrid[1] / onGridCount[1];
        features[9] = (float)(200 * between / (1e-3 + between + (onGrid[0] / Math.Max(1, onGridCount[0]))));
        features[10] = (float)(12 * uneven / even);
        features[11] = Math.Max(180, (float)((left + right) / 2));
    }

    /// <summary>How much two pixels differ, by the green and red of which the eye sees most.</summary>
    public static double Step(ReadOnlySpan<byte> frame, int a, int b) => Math.Abs(frame[a + 1] - frame[b + 1]) + (0.5 * Math.Abs(frame[a] - frame[b]));

    /// <summary>How far a channel is from the nearest of pixel art's ten shades.</summary>
    private static double FromShade(int value)
    {
        var steps = value * 9 / 255.0;
        return Math.Abs(steps - Math.Round(steps)) * 255 / 9;
    }

    /// <summary>The three frames that are measured.</summary>
    public static ClipSignal Excerpt(ClipSignal clip) =>
        clip with { Pixels = [.. clip.Frame(0), .. clip.Frame(clip.Frames / 2), .. clip.Frame(clip.Frames - 1)] };

    private static float[] Grid(ClipSignal clip, int index, float[] features)
    {
        var frame = clip.Frame(index);
        var mean = new float[Cells * 3];
        for (var row = 0; row < Rows; row++)
        {
            int top = row * clip.Height / Rows, bottom = (row + 1) * clip.Height / Rows;
            for (var column = 0; column < Columns; column++)
            {
                int left = column * clip.Width / Columns, right = (column + 1) * clip.Width / Columns;
                var cell = (row * Columns) + column;
                long r = 0, g = 0, b = 0, rough = 0;
                for (var y = top; y < bottom; y++)
                {
                    for (var x = left; x < right; x++)
                    {
                        var i = 3 * ((y * clip.Width) + x);
                        r += frame[i];
                        g += frame[i + 1];
                        b += frame[i + 2];
                        if (x + 1 < clip.Width)
                            rough += Math.Abs(frame[i + 1] - frame[i + 4]);
                        if (y + 1 < clip.Height)
                            rough += Math.Abs(frame[i + 1] - frame[i + 1 + (3 * clip.Width)]);
                    }
                }
                float area = (bottom - top) * (right - left);
                mean[3 * cell] = r / area;
                mean[(3 * cell) + 1] = g / area;
                mean[(3 * cell) + 2] = b / area;
                features[(Cells * 3) + cell] += rough / area;
            }
        }
        return mean;
    }
}
