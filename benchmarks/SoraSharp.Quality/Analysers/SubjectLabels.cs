using SoraSharp.Worlds;

namespace SoraSharp.Quality.Analysers;

/// <summary>How saturated and bright a subject's colour is at least, by style: surfaces and haze lie below.</summary>
internal static class SubjectLabels
{
    public static ColorLabels For(ClipStyle style) => style switch
    {
        ClipStyle.PencilSketch => ColorLabels.For(style, 0.26, 90),
        ClipStyle.Neon => ColorLabels.For(style, 0.48, 110),
        ClipStyle.Cinematic => ColorLabels.For(style, 0.40, 60),
        ClipStyle.Watercolor => ColorLabels.For(style, 0.32, 80),
        // Outlines are dark shades of the colour, and some come near to another's hue.
        ClipStyle.PixelArt => ColorLabels.For(style, 0.42, 130),
        _ => ColorLabels.For(style, 0.42, 60),
    };
}
