using SoraSharp.Worlds;

namespace SoraSharp.Quality.Analysers;

/// <summary>A mushroom garden: the commonest colour, its caps counted between pulses, and when the caps light up.</summary>
internal static class GardenAnalyser
{
    /// <summary>Least area of a cap, square units.</summary>
    private const double LeastArea = 60;

    public static ObjectAnalysis Analyse(ClipSignal clip, ClipStyle style)
    {
        var labels = style switch
        {
            ClipStyle.PencilSketch => ColorLabels.For(style, 0.40, 70),
            ClipStyle.Watercolor => ColorLabels.For(style, 0.45, 60),
            ClipStyle.Neon => ColorLabels.For(style, 0.45, 110),
            _ => ColorLabels.For(style, 0.32, 105),
        };
        var map = new byte[clip.Width * clip.Height];
        var finder = new BlobFinder(clip.Width, clip.Height);
        var scale = clip.View.Scale;
        var areas = new double[Enum.GetValues<ClipColor>().Length];
        var frames = new List<List<Blob>>();
        var box = clip.Box(0, 12, 128, 64);
        for (var f = 0; f < clip.Frames; f++)
        {
            labels.Label(clip.Frame(f), map);
            map.AsSpan(0, box.Top * clip.Width).Fill(ColorLabels.None);
            map.AsSpan(box.Bottom * clip.Width).Fill(ColorLabels.None);
            var blobs = finder.Find(map, (int)(LeastArea * scale * scale));
            foreach (var blob in blobs)
                areas[blob.Label] += blob.Area;
            frames.Add(blobs);
        }
        var color = Array.IndexOf(areas, areas.Max());
        if (areas[color] == 0)
            return new() { Count = 0, Permanent = false };
        var counts = frames.Select(blobs => Caps(blobs, color)).ToArray();
        // The glow of a pulse joins neighbours; between pulses they are apart.
        var count = counts.GroupBy(c => c).Where(g => g.Count() >= 0.2 * clip.Frames).Select(g => g.Key).DefaultIfEmpty(counts.Max()).Max();
        return new()
        {
            Colors = [(ClipColor)color],
            Count = count,
            Permanent = counts.Count(c => c == 0) <= 1,
            Contacts = Pulses(clip),
        };
    }

    private static int Caps(List<Blob> blobs, int color)
    {
        var caps = blobs.Where(b => b.Label == color).ToArray();
        var largest = caps.Length == 0 ? 0 : caps.Max(b => b.Area);
        return caps.Count(b => b.Area > 0.35 * largest);
    }

    /// <summary>Times at which all gets brighter, or on paper more colourful.</summary>
    private static List<Turn> Pulses(ClipSignal clip)
    {
        var light = new double[clip.Frames];
        var box = clip.Box(4, 14, 124, 62);
        for (var f = 0; f < clip.Frames; f++)
        {
            var frame = clip.Frame(f);
            double sum = 0;
            for (var y = box.Top; y < box.Bottom; y++)
            {
                for (var x = box.Left; x < box.Right; x++)
                {
                    var i = 3 * ((y * clip.Width) + x);
                    int r = frame[i], g = frame[i + 1], b = frame[i + 2];
                    sum += Math.Max(r, Math.Max(g, b)) + (2 * (Math.Max(r, Math.Max(g, b)) - Math.Min(r, Math.Min(g, b))));
                }
            }
            light[f] = sum;
        }
        var range = light.Max() - light.Min();
        var turns = new List<Turn>();
        for (var f = 1; f < clip.Frames; f++)
        {
            // The first frame of a steep rise; what came before it was fading.
            var rise = light[f] - light[f - 1];
            var more = f + 1 < clip.Frames ? Math.Max(0, light[f + 1] - light[f]) : 0;
            if (rise <= 0.06 * range || rise + more <= 0.35 * range || (f > 1 && light[f - 1] - light[f - 2] > 0.06 * range))
                continue;
            // It takes 0.12 s to light up; how much of it is done tells how long ago it began.
            var done = Math.Clamp(rise / (rise + more), 0, 1);
            turns.Add(new((f / clip.FramesPerSecond) - (more > 0.05 * range ? 0.12 * done : 0.6 / clip.FramesPerSecond), 64, 40, 0, 1, 0, -1));
        }
        return turns;
    }
}
