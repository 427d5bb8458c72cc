namespace SoraSharp.Quality.Analysers;

/// <summary>Whether objects stay.</summary>
internal static class Permanence
{
    /// <summary>An object may be missed in this many frames: one, as it turns over a hard-to-see place.</summary>
    private const int Tolerated = 1;

    /// <summary>Whether each object shows at least <paramref name="share"/> of its usual area in every frame, and nothing of at least half
    /// an object's area comes up beside them for two frames or more.</summary>
    public static bool Holds(ColorTracks found, IReadOnlyCollection<Track> objects, double share)
    {
        var size = objects.Min(o => o.MedianArea);
        return objects.All(o => o.FramesSeen(share) >= o.Sightings.Length - Tolerated)
            && found.Tracks.Except(objects).All(t => t.Sightings.Count(s => s.Area >= 0.5 * size) <= Tolerated)
            && objects.All(o => found.Strays[(int)o.Color].Count(a => a >= 0.5 * o.MedianArea) <= Tolerated);
    }
}

/// <summary>Puts the residuals of several tracks together.</summary>
internal static class FlightResiduals
{
    /// <summary>Root of the mean square; not a number where nothing flew.</summary>
    public static double Pool(IEnumerable<FlightPath> paths)
    {
        var squares = paths.Where(p => double.IsFinite(p.Residual)).Select(p => p.Residual * p.Residual).ToArray();
        return squares.Length == 0 ? double.NaN : Math.Sqrt(squares.Average());
    }
}
