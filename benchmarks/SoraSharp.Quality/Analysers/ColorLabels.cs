using SoraSharp.Worlds;
using SoraSharp.Worlds.Rendering;

namespace SoraSharp.Quality.Analysers;

/// <summary>
/// Names the colour of pixels: the nearest of the palette's hues where a pixel is saturated and bright enough, else none.
/// A table over 5 bits a channel, so that a frame takes a fraction of a millisecond. Immutable and thread-safe.
/// </summary>
internal sealed class ColorLabels
{
    /// <summary>The label of a pixel without a named colour.</summary>
    public const byte None = 255;

    private static readonly Dictionary<(ClipStyle, double, double), ColorLabels> Cache = [];
    private readonly byte[] _table = new byte[1 << 15];

    private ColorLabels(ClipStyle style, double minSaturation, double minValue)
    {
        var hues = Enum.GetValues<ClipColor>().Select(c => Hue(Palette.Of(c, style)).Hue).ToArray();
        for (var i = 0; i < _table.Length; i++)
        {
            // The middle of the cell.
            var (hue, saturation, value) = Hue(new(((i >> 10) * 8) + 4, (((i >> 5) & 31) * 8) + 4, ((i & 31) * 8) + 4));
            _table[i] = saturation < minSaturation || value < minValue ? None : Nearest(hues, hue);
        }
    }

    /// <summary>The table of a style.</summary>
    /// <param name="style">Whose palette.</param>
    /// <param name="minSaturation">Least (max - min) / max of a coloured pixel, 0 to 1.</param>
    /// <param name="minValue">Least largest channel of a coloured pixel, 0 to 255.</param>
    public static ColorLabels For(ClipStyle style, double minSaturation, double minValue)
    {
        lock (Cache)
        {
            if (!Cache.TryGetValue((style, minSaturation, minValue), out var labels))
                Cache[(style, minSaturation, minValue)] = labels = new(style, minSaturation, minValue);
            return labels;
        }
    }

    public byte Of(byte r, byte g, byte b) => _table[((r >> 3) << 10) | ((g >> 3) << 5) | (b >> 3)];

    /// <summary>Labels a whole frame of RGB bytes.</summary>
    public void Label(ReadOnlySpan<byte> frame, Span<byte> labels)
    {
        for (int i = 0, j = 0; i < labels.Length; i++, j += 3)
            labels[i] = Of(frame[j], frame[j + 1], frame[j + 2]);
    }

    private static byte Nearest(double[] hues, double hue)
    {
        var best = 0;
        for (var i = 1; i < hues.Length; i++)
        {
            if (Distance(hues[i], hue) < Distance(hues[best], hue))
                best = i;
        }
        return (byte)best;
    }

    private static double Distance(double a, double b)
    {
        var d = Math.Abs(a - b);
        return Math.Min(d, 360 - d);
    }

    private static (double Hue, double Saturation, double Value) Hue(Rgb c)
    {
        double max = Math.Max(c.R, Math.Max(c.G, c.B)), min = Math.Min(c.R, Math.Min(c.G, c.B));
        var chroma = max - min;
        if (chroma <= 0)
            return (0, 0, max);
        var hue = max == c.R ? (c.G - c.B) / chroma : max == c.G ? 2 + ((c.B - c.R) / chroma) : 4 + ((c.R - c.G) / chroma);
        return (((hue * 60) + 360) % 360, chroma / max, max);
    }
}
