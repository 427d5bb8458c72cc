using SoraSharp.Golden;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Training;
using SoraSharp.Training.Commands;
using SoraSharp.Training.Components;
using SoraSharp.Training.Data;
using SoraSharp.Training.Export;
using TorchSharp;
using Xunit;

namespace SoraSharp.Torch.Tests;

/// <summary>
/// What a GPU is given: tensor operations in place of fused and vector kernels. On the CPU, of Mini's own weights, they find the same losses within 1 %
/// and the same size of gradients within 3 % (both compute in bfloat16, in another order).
/// </summary>
[Collection(Alone)]
public sealed class TrainingDeviceTests(TrainingDeviceTests.ImportedRuns imported) : IClassFixture<TrainingDeviceTests.ImportedRuns>
{
    private const string Alone = "alone with torch's default generator";
    private readonly string _runs = imported.Folder;

    [Fact]
    public void The_transformer_learns_the_same()
    {
        using SafetensorsFile fitted = new RunFolder(_runs, "patch").Load().Tensors;
        TextVocabulary vocabulary = TextVocabulary.OfRun(new RunFolder(_runs, "transformer").File("vocabulary.txt"));
        Compare("transformer", device => new TransformerTrainer(fitted, vocabulary, device: device));
    }

    [Fact]
    public void The_transformer_learns_the_same_where_one_stream_is_given()
    {
        using SafetensorsFile fitted = new RunFolder(_runs, "patch").Load().Tensors;
        TextVocabulary vocabulary = TextVocabulary.OfRun(new RunFolder(_runs, "transformer").File("vocabulary.txt"));
        double[] given = Compare("transformer", device => new TransformerTrainer(fitted, vocabulary, device: device, given: 1)), neither = Compare("transformer", device => new TransformerTrainer(fitted, vocabulary, device: device));
        Assert.NotEqual(neither[0], given[0]);
        // Nothing is asked of what is given: of two clips' streams two are predicted, as hard as others.
        Assert.InRange(given[1] + given[2], 0.1, 2);
    }

    [Fact]
    public void A_pool_is_drawn_from()
    {
        using SafetensorsFile fitted = new RunFolder(_runs, "patch").Load().Tensors;
        TextVocabulary vocabulary = TextVocabulary.OfRun(new RunFolder(_runs, "transformer").File("vocabulary.txt"));
        using TransformerTrainer trainer = new(fitted, vocabulary, device: torch.CPU, clips: new ClipOptions(Producers: 2, Pool: 3));
        Restore("transformer", trainer);
        trainer.Seek(0);
        double[] losses = [.. Enumerable.Range(0, 3).Select(step => trainer.Accumulate(2 * step, 2)[0])];
        Assert.All(losses, loss => Assert.InRange(loss, 0.1, 2));
        Assert.Equal(3, losses.Distinct().Count());
    }

    [Fact]
    public void The_decoder_learns_the_same()
    {
        using SafetensorsFile fitted = new RunFolder(_runs, "patch").Load().Tensors;
        Compare("decoder", device => new DecoderTrainer(fitted, device: device));
    }

    [Fact]
    public void The_decoder_learns_from_what_the_transformer_makes()
    {
        using SafetensorsFile fitted = new RunFolder(_runs, "patch").Load().Tensors;
        double[] given = Compare("decoder", device => new DecoderTrainer(fitted, device: device)), denoised = Compare("decoder", device => new DecoderTrainer(fitted, device: device, denoised: new DenoisedLatents(new RunFolder(_runs, "transformer"), device)));
        // Decibels: near true ones, for little noise is predicted away; and not the same.
        Assert.InRange(denoised[1], given[1] - 3, given[1] + 1);
        Assert.NotEqual(given[1], denoised[1]);
    }

    [Fact]
    public void A_device_that_is_not_known_is_refused_and_the_cpu_needs_no_name()
    {
        Assert.Contains("--device is tpu; cpu, cuda and cuda:N are known", Assert.Throws<TrainingException>(() => TrainingDevice.Of("tpu")).Message, StringComparison.Ordinal);
        Assert.Null(TrainingDevice.Of("cpu"));
    }

    private double[] Compare(string component, Func<torch.Device?, ITrainable> create)
    {
        (double[] kernels, double kernelNorm) = Learn(component, create(null));
        (double[] tensors, double tensorNorm) = Learn(component, create(torch.CPU));
        Assert.All(kernels.Zip(tensors).Where(pair => !double.IsNaN(pair.First)).Take(3), pair => Assert.Equal(pair.First, pair.Second, 0.01 * Math.Abs(pair.First)));
        Assert.Equal(kernelNorm, tensorNorm, 0.03 * kernelNorm);
        Assert.True(kernelNorm > 0);
        return kernels;
    }

    private (double[] Losses, double Norm) Learn(string component, ITrainable trainable)
    {
        using (trainable)
        {
            Restore(component, trainable);
            trainable.Seek(0);
            torch.manual_seed(7);
            double[] losses = trainable.Accumulate(0, 2);
            return (losses, trainable.Optimiser.Step(1, 0.9));
        }
    }

    private void Restore(string component, ITrainable trainable) => new RunFolder(_runs, component).Restore(trainable.Optimiser);

    /// <summary>Both ways must be given the same noise, which comes from the process's one default generator.</summary>
    [CollectionDefinition(Alone, DisableParallelization = true)]
    public sealed class AloneWithTheGenerator;

    /// <summary>Runs made of Mini's own checkpoint, once for all tests, which only read them.</summary>
    public sealed class ImportedRuns : IDisposable
    {
        public ImportedRuns() => new CheckpointImporter(Path.Combine(GoldenCases.Repository, "..", "..", "src", "SoraSharp.Mini", "checkpoint"), Folder, _ => { }).Run();

        public string Folder { get; } = Directory.CreateTempSubdirectory("sorasharp-").FullName;

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
