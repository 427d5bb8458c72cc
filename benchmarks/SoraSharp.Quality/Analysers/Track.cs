using SoraSharp.Worlds;

namespace SoraSharp.Quality.Analysers;

/// <summary>Where an object was seen in one frame, in world units (128 × 80).</summary>
/// <param name="X">Centre from the left.</param>
/// <param name="Y">Centre from the top.</param>
/// <param name="Area">Coloured area in square units; 0 where it was not seen.</param>
/// <param name="Right">Rightmost place.</param>
internal readonly record struct Sighting(double X, double Y, double Area, double Right = 0)
{
    public bool Seen => Area > 0;
}

/// <summary>An object over all frames.</summary>
internal sealed record Track(ClipColor Color, Sighting[] Sightings)
{
    /// <summary>A sighting with less of an object's usual area does not tell where the object is.</summary>
    private const double WellSeenShare = 0.85;

    /// <summary>The median area over the frames in which it was seen; 0 where it never was.</summary>
    public double MedianArea
    {
        get
        {
            var areas = Sightings.Where(s => s.Seen).Select(s => s.Area).Order().ToArray();
            return areas.Length == 0 ? 0 : areas[areas.Length / 2];
        }
    }

    /// <summary>The sightings that show nearly all of it: of what is hidden in part, or half lost in a decoder, the middle is not the object's.</summary>
    public Sighting[] WellSeen
    {
        get
        {
            var least = WellSeenShare * MedianArea;
            return [.. Sightings.Select(s => s.Area >= least ? s : default)];
        }
    }

    /// <summary>How many frames show it with at least <paramref name="share"/> of its usual area.</summary>
    public int FramesSeen(double share)
    {
        var least = MedianArea * share;
        return Sightings.Count(s => s.Seen && s.Area >= least);
    }
}
