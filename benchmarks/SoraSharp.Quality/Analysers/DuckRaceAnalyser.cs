using SoraSharp.Worlds;
using SoraSharp.Worlds.Scenes.DuckRace;

namespace SoraSharp.Quality.Analysers;

/// <summary>A duck race: each duck is one connected area in a colour of its own; beaks and faces are too small to count.</summary>
internal static class DuckRaceAnalyser
{
    /// <summary>Least area of a duck, square units (the smallest shows about 130).</summary>
    private const double LeastArea = 45;

    public static ObjectAnalysis Analyse(ClipSignal clip, ClipStyle style)
    {
        var found = ColorTracker.Follow(clip, Labels(style), clip.Box(0, 4, 128, 80), 0);
        var largest = found.Tracks.Max(t => t.FramesSeen(0.5) * 2 >= clip.Frames ? t.MedianArea : 0);
        var least = Math.Max(LeastArea, 0.3 * largest);
        var ducks = found.Tracks.Where(t => t.Sightings.Count(s => s.Area >= least) * 2 > clip.Frames).ToArray();
        // Strays are other areas of a duck's colour: beaks of other ducks where it is orange.
        return new()
        {
            Colors = [.. ducks.Select(d => (ClipColor?)d.Color)],
            Count = ducks.Length,
            Winner = ducks.Length == 0 ? null : ducks.MinBy(d => CrossingTime(d, clip.FramesPerSecond))!.Color,
            Permanent = ducks.Length > 0 && Permanence.Holds(found, ducks, 0.5),
        };
    }

    /// <summary>When a duck's head is as far as it is when the beak touches the line; later than the clip for one that does not get there,
    /// the later the further away it stays.</summary>
    private static double CrossingTime(Track duck, double rate)
    {
        // A duck's coloured area is about 250 square units at size 1; the beak's tip is 3.2 before its head.
        var size = Math.Sqrt(duck.MedianArea / 250);
        var line = Lake.Finish - ((Racer.Nose - 12.8) * size);
        Sighting? before = null;
        for (var f = 0; f < duck.Sightings.Length; f++)
        {
            var s = duck.Sightings[f];
            if (!s.Seen)
                continue;
            if (s.Right >= line)
                return before is { } b && s.Right > b.Right ? (f - 1 + ((line - b.Right) / (s.Right - b.Right))) / rate : f / rate;
            before = s;
        }
        return (duck.Sightings.Length / rate) + (before is { } last ? line - last.Right : 1000);
    }

    private static ColorLabels Labels(ClipStyle style) => style switch
    {
        ClipStyle.PencilSketch => ColorLabels.For(style, 0.28, 90),
        ClipStyle.Watercolor => ColorLabels.For(style, 0.30, 90),
        ClipStyle.Neon => ColorLabels.For(style, 0.48, 140),
        ClipStyle.PixelArt => ColorLabels.For(style, 0.42, 130),
        _ => ColorLabels.For(style, 0.42, 60),
    };
}
