using SoraSharp.Worlds;
using SoraSharp.Worlds.Scenes;
using SoraSharp.Worlds.Scenes.Basketball;

namespace SoraSharp.Quality.Analysers;

/// <summary>A shot at the hoop: the shirt by where players stand, the ball by what moves before the scenery, the outcome by its track.</summary>
internal static class BasketballAnalyser
{
    /// <summary>Right of this no arm reaches: what moves there is the ball, units.</summary>
    private const double Clear = 38;

    /// <summary>The height below the rim at which a ball is inside the net or beside it.</summary>
    private const double JustBelow = Court.RimY + 3;

    /// <summary>For how many frames the net may hide the ball.</summary>
    private const int MostHidden = 6;

    public static ObjectAnalysis Analyse(ClipSignal clip, ClipStyle style)
    {
        var labels = Labels(style);
        var shirt = RegionColor.MostFrequent(clip, labels, clip.Box(9, 38, 29, 50));
        var scenery = EmptyCourt(clip, clip.Box(Clear, 0, Clear, 0).Left);
        var found = ColorTracker.Follow(clip, labels, clip.Box(0, 0, 118, 74), 6, (f, map) => Scenery.KeepMoving(scenery, clip.Frame(f), map));
        // The colour that is seen longest in the clear is the ball's.
        var ball = found.Tracks.MaxBy(t => t.Sightings.Where(s => s.Seen && s.X > Clear).Sum(s => Math.Min(s.Area, 200)))!;
        var first = Array.FindIndex(ball.Sightings, s => s.Seen && s.X > Clear);
        var rate = new SceneTiming(clip.Frames, clip.FramesPerSecond).StoryRate;
        var path = first < 0 ? new(double.NaN, []) : FlightFit.Fit(Flight(ball.Sightings, first), clip.FramesPerSecond, Court.Gravity * rate * rate, first);
        var outcome = first < 0 ? (ClipOutcome?)null : Outcome(ball.Sightings, path, first, clip.FramesPerSecond);
        return new()
        {
            Colors = [shirt, first < 0 ? null : ball.Color],
            Outcome = outcome,
            Permanent = first >= 0 && Stays(found, ball),
            FlightResidual = path.Residual * clip.View.Scale,
            // Rim and net hide parts of a ball that falls through, and the net leads it: no contact of two bodies.
            Contacts = [.. path.Turns.Where(t => t.IsReversal && !(outcome == ClipOutcome.Made && t.X is > Court.RimFront and < Court.RimBack && t.Y is > Court.RimY - (1.5 * Court.BallRadius) and < Court.NetBottom + 8))],
        };
    }

    /// <summary>Through the hoop, or which miss it is.</summary>
    private static ClipOutcome Outcome(Sighting[] sightings, FlightPath path, int first, double rate)
    {
        Sighting? before = null;
        var furthest = 0.0;
        var decided = double.PositiveInfinity;
        for (var f = first; f < sightings.Length; f++)
        {
            var s = sightings[f];
            if (!s.Seen)
                continue;
            furthest = Math.Max(furthest, s.X);
            if (before is { } b && b.Y < JustBelow && s.Y >= JustBelow)
            {
                var x = b.X + ((s.X - b.X) * (JustBelow - b.Y) / (s.Y - b.Y));
                if (x is > Court.RimFront + 2 and < Court.RimBack - 2)
                    return ClipOutcome.Made;
                decided = (f + 2) / rate;
                break;
            }
            before = s;
        }
        // The board throws the ball back and leaves its fall alone; the rim's far end turns both.
        if (furthest > Court.BoardFace - Court.BallRadius - 0.8 || path.Turns.Any(t => t.Time < decided && t.X > Court.RimBack - 9 && t.Vx > 0 && Math.Abs(t.AfterY - t.Vy) < 0.35 * Math.Abs(t.AfterX - t.Vx)))
            return ClipOutcome.MissedOffBackboard;
        return path.Turns.Any(t => t.Change >= Turn.Least && t.Time < decided && t.Y < Court.NetBottom && t.X > 60) ? ClipOutcome.MissedOffRim : ClipOutcome.AirBall;
    }

    /// <summary>Without the frames that show only a part of the ball: its middle would be wrong.</summary>
    private static Sighting[] Flight(Sighting[] sightings, int first)
    {
        var usual = new Track(default, sightings[first..]).MedianArea;
        return [.. sightings.Select(s => s.Area < 0.4 * usual || s.X < Court.BallRadius + 1.5 ? default : s)];
    }

    private static bool Stays(ColorTracks found, Track ball)
    {
        var size = Math.PI * Court.BallRadius * Court.BallRadius;
        var last = ball.Sightings[0];
        int missed = 0, hidden = 0;
        foreach (var s in ball.Sightings)
        {
            if (s.Area >= 0.3 * size)
            {
                last = s;
                continue;
            }
            // Behind the edge of the picture or in the net is no vanishing.
            var inNet = last.X is > Court.RimFront and < Court.RimBack && last.Y is > Court.RimY - (2 * Court.BallRadius) and < Court.NetBottom + Court.BallRadius;
            if (last.X > Court.BallRadius && !(inNet && ++hidden <= MostHidden))
                missed++;
        }
        var others = found.Tracks.Where(t => t != ball).SelectMany(t => t.Sightings).Count(s => s.Area > 0.5 * size && s.X > Clear + 4);
        var doubles = found.Strays[(int)ball.Color].Count(a => a > 0.5 * size);
        return missed <= 1 && others <= 1 && doubles <= 1;
    }

    /// <summary>The picture without the ball: on the right as it is while the ball is still held, on the left the median over time.</summary>
    private static byte[] EmptyCourt(ClipSignal clip, int clearFrom)
    {
        var early = Math.Clamp((int)(0.3 * clip.FramesPerSecond), 1, clip.Frames);
        var result = Scenery.Of(clip, clearFrom);
        for (var i = 0; i < result.Length; i++)
        {
            if (i / 3 % clip.Width < clearFrom)
                continue;
            var sum = 0;
            for (var f = 0; f < early; f++)
                sum += clip.Pixels[(f * clip.FrameBytes) + i];
            result[i] = (byte)(sum / early);
        }
        return result;
    }

    private static ColorLabels Labels(ClipStyle style) => style switch
    {
        ClipStyle.PencilSketch => ColorLabels.For(style, 0.28, 90),
        ClipStyle.Watercolor => ColorLabels.For(style, 0.30, 90),
        ClipStyle.Neon => ColorLabels.For(style, 0.45, 100),
        _ => ColorLabels.For(style, 0.36, 60),
    };
}
