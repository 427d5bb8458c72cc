namespace SoraSharp.Quality.Analysers;

/// <summary>What tells styles apart whatever is shown: bars, border, paper, darkness, blocks, strokes, evenness.</summary>
internal static class StyleFeatures
{
    /// <summary>Numbers a clip.</summary>
    public const int Count = 12;

    /// <summary>Size in pixels of a pixel-art square in a picture 128 units wide is two units.</summary>
    private const double Squares = 64;

    /// <summary>Measures a clip by its first, middle and last frame.</summary>
    public static float[] Of(ClipSignal clip)
    {
        var features = new float[Count];
        foreach (var f in (ReadOnlySpan<int>)[0, clip.Frames / 2, clip.Frames - 1])
        {
            Areas(clip, clip.Frame(f), features);
            Steps(clip, clip.Frame(f), features);
        }
        for (var i = 0; i < Count; i++)
            features[i] /= 3;
        return features;
    }

    private static void Areas(ClipSignal clip, ReadOnlySpan<byte> frame, Span<float> features)
    {
        var bar = Math.Max(1, clip.Height * 6 / 100);
        var ring = Math.Max(1, clip.Width / 100);
        Span<double> sums = stackalloc double[8];
        sums.Clear();
        Span<int> counts = stackalloc int[3];
        counts.Clear();
        for (var y = 0; y < clip.Height; y++)
        {
            for (var x = 0; x < clip.Width; x++)
            {
                var i = 3 * ((y * clip.Width) + x);
                int r = frame[i], g = frame[i + 1], b = frame[i + 2];
                var light = ((0.3 * r) + (0.59 * g) + (0.11 * b)) / 2.55;
                if (y < bar)
                    Add(sums, counts, 0, light);
                if (y >= clip.Height - bar)
                    Add(sums, counts, 1, light);
                // The border leaves out what the bars cover.
                if ((x < ring || x >= clip.Width - ring) && y >= bar && y < clip.Height - bar)
                    Add(sums, counts, 2, light);
                sums[3] += light;
                sums[4] += light < 18 ? 100 : 0;
                sums[5] += Math.Abs(r - 246) < 16 && Math.Abs(g - 240) < 16 && Math.Abs(b - 226) < 18 ? 100 : 0;
                sums[6] += r > 238 && g > 238 && b > 236 ? 100 : 0;
                sums[7] += Math.Max(r, Math.Max(g, b)) - Math.Min(r, Math.Min(g, b)) > 60 ? 100 : 0;
            }
        }
        for (var k = 0; k < 3; k++)
            features[k] += (float)(sums[k] / counts[k]);
        for (var k = 3; k < 8; k++)
            features[k] += (float)(sums[k] / (clip.Width * clip.Height));
    }

    private static void Add(Span<double> sums, Span<int> counts, int index, double value)
    {
        sums[index] += value;
        counts[index]++;
    }

    private static void Steps(ClipSignal clip, ReadOnlySpan<byte> frame, Span<float> features)
    {
        var cell = Math.Max(2, (int)Math.Round(clip.Width / Squares));
        double onEdges = 0, all = 1, even = 0, faint = 0, rising = 0, falling = 0;
        for (var y = 1; y + 1 < clip.Height; y++)
        {
            for (var x = 1; x + 1 < clip.Width; x++)
            {
                var i = (3 * ((y * clip.Width) + x)) + 1;
                var across = Math.Abs(frame[i] - frame[i - 3]);
                var down = Math.Abs(frame[i] - frame[i - (3 * clip.Width)]);
                all += across + down;
                onEdges += (x % cell == 0 ? across : 0) + (y % cell == 0 ? down : 0);
                even += across <= 1 && down <= 1 ? 1 : 0;
                faint += Math.Max(across, down) is > 1 and < 10 ? 1 : 0;
                rising += Math.Abs(frame[i] - frame[i + 3 - (3 * clip.Width)]);
                falling += Math.Abs(frame[i] - frame[i + 3 + (3 * clip.Width)]);
            }
        }
        var pixels = (clip.Width - 2.0) * (clip.Height - 2);
        // Shares in hundredths, so that all features are of one size.
        features[8] += (float)(100 * onEdges / all);
        features[9] += (float)(100 * even / pixels);
        features[10] += (float)(100 * faint / pixels);
        features[11] += (float)(100 * (falling - rising) / (falling + rising + 1));
    }
}
