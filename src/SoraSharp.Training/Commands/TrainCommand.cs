using System.CommandLine;
using System.Diagnostics;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Training.Components;
using SoraSharp.Training.Data;

namespace SoraSharp.Training.Commands;

/// <summary><c>train COMPONENT --minutes N --out DIR</c>: begins a component's run, or goes on with it.</summary>
internal sealed class TrainCommand : Command
{
    private const string Patch = "patch", Decoder = "decoder", Transformer = "transformer", Vocoder = "vocoder", All = "all";
    private readonly Argument<string> _component = new("component") { Description = "patch (a few minutes, needed first), decoder, transformer, all of these side by side, or vocoder, which Mini can do without." };
    private readonly Option<double> _minutes = new("--minutes") { Description = "Training time of the run in minutes, all sittings together.", DefaultValueFactory = _ => 60 };
    private readonly Option<string> _out = new("--out") { Description = "The run's folder.", DefaultValueFactory = _ => Path.Combine("runs", "mini") };
    private readonly Option<int?> _batch = new("--batch") { Description = "Clips a step; 8 for the transformer and 4 for the decoder if left out." };
    private readonly Option<int> _threads = new("--threads") { Description = "Threads of a component; two components side by side use two cores better than one on both.", DefaultValueFactory = _ => 1 };

    private readonly Option<string> _device = new("--device") { Description = "cpu or cuda. A GPU needs a libtorch with CUDA, and --pool.", DefaultValueFactory = _ => "cpu" };
    private readonly Option<int> _producers = new("--producers") { Description = "Threads that prepare clips for a pool.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _pool = new("--pool") { Description = "Clips that are kept and trained on again at other noise levels, for a trainer that is faster than its producers; 0 to use each clip once." };

    private readonly Option<bool> _denoised = new("--denoised") { Description = "For the decoder: half of the latents are what the trained transformer makes of them." };

    private readonly Option<double> _given = new("--given") { Description = "For the transformer: the share of the clips whose picture (or in one of ten whose sound) is known, so that the other is fitted to it; 0 to 1." };

    private readonly Option<double> _rate = new("--rate") { Description = "The learning rates as a multiple of the component's own; less than 1 to refine a trained one with small batches.", DefaultValueFactory = _ => 1 };

    public TrainCommand()
        : base("train", "Trains a component; stopped or killed, the same command goes on where it last saved.")
    {
        _component.AcceptOnlyFromAmong(Patch, Decoder, Transformer, Vocoder, All);
        Arguments.Add(_component);
        foreach (Option option in (Option[])[_minutes, _out, _batch, _threads, _device, _producers, _pool, _denoised, _given, _rate]) Options.Add(option);
        SetAction((result, cancellationToken) => Task.Run(
            () => Run(
                result.GetRequiredValue(_component), result.GetValue(_minutes), result.GetRequiredValue(_out), result.GetValue(_batch), result.GetValue(_threads),
                result.GetRequiredValue(_device), new ClipOptions(result.GetValue(_producers), result.GetValue(_pool)), result.GetValue(_denoised), result.GetValue(_given), result.GetValue(_rate), cancellationToken),
            CancellationToken.None));
    }

    private static async Task<int> Run(string component, double minutes, string folder, int? batch, int threads, string deviceName, ClipOptions clips, bool denoised, double given, double rate, CancellationToken cancellationToken)
    {
        if (threads < 1) throw new TrainingException($"--threads is {threads}; at least 1 is needed.");
        if (clips.Producers < 1 || clips.Pool < 0) throw new TrainingException($"--producers is {clips.Producers} and --pool {clips.Pool}; at least 1 and 0 are needed.");
        if (clips.Producers > 1 && clips.Pool == 0) throw new TrainingException($"--producers is {clips.Producers}; more than one thread prepares clips for a pool only, so give --pool too.");
        if (given is not (>= 0 and <= 1)) throw new TrainingException($"--given is {given}; it is a share of the clips, 0 to 1; 0.2 is a good start.");
        if (rate is not (> 0 and <= 10)) throw new TrainingException($"--rate is {rate}; it multiplies the learning rates, above 0 and at most 10; leave it out for 1.");
        TorchSharp.torch.Device? device = TrainingDevice.Of(deviceName);
        if (device is not null && threads > 1) throw new TrainingException($"--threads is {threads}; they share a batch on the CPU only. Leave it out with --device {deviceName}.");
        if (device is not null && component == Vocoder) throw new TrainingException($"--device is {deviceName}; the vocoder is small and learns on the CPU. Leave it out.");
        // The transformer's threads share the batch, not each product.
        TorchSharp.torch.set_num_threads(component == Transformer ? 1 : threads);
        if (!(minutes > 0) || batch is < 1) throw new TrainingException($"--minutes is {minutes} and --batch {batch}; both are above 0.");
        if (component is Patch or All && !PatchTrainer.IsComplete(new RunFolder(folder, Patch))) new PatchTrainer(new RunFolder(folder, Patch), Console.WriteLine).Run();
        if (component == Patch) return 0;
        if (component == All) return await SideBySide([Transformer, Decoder], minutes, folder, cancellationToken);

        RunFolder run = new(folder, component);
        (_, SafetensorsFile fitted) = new RunFolder(folder, Patch).Load();
        using (fitted)
        using (ITrainable trainable = component switch
        {
            Decoder => new DecoderTrainer(fitted, Console.WriteLine, device, clips, denoised ? new DenoisedLatents(new RunFolder(folder, Transformer), device) : null),
            Vocoder => new VocoderTrainer(fitted, Console.WriteLine, clips),
            _ => new TransformerTrainer(fitted, TextVocabulary.OfRun(run.File("vocabulary.txt")), threads, device, clips, given),
        })
        {
            LoopOptions options = component == Decoder ? new(minutes, batch ?? 4, WarmupSteps: 30) : new(minutes, batch ?? 8);
            new TrainingLoop(run, options with { Rate = rate }, Console.WriteLine).Run(trainable, cancellationToken);
        }

        return 0;
    }

    /// <summary>A process for each component, as each computes on one thread.</summary>
    private static async Task<int> SideBySide(string[] components, double minutes, string folder, CancellationToken cancellationToken)
    {
        string[] host = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(TrainCommand).Assembly.Location] : [];
        Process[] processes = [.. components.Select(component => Process.Start(Environment.ProcessPath!, [.. host, "train", component, "--minutes", minutes.ToString(System.Globalization.CultureInfo.InvariantCulture), "--out", folder]))];
        try
        {
            await Task.WhenAll(processes.Select(process => process.WaitForExitAsync(cancellationToken)));
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C reaches the children too: they save and end.
            await Task.WhenAll(processes.Select(process => process.WaitForExitAsync(CancellationToken.None)));
        }

        return processes.Max(process => process.ExitCode);
    }
}
