using SoraSharp.Worlds;

namespace SoraSharp.Quality.Analysers;

/// <summary>A presenter: the shirt's colour and the mouth by where they always are.</summary>
internal static class PresenterAnalyser
{
    public static ObjectAnalysis Analyse(ClipSignal clip, ClipStyle style)
    {
        var labels = style switch
        {
            ClipStyle.PencilSketch => ColorLabels.For(style, 0.30, 90),
            ClipStyle.Watercolor => ColorLabels.For(style, 0.26, 90),
            ClipStyle.Neon => ColorLabels.For(style, 0.45, 85),
            _ => ColorLabels.For(style, 0.40, 60),
        };
        return new() { Colors = [RegionColor.MostFrequent(clip, labels, clip.Box(38, 71, 90, 79))], Mouth = SpeechSync.Mouth(clip) };
    }
}
