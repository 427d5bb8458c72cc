using System.Text.Json;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;
using SoraSharp.Torch;
using SoraSharp.Training.Optimisation;
using TorchSharp;

namespace SoraSharp.Training.Components;

/// <summary>Where a component's run stands, beside its tensors.</summary>
/// <param name="Samples">Clips trained on; the next clip's number.</param>
/// <param name="Steps">Updates made.</param>
/// <param name="Seconds">Time spent training.</param>
/// <param name="PlanStart">The time at which the rate was planned.</param>
/// <param name="Minutes">The time that it was planned for, of all sittings together.</param>
/// <param name="Fingerprint">What the run was started with, so that another configuration is not resumed by mistake.</param>
internal sealed record RunProgress(long Samples, long Steps, double Seconds, double PlanStart, double Minutes, string Fingerprint);

/// <summary>The folder of one component's run: saved state, log and pictures.</summary>
internal sealed class RunFolder
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true };

    public RunFolder(string root, string component)
    {
        Root = System.IO.Path.Combine(root, component);
        Directory.CreateDirectory(Root);
    }

    public string Root { get; }

    /// <summary>The path of a file in the folder.</summary>
    public string File(params string[] names)
    {
        string path = System.IO.Path.Combine([Root, .. names]);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        return path;
    }

    /// <summary>Saves tensors and progress as one step: a kill at any moment leaves the old or the new state.</summary>
    public void Save(IEnumerable<(string Name, torch.Tensor Value)> tensors, RunProgress progress)
    {
        SafetensorsWriter writer = new();
        foreach ((string name, torch.Tensor value) in tensors) writer.Add(name, value.ToHost());
        string folder = $"state-{progress.Samples}";
        writer.Save(File(folder, "tensors.safetensors"));
        System.IO.File.WriteAllText(File(folder, "progress.json"), JsonSerializer.Serialize(progress, Options));
        string pointer = File("current.txt"), temporary = File("current.tmp");
        System.IO.File.WriteAllText(temporary, folder);
        System.IO.File.Move(temporary, pointer, overwrite: true);
        foreach (string old in Directory.GetDirectories(Root, "state-*"))
        {
            if (System.IO.Path.GetFileName(old) != folder) Directory.Delete(old, recursive: true);
        }
    }

    /// <summary>Whether there is a state to go on from.</summary>
    public bool HasState => System.IO.File.Exists(File("current.txt"));

    /// <summary>Opens the saved state.</summary>
    public (RunProgress Progress, SafetensorsFile Tensors) Load()
    {
        if (!HasState) throw new TrainingException($"{Root} holds no saved state. Train this component first, or give the folder of its run with --out.");
        string folder = System.IO.File.ReadAllText(File("current.txt")).Trim();
        RunProgress progress = JsonSerializer.Deserialize<RunProgress>(System.IO.File.ReadAllText(File(folder, "progress.json")))
            ?? throw new TrainingException($"{File(folder, "progress.json")} is empty; delete {Root} and train again.");
        return (progress, SafetensorsFile.Open(File(folder, "tensors.safetensors")));
    }

    /// <summary>Reads the saved state into an optimiser of the same parameters.</summary>
    /// <exception cref="TrainingException">Nothing is saved, or something else than <paramref name="fingerprint"/> says.</exception>
    public RunProgress Restore(Optimiser optimiser, string? fingerprint = null)
    {
        (RunProgress progress, SafetensorsFile tensors) = Load();
        using (tensors)
        {
            if (fingerprint is not null && progress.Fingerprint != fingerprint)
                throw new TrainingException($"{Root} was trained as \"{progress.Fingerprint}\", this is \"{fingerprint}\". Train into another folder, or delete that one.");
            optimiser.Restore(tensors.Read, progress.Steps);
        }

        return progress;
    }
}

/// <summary>Reads tensors of a saved state.</summary>
internal static class SavedTensors
{
    public static torch.Tensor Read(this IWeightSource source, string name) =>
        source.TryGet(name, out StoredTensor? stored) ? stored.ToHost().ToTorch() : throw new TrainingException($"{source.Name} has no tensor {name}; it was saved by another version or configuration. Delete the run's folder and train again.");
}
