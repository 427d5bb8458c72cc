using SoraSharp.Worlds;

namespace SoraSharp.Quality.Analysers;

/// <summary>Weather: the house's colour by where houses stand. What falls is told by the layout.</summary>
internal static class WeatherAnalyser
{
    public static ObjectAnalysis Analyse(ClipSignal clip, ClipStyle style) =>
        new() { Colors = [RegionColor.MostFrequent(clip, SubjectLabels.For(style), clip.Box(44, 42, 84, 62))] };
}
