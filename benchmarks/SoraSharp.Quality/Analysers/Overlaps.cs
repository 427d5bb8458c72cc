namespace SoraSharp.Quality.Analysers;

/// <summary>Tells objects from the shading of other objects.</summary>
internal static class Overlaps
{
    /// <summary>Leaves out each track that stays within <paramref name="reach"/> units of a larger one: two bodies cannot be in one place,
    /// a body and its shaded side are.</summary>
    public static Track[] Drop(IReadOnlyList<Track> tracks, double reach)
    {
        var kept = new List<Track>();
        foreach (var track in tracks.OrderByDescending(t => t.MedianArea))
        {
            if (!kept.Any(k => Together(k, track, reach)))
                kept.Add(track);
        }
        return [.. kept.OrderBy(t => t.Color)];
    }

    private static bool Together(Track a, Track b, double reach)
    {
        int both = 0, near = 0;
        for (var f = 0; f < Math.Min(a.Sightings.Length, b.Sightings.Length); f++)
        {
            var (p, q) = (a.Sightings[f], b.Sightings[f]);
            if (!p.Seen || !q.Seen)
                continue;
            both++;
            near += Math.Pow(p.X - q.X, 2) + Math.Pow(p.Y - q.Y, 2) < reach * reach ? 1 : 0;
        }
        return both > 0 && near > 0.8 * both;
    }
}
