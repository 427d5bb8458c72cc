namespace SoraSharp.Quality.Analysers;

/// <summary>Finds when a ball breaks: its colour flies apart and stays so for long.</summary>
internal static class Breaking
{
    /// <summary>How many times a whole ball's spread its colour has from the moment on in which it breaks.</summary>
    private const double Scattering = 1.12;

    /// <summary>How many times it has later.</summary>
    private const double Scattered = 1.5;

    /// <summary>Pieces fly apart for so long before they cover more than the ball did, seconds at most.</summary>
    private const double GrowsUnseen = 0.6;

    /// <summary>By what share of a whole ball's spread it grows at least, in one frame or two.</summary>
    private const double Growth = 0.05;

    /// <summary>The middle of the pieces flies on after the hit for so long, seconds; then they come to rest one by one.</summary>
    private const double FliesOn = 0.35;

    /// <summary>Pieces are seen so long after the hit at most, or so long before it (a picture that is not sharp), seconds.</summary>
    private const double SeenLate = 0.35, SeenEarly = 0.1;

    /// <summary>When a ball breaks: its colour flies apart and stays so for long; null for one that stays whole.</summary>
    public static (int Frame, Turn Turn)? Find(Track ball, Scatter[] scatter, double rate, double gravity)
    {
        var spread = scatter.Select(s => s.Spread).ToArray();
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
        return (frame, Turning(ball, scatter, frame, moment / rate, rate, gravity));
    }

    /// <summary>Whether the colour is scattered from a frame on: in three of four frames of the fifth of a clip that follows, or of what is left of it, a tenth at least.</summary>
    private static bool StaysApart(double[] spread, int frame, double start)
    {
        var next = spread.Skip(frame).Take(Math.Max(3, spread.Length / 5)).Where(s => s > 0).Order().ToArray();
        return spread[frame] > Scattered * start && next.Length >= Math.Max(3, spread.Length / 10) && next[next.Length / 4] > Scattered * start;
    }

    /// <summary>
    /// The hit itself: pieces keep the momentum that the ball has after it (<see cref="Worlds.Scenes.Balls"/>), so the middle of all turns like a ball that stays
    /// whole; where no turn is to be seen, the moment at which they fly apart.
    /// </summary>
    private static Turn Turning(Track ball, Scatter[] scatter, int frame, double moment, double rate, double gravity)
    {
        var end = Math.Min(scatter.Length, frame + 1 + (int)(FliesOn * rate));
        Sighting[] middle = [.. ball.Sightings[..frame], .. scatter[frame..end].Select(s => s.Middle)];
        var turns = FlightFit.Fit(middle, rate, gravity).Turns.Where(t => t.Change >= Turn.Least && moment - t.Time is <= SeenLate and >= -SeenEarly).ToArray();
        var before = ball.Sightings[frame - 1];
        if (turns.Length > 0)
            return turns.FirstOrDefault(t => t.IsReversal, turns.MaxBy(t => t.Change));
        return new(moment, before.X, before.Y, 0, 1, 0, -1);
    }
}
