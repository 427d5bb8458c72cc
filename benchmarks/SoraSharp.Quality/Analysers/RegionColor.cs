using SoraSharp.Worlds;

namespace SoraSharp.Quality.Analysers;

/// <summary>The colour of a place that does not move.</summary>
internal static class RegionColor
{
    /// <summary>The most frequent label in a rectangle over the first, middle and last frame; null where under a tenth has any colour.</summary>
    public static ClipColor? MostFrequent(ClipSignal clip, ColorLabels labels, PixelBox box)
    {
        Span<int> counts = stackalloc int[256];
        counts.Clear();
        var all = 0;
        foreach (var f in (ReadOnlySpan<int>)[0, clip.Frames / 2, clip.Frames - 1])
        {
            var frame = clip.Frame(f);
            for (var y = box.Top; y < box.Bottom; y++)
            {
                for (var x = box.Left; x < box.Right; x++)
                {
                    var i = 3 * ((y * clip.Width) + x);
                    counts[labels.Of(frame[i], frame[i + 1], frame[i + 2])]++;
                    all++;
                }
            }
        }
        counts[ColorLabels.None] = all / 10;
        var best = (int)ColorLabels.None;
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] > counts[best])
                best = i;
        }
        return best == ColorLabels.None ? null : (ClipColor)best;
    }
}
