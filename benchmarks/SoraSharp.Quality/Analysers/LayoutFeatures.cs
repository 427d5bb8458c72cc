namespace SoraSharp.Quality.Analysers;

/// <summary>What a clip looks like from afar: colours on a coarse grid, how rough they are and how much moves there.</summary>
internal static class LayoutFeatures
{
    private const int Columns = 16;
    private const int Rows = 10;
    private const int Cells = Columns * Rows;

    /// <summary>Numbers a clip: three colours, roughness and change a cell.</summary>
    public const int Count = Cells * 5;

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
        return features;
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
