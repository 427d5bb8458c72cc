using SoraSharp.Worlds;
using SoraSharp.Worlds.Scenes;
using SoraSharp.Worlds.Scenes.Balls;

namespace SoraSharp.Quality.Analysers;

/// <summary>Bouncing balls: one colour a ball, so that colours tell balls apart.</summary>
internal static class BallsAnalyser
{
    /// <summary>Radius within which the segments of a beach ball belong together, units.</summary>
    private const double Reach = 13;

    /// <summary>Least coloured area of a ball, square units (the smallest beach ball shows about 150).</summary>
    private const double LeastArea = 70;

    public static ObjectAnalysis Analyse(ClipSignal clip, ClipStyle style)
    {
        var found = ColorTracker.Follow(clip, Labels(style), clip.Box(3, 0, 125, 73), Reach);
        var largest = found.Tracks.Max(t => t.FramesSeen(0.3) * 2 >= clip.Frames ? t.MedianArea : 0);
        var least = Math.Max(LeastArea, 0.15 * largest);
        var balls = found.Tracks.Where(t => t.Sightings.Count(s => s.Area >= least) * 2 > clip.Frames).ToArray();
        var rate = new SceneTiming(clip.Frames, clip.FramesPerSecond).MotionRate;
        var paths = balls.Select(b => FlightFit.Fit(b.Sightings, clip.FramesPerSecond, BallsWorld.Gravity * rate * rate)).ToArray();
        return new()
        {
            Colors = [.. balls.Select(b => (ClipColor?)b.Color)],
            Count = balls.Length,
            Permanent = balls.Length > 0 && Permanence.Holds(found, balls, 0.35),
            FlightResidual = FlightResiduals.Pool(paths) * clip.View.Scale,
            Contacts = [.. paths.SelectMany(p => p.Turns).Where(t => t.IsReversal).OrderBy(t => t.Time)],
        };
    }

    private static ColorLabels Labels(ClipStyle style) => style switch
    {
        ClipStyle.PencilSketch => ColorLabels.For(style, 0.22, 90),
        ClipStyle.Watercolor => ColorLabels.For(style, 0.24, 90),
        ClipStyle.Neon => ColorLabels.For(style, 0.45, 85),
        _ => ColorLabels.For(style, 0.30, 60),
    };
}
