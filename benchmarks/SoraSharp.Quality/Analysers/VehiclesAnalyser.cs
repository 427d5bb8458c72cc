using SoraSharp.Worlds;

namespace SoraSharp.Quality.Analysers;

/// <summary>Vehicles: each is a colour of its own; what happens between them is told from how their distance changes.</summary>
internal static class VehiclesAnalyser
{
    /// <summary>Radius within which a vehicle's parts belong together, units.</summary>
    private const double Reach = 19;

    /// <summary>Least coloured area of a vehicle, square units.</summary>
    private const double LeastArea = 45;

    /// <summary>Slower is standing, units / s.</summary>
    private const double Standing = 2.5;

    /// <summary>Share of the clip over which speeds are measured.</summary>
    private const double Window = 0.12;

    public static ObjectAnalysis Analyse(ClipSignal clip, ClipStyle style)
    {
        var found = ColorTracker.Follow(clip, SubjectLabels.For(style), clip.Box(0, 26, 128, 70), Reach);
        var seen = found.Tracks.Where(t => t.Sightings.Count(s => s.Area >= LeastArea) * 2 > clip.Frames).ToArray();
        // Lamps, shaded sides and far hills are coloured too, but smaller by far.
        var largest = seen.Select(t => t.MedianArea).DefaultIfEmpty(0).Max();
        var vehicles = Overlaps.Drop([.. seen.Where(t => t.MedianArea > 0.15 * largest)], 12).OrderByDescending(t => t.MedianArea).Take(2).ToArray();
        var (outcome, meeting) = Outcome(clip, vehicles);
        return new()
        {
            Colors = [.. vehicles.Select(v => (ClipColor?)v.Color)],
            Count = vehicles.Length,
            Outcome = outcome,
            Permanent = vehicles.Length > 0 && vehicles.All(v => v.FramesSeen(0.3) >= clip.Frames - 2),
            Contacts = meeting is { } m ? [m] : [],
        };
    }

    private static (ClipOutcome? Outcome, Turn? Meeting) Outcome(ClipSignal clip, Track[] vehicles)
    {
        if (vehicles.Length == 0)
            return (null, null);
        var end = clip.Frames - 1;
        var window = Math.Max(2, (int)(Window * clip.Frames));
        if (vehicles.Length == 1)
            return (Speed(clip, vehicles[0], end - window, end) < Standing ? ClipOutcome.Stopped : ClipOutcome.DrovePast, null);
        var distances = Enumerable.Range(0, clip.Frames)
            .Select(f => vehicles[0].Sightings[f].Seen && vehicles[1].Sightings[f].Seen ? Math.Abs(vehicles[0].Sightings[f].X - vehicles[1].Sightings[f].X) : double.NaN).ToArray();
        var known = Enumerable.Range(0, clip.Frames).Where(f => double.IsFinite(distances[f])).ToArray();
        if (known.Length < clip.Frames / 2)
            return (null, null);
        var nearest = known.MinBy(f => distances[f]);
        var (first, last) = (distances[known[0]], distances[known[^1]]);
        // Nobody comes nearer: one drives behind the other.
        if (first - distances[nearest] < 5)
            return (ClipOutcome.DrovePast, null);
        // Both have been moved: before the meeting by their engines or after it by the blow.
        var moved = vehicles.Min(v => Travelled(v, known));
        if (moved < 3 && last - distances[nearest] < 3)
            return (ClipOutcome.Stopped, null);
        return (ClipOutcome.Crashed, Collision.Find(vehicles, clip.FramesPerSecond));
    }

    private static double Travelled(Track track, int[] frames)
    {
        var places = frames.Select(f => track.Sightings[f].X).ToArray();
        return places.Max() - places.Min();
    }

    private static double Speed(ClipSignal clip, Track track, int from, int to)
    {
        var (a, b) = (track.Sightings[Math.Max(0, from)], track.Sightings[to]);
        return a.Seen && b.Seen ? Math.Abs(b.X - a.X) / (to - from) * clip.FramesPerSecond : double.PositiveInfinity;
    }
}
