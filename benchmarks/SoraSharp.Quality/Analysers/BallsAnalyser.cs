using SoraSharp.Worlds;
using SoraSharp.Worlds.Scenes;
using SoraSharp.Worlds.Scenes.Balls;

namespace SoraSharp.Quality.Analysers;

/// <summary>Bouncing balls: one colour a ball, so that colours tell balls apart.</summary>
internal static class BallsAnalyser
{
    /// <summary>Radius within which the segments of a beach ball belong together, units.</summary>
    private const double Reach = 13;

    /// <summary>How many times a whole ball's spread its colour has from the moment on in which it breaks.</summary>
    private const double Scattering = 1.12;

    /// <summary>Pieces have flown apart enough to be noticed this many seconds after the hit at most; if that was seen as a turn, it is the contact.</summary>
    private const double SeenLate = 0.3;

    /// <summary>How many times it has later.</summary>
    private const double Scattered = 1.5;

    /// <summary>Pieces fly apart for so long before they cover more than the ball did, seconds at most.</summary>
    private const double GrowsUnseen = 0.6;

    /// <summary>By what share of a whole ball's spread it grows at least, in one frame or two.</summary>
    private const double Growth = 0.05;

    /// <summary>Least coloured area of a ball, square units (the smallest beach ball shows about 150).</summary>
    private const double LeastArea = 70;

    public static ObjectAnalysis Analyse(ClipSignal clip, ClipStyle style)
    {
        var found = ColorTracker.Follow(clip, Labels(style), clip.Box(3, 0, 125, 73), Reach);
        var breaks = found.Tracks.Select(t => Breaks(t, found.Spread[(int)t.Color], clip.FramesPerSecond)).ToArray();
        // What has broken flies no more as one: its track ends there.
        var whole = found.Tracks.Select((t, i) => breaks[i] is { } b ? t with { Sightings = t.Sightings[..b.Frame] } : t).ToArray();
        var largest = whole.Max(t => t.FramesSeen(0.3) * 2 >= t.Sightings.Length ? t.MedianArea : 0);
        var least = Math.Max(LeastArea, 0.15 * largest);
        var balls = Overlaps.Drop([.. whole.Where(t => t.Sightings.Count(s => s.Area >= least) * 2 > t.Sightings.Length)], 10);
        var broken = balls.Select(b => breaks[(int)b.Color]).ToArray();
        var rate = new SceneTiming(clip.Frames, clip.FramesPerSecond).MotionRate;
        var paths = balls.Select(b => FlightFit.Fit(b.Sightings, clip.FramesPerSecond, BallsWorld.Gravity * rate * rate)).ToArray();
        return new()
        {
            Colors = [.. balls.Select(b => (ClipColor?)b.Color)],
            Count = balls.Length,
            Permanent = balls.Length > 0 && Permanence.Holds(found, balls, 0.35),
            FlightResidual = FlightResiduals.Pool(paths) * clip.View.Scale,
            Outcome = balls.Length == 0 ? null : broken.Any(b => b is not null) ? ClipOutcome.Shattered : ClipOutcome.None,
            Contacts =
            [
                .. paths.SelectMany(p => p.Turns).Where(t => t.IsReversal)
                    .Concat(broken.Where((b, i) => b is not null && !paths[i].Turns.Any(t => t.Time > b.Value.Turn.Time - SeenLate)).Select(b => b!.Value.Turn))
                    .OrderBy(t => t.Time),
            ],
        };
    }

    /// <summary>When a ball breaks: its colour flies apart and stays so for long; null for one that stays whole.</summary>
    private static (int Frame, Turn Turn)? Breaks(Track ball, double[] spread, double rate)
    {
        var first = Array.FindIndex(spread, s => s > 0);
        // What comes up in the last two frames only cannot be said to have been whole.
        if (first < 0 || spread.Length - first < 3)
            return null;
        var start = spread.Skip(first).Take(3).Order().ElementAt(1);
        // Pieces come to rest together or leave the picture in the end, so not to the end, but for a fifth of the clip, or all that is left of it.
        var scattered = Enumerable.Range(first + 1, spread.Length - first - 1).FirstOrDefault(f => StaysApart(spread, f, start), -1);
        if (scattered < 0)
            return null;
        var frame = scattered;
        while (frame > first + 1 && (spread[frame - 1] > Scattering * start || spread[frame - 1] == 0))
            frame--;
        // At first the pieces cover less than the ball did: its spread has been growing for a while when it becomes larger than the ball's.
        // The growth begins in the first frame that shows pieces or in the last that shows none; without growth to be seen, pieces are seen at once.
        var moment = frame - 0.5;
        for (var steps = 0; steps < GrowsUnseen * rate && frame > first + 2; steps++)
        {
            var least = spread[frame] - (Growth * start);
            if (spread[frame - 1] >= least && spread[frame - 2] >= least)
                break;
            moment = --frame;
        }
        var before = ball.Sightings[frame - 1];
        return (frame, new(moment / rate, before.X, before.Y, 0, 1, 0, -1));
    }

    /// <summary>Whether the colour is scattered from a frame on: in three of four frames of the fifth of a clip that follows, or of what is left of it, a tenth at least.</summary>
    private static bool StaysApart(double[] spread, int frame, double start)
    {
        var next = spread.Skip(frame).Take(Math.Max(3, spread.Length / 5)).Where(s => s > 0).Order().ToArray();
        return spread[frame] > Scattered * start && next.Length >= Math.Max(3, spread.Length / 10) && next[next.Length / 4] > Scattered * start;
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
