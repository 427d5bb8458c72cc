using System.Text.Json;
using SoraSharp.Training.Components;

namespace SoraSharp.Training.Export;

/// <summary><c>training.json</c> of an exported checkpoint: how far each component was trained, so that another machine can go on from there.</summary>
/// <param name="Samples">Clips trained on, by component.</param>
/// <param name="Minutes">Minutes of training, by component.</param>
internal sealed record TrainingRecord(SortedDictionary<string, long> Samples, SortedDictionary<string, double> Minutes)
{
    private const string Name = "training.json";
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public void Add(string component, RunProgress progress)
    {
        Samples[component] = progress.Samples;
        Minutes[component] = Math.Round(progress.Seconds / 60, 1);
    }

    public void Save(string folder) => File.WriteAllText(Path.Combine(folder, Name), JsonSerializer.Serialize(this, Options) + "\n");

    /// <summary>Reads a checkpoint's record; one without it starts counting at 0.</summary>
    public static TrainingRecord Load(string folder)
    {
        string path = Path.Combine(folder, Name);
        if (!File.Exists(path)) return new([], []);
        return JsonSerializer.Deserialize<TrainingRecord>(File.ReadAllText(path), Options) ?? throw new TrainingException($"{path} is empty; export the checkpoint again.");
    }
}
