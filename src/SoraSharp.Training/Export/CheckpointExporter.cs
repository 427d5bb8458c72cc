using System.Text.Json;
using System.Text.Json.Nodes;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;
using SoraSharp.Models.Tokenizers;
using SoraSharp.Torch;
using SoraSharp.Training.Components;
using SoraSharp.Training.Data;
using TorchSharp;

namespace SoraSharp.Training.Export;

/// <summary>Writes the averaged weights of finished or running trainings as a checkpoint in diffusers layout, in fp16.</summary>
internal sealed class CheckpointExporter(string runs, string target, Action<string> report)
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };
    private readonly TrainingRecord _record = new([], []);

    private bool HasVocoder => new RunFolder(runs, "vocoder").HasState;

    public void Run()
    {
        (_, SafetensorsFile patch) = new RunFolder(runs, "patch").Load();
        using (patch)
        {
            WriteTransformer();
            WriteVideoVae(patch);
            WriteAudioVae(patch);
            WriteVocoder(patch);
        }

        TextVocabulary vocabulary = TextVocabulary.OfRun(new RunFolder(runs, "transformer").File("vocabulary.txt"));
        Write("scheduler/scheduler_config.json", MiniConfigs.Scheduler);
        Write("tokenizer/tokenizer.json", vocabulary.TokenizerJson());
        Write("tokenizer/tokenizer_config.json", TextVocabulary.TokenizerConfig());
        Write("model_index.json", MiniConfigs.ModelIndex(HasVocoder));
        Write("sorasharp.json", MiniProfile.Json());
        _record.Save(target);
        CheckTokenizer(vocabulary);
        long bytes = new DirectoryInfo(target).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        report($"{target}: {bytes / 1e6:F1} MB.");
    }

    private void WriteTransformer()
    {
        MiniModel model = new();
        using Optimisation.Optimiser optimiser = new(MiniInitialiser.Groups(model.Parameters));
        Restore(optimiser, "transformer");
        IReadOnlyDictionary<string, torch.Tensor> averages = optimiser.Averages;
        foreach ((string component, JsonObject config, string file) in new[]
        {
            ("text_encoder", MiniConfigs.TextEncoder, "model.safetensors"),
            ("connectors", MiniConfigs.Connectors, "diffusion_pytorch_model.safetensors"),
            ("transformer", MiniConfigs.Transformer, "diffusion_pytorch_model.safetensors"),
        })
        {
            string prefix = component + ".";
            Write($"{component}/config.json", config);
            WriteWeights($"{component}/{file}", averages.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(entry => (entry.Key[prefix.Length..], entry.Value.ToHost())));
        }
    }

    private void WriteVideoVae(SafetensorsFile patch)
    {
        using DecoderTrainer trainer = new(patch);
        Restore(trainer.Optimiser, "decoder");
        IReadOnlyDictionary<string, torch.Tensor> learned = trainer.Optimiser.Averages;
        Write("vae/config.json", MiniConfigs.VideoVae);
        WriteWeights("vae/diffusion_pytorch_model.safetensors", MiniConfigs.CreateVideoVae().Parameters.Declared.Select(parameter =>
            (parameter.Name, learned.TryGetValue(parameter.Name, out torch.Tensor? value) ? value.ToHost() : Fitted(patch, $"vae.{parameter.Name}"))));
    }

    private void WriteAudioVae(SafetensorsFile patch)
    {
        Write("audio_vae/config.json", MiniConfigs.AudioVae);
        WriteWeights("audio_vae/diffusion_pytorch_model.safetensors", MiniConfigs.CreateAudioVae().Parameters.Declared.Select(parameter => (parameter.Name, Fitted(patch, $"audio_vae.{parameter.Name}"))));
    }

    /// <summary>The learned vocoder; Griffin-Lim where none was trained.</summary>
    private void WriteVocoder(SafetensorsFile patch)
    {
        Write("vocoder/config.json", HasVocoder ? MiniConfigs.Vocoder : MiniConfigs.GriffinLim);
        if (!HasVocoder) return;
        using VocoderTrainer trainer = new(patch);
        Restore(trainer.Optimiser, "vocoder");
        WriteWeights("vocoder/diffusion_pytorch_model.safetensors", trainer.Optimiser.Averages.Select(entry => (entry.Key, entry.Value.ToHost())));
    }

    private static HostTensor Fitted(SafetensorsFile patch, string name)
    {
        using torch.Tensor tensor = patch.Read(name);
        return tensor.ToHost();
    }

    private void Restore(Optimisation.Optimiser optimiser, string component)
    {
        RunProgress progress = new RunFolder(runs, component).Restore(optimiser);
        _record.Add(component, progress);
        report($"{component}: {progress.Samples:N0} clips, {progress.Steps:N0} steps, {progress.Seconds / 60:F0} minutes.");
    }

    private void WriteWeights(string path, IEnumerable<(string Name, HostTensor Value)> tensors)
    {
        SafetensorsWriter writer = new();
        foreach ((string name, HostTensor value) in tensors) writer.Add(name, value, ElementType.Float16);
        string full = Full(path);
        writer.Save(full);
    }

    private void Write(string path, JsonObject content) => File.WriteAllText(Full(path), content.ToJsonString(Json) + "\n");

    private string Full(string path)
    {
        string full = Path.Combine(target, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        return full;
    }

    /// <summary>The written tokenizer must give the ids that were trained with.</summary>
    private void CheckTokenizer(TextVocabulary vocabulary)
    {
        ITokenizer tokenizer = TokenizerFile.Load(Path.Combine(target, "tokenizer"));
        for (int i = 0; i < 500; i++)
        {
            Worlds.Captions.ClipCaption caption = MiniFormat.Scene((ulong)i).Caption;
            long[] expected = [.. vocabulary.Encode(caption.Words).Select(id => (long)id)];
            if (!tokenizer.Encode(caption.Text).SequenceEqual(expected)) throw new TrainingException($"The written tokenizer reads \"{caption.Text}\" as {string.Join(' ', tokenizer.Encode(caption.Text))}; it was trained as {string.Join(' ', expected)}.");
        }
    }
}
