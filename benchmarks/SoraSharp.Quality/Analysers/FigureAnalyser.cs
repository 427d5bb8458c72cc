using SoraSharp.Worlds;

namespace SoraSharp.Quality.Analysers;

/// <summary>Gymnasts and skaters: the suit's colour, and whether they stand or lie at the end.</summary>
internal static class FigureAnalyser
{
    /// <summary>A suit whose middle is lower than this lies on the ground, units from the top.</summary>
    private const double Lying = 58;

    /// <summary>Least share of its usual area with which a suit is there: limbs fold.</summary>
    private const double Shown = 0.15;

    private const double Reach = 20;
    private const double LeastArea = 40;

    /// <summary>What is dressed moves at least this far, units.</summary>
    private const double LeastTravel = 12;

    public static ObjectAnalysis Analyse(ClipSignal clip, ClipStyle style)
    {
        var scenery = Scenery.Of(clip, clip.Width);
        // Of the ways to name its colour the one that loses it least often.
        var suit = Labels(style).Select(labels => Suit(clip, labels, scenery)).Where(t => t is not null).MaxBy(t => t!.FramesSeen(Shown));
        if (suit is null)
            return new() { Permanent = false };
        var end = suit.Sightings.Skip(clip.Frames - Math.Max(2, clip.Frames / 12)).Where(s => s.Seen).Select(s => s.Y).Order().ToArray();
        return new()
        {
            Colors = [suit.Color],
            Outcome = end.Length == 0 ? null : end[end.Length / 2] > Lying ? ClipOutcome.Fell : ClipOutcome.Landed,
            Permanent = suit.FramesSeen(Shown) >= clip.Frames - 1,
        };
    }

    private static Track? Suit(ClipSignal clip, ColorLabels labels, byte[] scenery)
    {
        var found = ColorTracker.Follow(clip, labels, clip.Box(0, 3, 128, 76), Reach, (f, map) => Scenery.KeepMoving(scenery, clip.Frame(f), map));
        // Skin is orange to the eye; it follows the suit about and is smaller. A vaulting table stands still.
        return found.Tracks.Where(t => t.Sightings.Count(s => s.Area >= LeastArea) * 2 > clip.Frames && Travelled(t) > LeastTravel).MaxBy(t => t.MedianArea);
    }

    /// <summary>Pixel art's dark shades are outlines, or all of a dark suit.</summary>
    private static ColorLabels[] Labels(ClipStyle style) => style == ClipStyle.PixelArt ? [SubjectLabels.For(style), ColorLabels.For(style, 0.42, 90)] : [SubjectLabels.For(style)];

    private static double Travelled(Track track)
    {
        var places = track.Sightings.Where(s => s.Area >= LeastArea).Select(s => s.X).ToArray();
        return places.Length == 0 ? 0 : places.Max() - places.Min();
    }
}
