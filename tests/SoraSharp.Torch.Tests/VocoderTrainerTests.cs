using SoraSharp.Golden;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Training.Components;
using SoraSharp.Training.Export;
using TorchSharp;
using Xunit;

namespace SoraSharp.Torch.Tests;

/// <summary>The vocoder's training: what its loss prefers, that it learns, and that what was learned is exported and taken up again.</summary>
public sealed class VocoderTrainerTests
{
    private static readonly string Mini = Path.Combine(GoldenCases.Repository, "..", "..", "src", "SoraSharp.Mini", "checkpoint");

    [Fact]
    public void Noise_of_the_same_loudness_is_best_and_repeating_it_or_humming_is_worse()
    {
        using IDisposable scope = torch.NewDisposeScope();
        using SpectralEnergy energy = new();
        torch.Tensor truth = Noise(1), one = Noise(2), other = Noise(3), hum = Hum();

        double alike = Loss(one, other);

        // Of independent samples of one distribution the expected energy distance is the mean distance within it.
        double within = Loss(one, one) / 2;
        Assert.Equal(within, alike, 0.02 * within);
        Assert.True(Loss(one, one) > 1.5 * alike, "Two times the same noise must be worse than two noises.");
        Assert.True(Loss(one * 0.5, other * 0.5) > 1.05 * alike, "Noise that is too quiet must be worse.");
        Assert.True(Loss(one * 2, other * 2) > 1.05 * alike, "Noise that is too loud must be worse.");
        Assert.True(Loss(hum, hum) > 2 * alike, "A hum must be worse.");
        Assert.InRange(energy.Measure(hum, hum, hum).Loss.item<float>(), 0, 0.03);

        double Loss(torch.Tensor first, torch.Tensor second) => energy.Measure(truth, first, second).Loss.item<float>();
    }

    [Fact]
    public void It_learns_and_what_it_learned_is_exported_and_taken_up_again()
    {
        string folder = Directory.CreateTempSubdirectory("sorasharp-").FullName;
        try
        {
            string runs = Path.Combine(folder, "runs"), again = Path.Combine(folder, "again"), checkpoint = Path.Combine(folder, "checkpoint");
            new CheckpointImporter(Mini, runs, _ => { }).Run();
            using SafetensorsFile fitted = new RunFolder(runs, "patch").Load().Tensors;
            float[] learned = Learn(fitted, new RunFolder(runs, "vocoder"));

            new CheckpointExporter(runs, checkpoint, _ => { }).Run();
            new CheckpointImporter(checkpoint, again, _ => { }).Run();

            using VocoderTrainer taken = new(fitted);
            Assert.Equal(24, new RunFolder(again, "vocoder").Restore(taken.Optimiser, taken.Fingerprint).Samples);
            float[] back = taken.Optimiser.Averages["proj_out.weight"].ToHost().Floats;
            Assert.InRange(learned.Zip(back, (a, b) => Math.Abs(a - b)).Max(), 0, 1e-3);
            using CheckpointComponent vocoder = CheckpointComponent.Open(Path.Combine(checkpoint, "vocoder"));
            Assert.Equal("SpectralVocoder", vocoder.ClassName);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A few steps of the trainer, saved; the averaged last layer.</summary>
    private static float[] Learn(SafetensorsFile fitted, RunFolder folder)
    {
        using VocoderTrainer trainer = new(fitted);
        trainer.Seek(0);
        List<double> losses = [];
        for (int step = 0; step < 6; step++)
        {
            losses.Add(trainer.Accumulate(4 * step, 4)[0]);
            Assert.True(trainer.Optimiser.Step(1, 0.5) > 0);
        }

        Assert.True(losses[^1] < 0.8 * losses[0], $"The loss was {losses[0]:F2} at first and is {losses[^1]:F2} after six steps.");
        folder.Save(trainer.Optimiser.State, new RunProgress(24, 6, 60, 0, 2, trainer.Fingerprint));
        return trainer.Optimiser.Averages["proj_out.weight"].ToHost().Floats;
    }

    private static torch.Tensor Noise(long seed)
    {
        using torch.Generator generator = new((ulong)seed);
        return torch.randn([2, 16_000], generator: generator) * 0.1f;
    }

    private static torch.Tensor Hum() => torch.tensor([.. Enumerable.Range(0, 32_000).Select(n => 0.14f * MathF.Sin(2 * MathF.PI * 100 * (n % 16_000) / 16_000))], [2, 16_000]);
}
