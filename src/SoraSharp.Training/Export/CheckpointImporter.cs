using System.Text.Json.Nodes;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Patch;
using SoraSharp.Models.Spectral;
using SoraSharp.Models.Tensors;
using SoraSharp.Torch;
using SoraSharp.Training.Components;
using SoraSharp.Training.Optimisation;
using TorchSharp;

namespace SoraSharp.Training.Export;

/// <summary>
/// Makes a run of an exported checkpoint, to train it on: the fitted patches, the weights and the vocabulary come from the folder,
/// the clips go on where it stopped; the optimisers begin afresh, as their memory is not exported.
/// </summary>
internal sealed class CheckpointImporter(string checkpoint, string runs, Action<string> report)
{
    private static readonly string[] Runs = ["patch", "transformer", "decoder", "vocoder"];
    private static readonly string[] TransformerFolders = ["text_encoder", "connectors", "transformer"];

    public void Run()
    {
        if (Runs.FirstOrDefault(component => new RunFolder(runs, component).HasState) is { } taken)
            throw new TrainingException($"{Path.Combine(runs, taken)} holds a run already; import into another folder, or delete that one.");
        TrainingRecord record = TrainingRecord.Load(checkpoint);
        using CheckpointComponent vae = Open("vae"), audio = Open("audio_vae");
        vae.RequireClass(PatchTransformerConfig.ClassName);
        ImportPatches(vae, audio);
        using SafetensorsFile patch = new RunFolder(runs, "patch").Load().Tensors;
        ImportDecoder(vae, patch, record);
        ImportVocoder(patch, record);
        ImportTransformer(record);
        ImportVocabulary();
    }

    private CheckpointComponent Open(string component) => CheckpointComponent.Open(Path.Combine(checkpoint, component));

    private void ImportPatches(CheckpointComponent vae, CheckpointComponent audio)
    {
        IEnumerable<(string, torch.Tensor)> tensors =
        [
            .. MiniConfigs.CreateVideoVae().Parameters.Declared.Where(parameter => !DecoderTrainer.Learns(parameter)).Select(parameter => ($"vae.{parameter.Name}", vae.Read(parameter.Name))),
            .. MiniConfigs.CreateAudioVae().Parameters.Declared.Select(parameter => ($"audio_vae.{parameter.Name}", audio.Read(parameter.Name))),
        ];
        new RunFolder(runs, "patch").Save(tensors, new RunProgress(0, 1, 0, 0, 0, PatchTrainer.Fingerprint));
    }

    private void ImportDecoder(CheckpointComponent vae, IWeightSource patch, TrainingRecord record)
    {
        using DecoderTrainer trainer = new(patch);
        Save("decoder", trainer.Optimiser, trainer.Fingerprint, parameter => vae.Read(parameter.Name), record);
    }

    /// <summary>The vocoder, where it is a learned one.</summary>
    private void ImportVocoder(IWeightSource patch, TrainingRecord record)
    {
        using CheckpointComponent vocoder = Open("vocoder");
        if (vocoder.ClassName != SpectralVocoderConfig.ClassName) return;
        using VocoderTrainer trainer = new(patch);
        Save("vocoder", trainer.Optimiser, trainer.Fingerprint, parameter => vocoder.Read(parameter.Name), record);
    }

    private void ImportTransformer(TrainingRecord record)
    {
        MiniModel model = new();
        using Optimiser optimiser = new(MiniInitialiser.Groups(model.Parameters));
        Dictionary<string, CheckpointComponent> components = TransformerFolders.ToDictionary(name => name, Open);
        try
        {
            Save("transformer", optimiser, TransformerTrainer.FingerprintOf(optimiser), parameter =>
            {
                string[] parts = parameter.Name.Split('.', 2);
                return components[parts[0]].Read(parts[1]);
            }, record);
        }
        finally
        {
            foreach (CheckpointComponent component in components.Values) component.Dispose();
        }
    }

    private void ImportVocabulary()
    {
        JsonNode tokenizer = JsonNode.Parse(File.ReadAllText(Path.Combine(checkpoint, "tokenizer", "tokenizer.json")))!;
        IEnumerable<string> words = tokenizer["model"]!["vocab"]!.AsObject().OrderBy(entry => (int)entry.Value!).Select(entry => entry.Key);
        File.WriteAllLines(new RunFolder(runs, "transformer").File("vocabulary.txt"), words.Where(word => !word.StartsWith('<')));
    }

    private void Save(string component, Optimiser optimiser, string fingerprint, Func<Parameter, torch.Tensor> weight, TrainingRecord record)
    {
        optimiser.Initialise(weight);
        long samples = record.Samples.GetValueOrDefault(component);
        double seconds = record.Minutes.GetValueOrDefault(component) * 60;
        new RunFolder(runs, component).Save(optimiser.State, new RunProgress(samples, 0, seconds, seconds, 0, fingerprint));
        report($"{component}: goes on after {samples:N0} clips and {seconds / 60:F0} minutes.");
    }
}
