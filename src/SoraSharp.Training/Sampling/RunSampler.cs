using SoraSharp.Models.Audio;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Torch;
using SoraSharp.Training.Components;
using SoraSharp.Training.Data;
using SoraSharp.Training.Reporting;
using SoraSharp.Worlds;
using TorchSharp;

namespace SoraSharp.Training.Sampling;

/// <summary>Makes clips of reserved prompts with a run's averaged weights: a contact sheet a world, and a WAV file a clip.</summary>
internal sealed class RunSampler(string runs, Action<string> report)
{
    public void Run(string target, int count, SamplingOptions options, long seed)
    {
        using IDisposable noGradients = torch.no_grad();
        Directory.CreateDirectory(target);
        (_, SafetensorsFile fitted) = new RunFolder(runs, "patch").Load();
        using (fitted)
        using (TransformerTrainer transformer = new(fitted, TextVocabulary.OfRun(new RunFolder(runs, "transformer").File("vocabulary.txt"))))
        using (DecoderTrainer decoder = new(fitted))
        {
            Restore(transformer, "transformer");
            Restore(decoder, "decoder");
            using VocoderTrainer? learned = new RunFolder(runs, "vocoder").HasState ? new VocoderTrainer(fitted) : null;
            if (learned is not null) Restore(learned, "vocoder");
            GriffinLim unlearned = new(new MelSettings());
            foreach (WorldKind world in Enum.GetValues<WorldKind>()) Sample(transformer, decoder, Sound, world, target, count, options, seed);

            float[] Sound(torch.Tensor mel)
            {
                float[] values = mel.ToHost().Floats;
                return learned is null ? unlearned.Reconstruct(values, MiniFormat.MelFrames) : learned.Synthesise(values);
            }
        }
    }

    private void Sample(TransformerTrainer transformer, DecoderTrainer decoder, Func<torch.Tensor, float[]> vocoder, WorldKind world, string target, int count, SamplingOptions options, long seed)
    {
        using IDisposable scope = torch.NewDisposeScope();
        SimulatedScene[] scenes = [.. Enumerable.Range(0, count).Select(i => WorldsInTurn.Exam(world, i))];
        (torch.Tensor video, torch.Tensor audio) = transformer.Sample(scenes, options, seed);
        SheetRow[] rows = [.. scenes.Select((scene, i) => new SheetRow(PixelTensors.ToBytes(decoder.DecodeAveraged(video.slice(0, i, i + 1, 1))[0]), MiniFormat.Width, MiniFormat.Height, scene.Caption.Text))];
        ContactSheet.Save(Path.Combine(target, $"{world}.png"), rows);
        File.WriteAllLines(Path.Combine(target, $"{world}.txt"), scenes.Select(scene => scene.Caption.Text));
        for (int i = 0; i < count; i++)
        {
            using torch.Tensor mel = transformer.DecodeAudio(audio.slice(0, i, i + 1, 1));
            WaveFile.Save(Path.Combine(target, $"{world}-{i}.wav"), vocoder(mel), MiniFormat.SampleRate);
        }

        report($"{world}: {count} clips.");
    }

    private void Restore(ITrainable trainable, string component) => new RunFolder(runs, component).Restore(trainable.Optimiser);
}
