using SoraSharp.Worlds;

namespace SoraSharp.Quality.Analysers;

/// <summary>Gymnasts and skaters: the suit's colour, and whether they stand or lie at the end.</summary>
internal static class FigureAnalyser
{
    /// <summary>A suit whose middle is lower than this lies on the ground, units from the top.</summary>
    private const double Lying = 58;

    private const double Reach = 20;
    private const double LeastArea = 40;

    /// <summary>What is dressed moves at least this far, units.</summary>
    private const double LeastTravel = 12;

    public static ObjectAnalysis Analyse(ClipSignal clip, ClipStyle style)
    {
        var found = ColorTracker.Follow(clip, SubjectLabels.For(style), clip.Box(0, 3, 128, 76), Reach);
        // Skin is orange to the eye; it follows the suit about and is smaller. A vaulting table stands still.
        var suit = found.Tracks.Where(t => t.Sightings.Count(s => s.Area >= LeastArea) * 2 > clip.Frames && Travelled(t) > LeastTravel).MaxBy(t => t.MedianArea);
        if (suit is null)
            return new() { Permanent = false };
        var end = suit.Sightings.Skip(clip.Frames - Math.Max(2, clip.Frames / 12)).Where(s => s.Seen).Select(s => s.Y).Order().ToArray();
        return new()
        {
            Colors = [suit.Color],
            Outcome = end.Length == 0 ? null : end[end.Length / 2] > Lying ? ClipOutcome.Fell : ClipOutcome.Landed,
            Permanent = suit.FramesSeen(0.15) >= clip.Frames - 1,
        };
    }

    private static double Travelled(Track track)
    {
        var places = track.Sightings.Where(s => s.Area >= LeastArea).Select(s => s.X).ToArray();
        return places.Length == 0 ? 0 : places.Max() - places.Min();
    }
}
