using SoraSharp.Worlds;

namespace SoraSharp.Quality.Analysers;

/// <summary>Looks at a clip and listens to it; knows nothing else about it. Thread-safe.</summary>
internal sealed class ClipAnalyser(LayoutClassifier layouts)
{
    /// <summary>The worlds that it can judge.</summary>
    public static IReadOnlyList<WorldKind> Worlds { get; } = Enum.GetValues<WorldKind>();

    public ClipAnalysis Analyse(ClipSignal clip)
    {
        var seen = layouts.Classify(clip);
        var (world, style) = (seen.World, seen.Style);
        var objects = world switch
        {
            WorldKind.BouncingBalls => BallsAnalyser.Analyse(clip, style),
            WorldKind.Basketball => BasketballAnalyser.Analyse(clip, style),
            WorldKind.DuckRace => DuckRaceAnalyser.Analyse(clip, style),
            WorldKind.Presenter => PresenterAnalyser.Analyse(clip, style),
            WorldKind.Vehicles => VehiclesAnalyser.Analyse(clip, style),
            WorldKind.MushroomGarden => GardenAnalyser.Analyse(clip, style),
            WorldKind.Weather => WeatherAnalyser.Analyse(clip, style) with { Weather = seen.Weather },
            WorldKind.Gymnast or WorldKind.Skater => FigureAnalyser.Analyse(clip, style) with { Move = seen.Move },
            _ => new(),
        };
        return new(world, style, objects, OnsetDetector.Find(clip.Audio, clip.SampleRate), world == WorldKind.Presenter ? SpeechSync.Vowels(clip) : []);
    }
}
