namespace SoraSharp.Quality.Analysers;

/// <summary>
/// Finds when two vehicles collide. Their distance shrinks evenly until they meet; then metal gives way, and the middle of what is left lies further back, or they part.
/// </summary>
internal static class Collision
{
    /// <summary>By how much the distance has left the straight line when they have met, units.</summary>
    private const double Leap = 2.6;

    /// <summary>Share of the clip that tells how they come nearer.</summary>
    private const double Approach = 0.26;

    /// <summary>How many times its usual area a vehicle seems to have where sparks in its colour fly.</summary>
    private const double Sparks = 1.3;

    /// <summary>They come nearer at least so fast, units / s.</summary>
    private const double Nearing = 8;

    /// <summary>
    /// When the distance has left the line along which it shrank by <see cref="Leap"/>; null where it never does. The line comes from the frames before: after the blow sparks in a
    /// vehicle's colour draw its middle away.
    /// </summary>
    /// <param name="vehicles">Both.</param>
    /// <param name="rate">Frames a second.</param>
    public static Turn? Find(Track[] vehicles, double rate)
    {
        var approach = Math.Max(4, (int)(Approach * vehicles[0].Sightings.Length));
        var clear = vehicles.Select(v => WithoutSparks(v, approach)).ToArray();
        var apart = clear[0].Zip(clear[1], (a, b) => a.Seen && b.Seen ? Math.Abs(a.X - b.X) : double.NaN).ToArray();
        for (var f = approach; f < apart.Length; f++)
        {
            if (Line(apart, f - approach, f) is not { } line || line.Slope * rate > -Nearing)
                continue;
            var last = f - 1;
            while (!double.IsFinite(apart[last]))
                last--;
            var (before, now) = (Off(last), Off(f));
            // One frame alone is noise.
            if (!(now >= Leap) || (f + 1 < apart.Length && Off(f + 1) < Leap))
                continue;
            // Sparks hide what comes right after the blow.
            var frame = last == f - 1 && before < Leap ? last + ((Leap - before) / (now - before)) : last + 0.5;
            var places = vehicles.Select(v => v.Sightings[f - 1]).ToArray();
            return new(frame / rate, (places[0].X + places[1].X) / 2, places[0].Y, line.Slope * rate, 0, 0, 0);

            double Off(int at) => apart[at] - line.At - (line.Slope * at);
        }
        return null;
    }

    /// <summary>The sightings that show nearly all of a vehicle and not much more than in the frames before.</summary>
    private static Sighting[] WithoutSparks(Track vehicle, int before) =>
    [
        .. vehicle.WellSeen.Select((s, f) =>
        {
            var areas = vehicle.Sightings[Math.Max(0, f - before)..f].Where(e => e.Seen).Select(e => e.Area).Order().ToArray();
            return areas.Length > 0 && s.Area > Sparks * areas[areas.Length / 2] ? default : s;
        }),
    ];

    /// <summary>The straight line through the values of some frames; unknown ones are skipped, and null if less than four are known.</summary>
    private static (double At, double Slope)? Line(double[] values, int from, int to)
    {
        double n = 0, t = 0, tt = 0, v = 0, vt = 0;
        for (var f = from; f < to; f++)
        {
            if (double.IsFinite(values[f]))
                (n, t, tt, v, vt) = (n + 1, t + f, tt + ((double)f * f), v + values[f], vt + (values[f] * f));
        }
        if (n < 4)
            return null;
        var slope = ((n * vt) - (t * v)) / ((n * tt) - (t * t));
        return ((v - (slope * t)) / n, slope);
    }
}
