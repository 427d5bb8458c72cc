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
    /// <summary>The median area over the frames in which it was seen; 0 where it never was.</summary>
    public double MedianArea
    {
        get
        {
            var areas = Sightings.Where(s => s.Seen).Select(s => s.Area).Order().ToArray();
            return areas.Length == 0 ? 0 : areas[areas.Length / 2];
        }
    }

    /// <summary>How many frames show it with at least <paramref name="share"/> of its usual area.</summary>
    public int FramesSeen(double share)
    {
        var least = MedianArea * share;
        return Sightings.Count(s => s.Seen && s.Area >= least);
    }
}
