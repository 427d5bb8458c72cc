using SoraSharp.Worlds;
using SoraSharp.Worlds.Scenes;
using SoraSharp.Worlds.Scenes.Balls;

namespace SoraSharp.Quality.Analysers;

/// <summary>Bouncing balls: one colour a ball, so that colours tell balls apart.</summary>
internal static class BallsAnalyser
{
    /// <summary>Radius within which the segments of a beach ball belong together, units.</summary>
    private const double Reach = 13;

    /// <summary>Turns this shortly before a ball breaks, or later, are the same hit, seconds.</summary>
    private const double SameHit = 0.1;

    /// <summary>Least coloured area of a ball, square units (the smallest beach ball shows about 150).</summary>
    private const double LeastArea = 70;

    public static ObjectAnalysis Analyse(ClipSignal clip, ClipStyle style)
    {
        var found = ColorTracker.Follow(clip, Labels(style), clip.Box(3, 0, 125, 73), Reach);
        var rate = new SceneTiming(clip.Frames, clip.FramesPerSecond).MotionRate;
        var gravity = BallsWorld.Gravity * rate * rate;
        var breaks = found.Tracks.Select(t => Breaking.Find(t, found.Scatter[(int)t.Color], clip.FramesPerSecond, gravity)).ToArray();
        // What has broken flies no more as one: its track ends there.
        var whole = found.Tracks.Select((t, i) => breaks[i] is { } b ? t with { Sightings = t.Sightings[..b.Frame] } : t).ToArray();
        var largest = whole.Max(t => t.FramesSeen(0.3) * 2 >= t.Sightings.Length ? t.MedianArea : 0);
        var least = Math.Max(LeastArea, 0.15 * largest);
        var balls = Overlaps.Drop([.. whole.Where(t => t.Sightings.Count(s => s.Area >= least) * 2 > t.Sightings.Length)], 10);
        var broken = balls.Select(b => breaks[(int)b.Color]).ToArray();
        var paths = balls.Select(b => FlightFit.Fit(b.WellSeen, clip.FramesPerSecond, gravity)).ToArray();
        return new()
        {
            Colors = [.. balls.Select(b => (ClipColor?)b.Color)],
            Count = balls.Length,
            Permanent = balls.Length > 0 && Permanence.Holds(found, balls, 0.35),
            FlightResidual = FlightResiduals.Pool(paths) * clip.View.Scale,
            Outcome = balls.Length == 0 ? null : broken.Any(b => b is not null) ? ClipOutcome.Shattered : ClipOutcome.None,
            Contacts =
            [
                .. paths.SelectMany((p, i) => p.Turns.Where(t => t.IsReversal && !(t.Time > broken[i]?.Turn.Time - SameHit)))
                    .Concat(broken.Where(b => b is not null).Select(b => b!.Value.Turn))
                    .OrderBy(t => t.Time),
            ],
        };
    }

    private static ColorLabels Labels(ClipStyle style) => style switch
    {
        ClipStyle.PencilSketch => ColorLabels.For(style, 0.22, 90),
        ClipStyle.Watercolor => ColorLabels.For(style, 0.24, 90),
        ClipStyle.Neon => ColorLabels.For(style, 0.45, 85),
        ClipStyle.PixelArt => ColorLabels.For(style, 0.30, 125),
        _ => ColorLabels.For(style, 0.30, 60),
    };
}
