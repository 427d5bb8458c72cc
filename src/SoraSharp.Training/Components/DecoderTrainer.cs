using SoraSharp.Models.Backends;
using SoraSharp.Models.Patch;
using SoraSharp.Models.Tensors;
using SoraSharp.Torch;
using SoraSharp.Training.Data;
using SoraSharp.Training.Optimisation;
using SoraSharp.Training.Reporting;
using SoraSharp.Training.Sampling;
using SoraSharp.Worlds;
using TorchSharp;

namespace SoraSharp.Training.Components;

/// <summary>A clip's packed latents and its full rendering.</summary>
internal sealed record RenderedClip(float[] Latents, byte[] Pixels);

/// <summary>
/// Trains LTX-2's decoder to add to the linear decoder what it misses. Some noise on the latents makes it forgive what
/// the transformer gets slightly wrong.
/// </summary>
internal sealed class DecoderTrainer : ITrainable
{
    private const double MuonRate = 0.01;
    private const double AdamRate = 2e-3;
    private const double UpsamplerRate = 3e-4;
    private const double LargestNoise = 0.15;
    private const double MotionWeight = 4;
    private const double EdgeWeight = 0.5;
    private readonly PatchVideoNetwork _network;
    private readonly ClipEncoder _encoder;
    private BackgroundProducer<RenderedClip>? _clips;

    public DecoderTrainer(IWeightSource fitted)
    {
        _encoder = new ClipEncoder(fitted);
        _network = MiniConfigs.CreateVideoVae();
        Parameter[] learned = [.. _network.Parameters.Declared.Where(Learns)];
        // The upsamplers' kernels are so large that making them orthogonal would cost as much as everything else.
        Parameter[] upsamplers = [.. learned.Where(parameter => parameter.Name.Contains(".upsamplers.") && parameter.Shape.Count == 5)];
        Parameter[] kernels = [.. learned.Except(upsamplers).Where(parameter => parameter.Shape.Count == 5 && !parameter.Name.StartsWith("decoder.conv_out.", StringComparison.Ordinal))];
        Optimiser = new Optimiser(
        [
            .. kernels.GroupBy(parameter => (parameter.Shape[0], parameter.Shape[1], parameter.Shape[2])).Select(group => new MuonGroup($"muon.{group.Key.Item1}x{group.Key.Item2}x{group.Key.Item3}", [.. group], MuonRate)),
            new AdamGroup("adam.upsamplers", upsamplers, UpsamplerRate),
            new AdamGroup("adam.others", [.. learned.Except(kernels).Except(upsamplers)], AdamRate),
        ]);
        torch.manual_seed(0);
        Optimiser.Initialise(Initial);
    }

    /// <summary>Whether a parameter of the video autoencoder is learned; the others are fitted.</summary>
    public static bool Learns(Parameter parameter) => parameter.Name.StartsWith("decoder.", StringComparison.Ordinal);

    public Optimiser Optimiser { get; }

    public string Fingerprint => $"decoder {Optimiser.Count}";

    public IReadOnlyList<string> Columns => ["loss", "decibels", "moving_decibels"];

    public void Seek(long sample)
    {
        _clips?.Dispose();
        _clips = new BackgroundProducer<RenderedClip>(sample, Render, ahead: 8);
    }

    public double[] Accumulate(long sample, int count)
    {
        using IDisposable scope = torch.NewDisposeScope();
        RenderedClip[] clips = [.. Enumerable.Range(0, count).Select(_ => _clips!.Take())];
        torch.Tensor latents = torch.tensor(clips.SelectMany(clip => clip.Latents).ToArray(), [count, MiniFormat.VideoTokens, MiniFormat.VideoChannels]);
        torch.Tensor truth = torch.cat([.. clips.Select(clip => PixelTensors.FromBytes(clip.Pixels, MiniFormat.Frames, MiniFormat.Height, MiniFormat.Width))]);
        torch.Tensor noise = torch.rand(count, 1, 1).mul(TorchScalars.Of(LargestNoise));
        torch.Tensor noisy = latents.Plus(torch.randn_like(latents) * noise);

        torch.Tensor made = Decode(noisy, Optimiser.Values);
        torch.Tensor error = made.Minus(truth), moving = PatchTrainer.Moving(truth).unsqueeze(1);
        torch.Tensor weights = moving.mul(TorchScalars.Of(MotionWeight)).Plus(1);
        torch.Tensor loss = (error.abs() * weights).mean().Plus(Edges(error).mul(TorchScalars.Of(EdgeWeight)));
        loss.backward();

        using IDisposable noGradients = torch.no_grad();
        torch.Tensor square = error.detach().Squared();
        double mean = square.mean().item<float>() / 4, movingMean = (square * moving).sum().item<float>() / (3 * moving.sum().item<float>() + 1e-6) / 4;
        return [loss.item<float>(), -10 * Math.Log10(mean), -10 * Math.Log10(Math.Max(movingMean, 1e-6))];
    }

    /// <summary>Packed latents [1, tokens, channels] to pixels [1, 3, frames, height, width], by the averaged parameters.</summary>
    public torch.Tensor DecodeAveraged(torch.Tensor packed) => Decode(packed, Optimiser.Averages);

    public void DrawSheet(string path)
    {
        using IDisposable scope = torch.NewDisposeScope();
        using IDisposable noGradients = torch.no_grad();
        List<SheetRow> rows = [];
        for (int i = 0; i < 4; i++)
        {
            SimulatedScene scene = WorldsInTurn.Exam(i + 4);
            torch.Tensor latents = _encoder.EncodeVideo(scene);
            rows.Add(Row(scene.Render(MiniFormat.Width, MiniFormat.Height), $"true: {scene.Caption.Text}"));
            rows.Add(Row(PixelTensors.ToBytes(_encoder.DecodeVideoBase(latents)[0]), "linear"));
            rows.Add(Row(PixelTensors.ToBytes(Decode(latents, Optimiser.Averages)[0]), "learned"));
        }

        ContactSheet.Save(path, rows);

        static SheetRow Row(byte[] pixels, string label) => new(pixels, MiniFormat.Width, MiniFormat.Height, label);
    }

    public void Dispose()
    {
        _clips?.Dispose();
        _encoder.Dispose();
        Optimiser.Dispose();
    }

    /// <summary>
    /// Convolutions start at unit gain; the second of a residual block at a fifth and the last layer at zero, so that the residual
    /// stream does not explode and the linear decoder stands alone at first.
    /// </summary>
    private static torch.Tensor Initial(Parameter parameter)
    {
        long[] shape = [.. parameter.Shape];
        if (shape.Length == 1) return parameter.Name.EndsWith("norm3.weight", StringComparison.Ordinal) ? torch.ones(shape) : torch.zeros(shape);
        if (parameter.Name.StartsWith("decoder.conv_out.", StringComparison.Ordinal)) return torch.zeros(shape);
        double gain = parameter.Name.Contains(".conv2.") ? 0.2 : 1;
        return torch.randn(shape).mul_(TorchScalars.Of(gain / Math.Sqrt(shape[1] * shape[2] * shape[3] * shape[4])));
    }

    /// <summary>The mean difference of neighbouring pixels' errors: edges stand where they should.</summary>
    private static torch.Tensor Edges(torch.Tensor error)
    {
        torch.Tensor across = error.slice(4, 1, error.shape[4], 1).Minus(error.slice(4, 0, error.shape[4] - 1, 1));
        torch.Tensor down = error.slice(3, 1, error.shape[3], 1).Minus(error.slice(3, 0, error.shape[3] - 1, 1));
        return across.abs().mean().Plus(down.abs().mean());
    }

    private RenderedClip Render(long number)
    {
        using IDisposable scope = torch.NewDisposeScope();
        SimulatedScene scene = MiniFormat.Scene(MiniFormat.TrainingSeed(number));
        return new RenderedClip(_encoder.EncodeVideo(scene).ToHost().Floats, scene.Render(MiniFormat.Width, MiniFormat.Height));
    }

    private torch.Tensor Decode(torch.Tensor packed, IReadOnlyDictionary<string, torch.Tensor> weights)
    {
        torch.Tensor linear = _encoder.DecodeVideoBase(packed);
        TorchInterpreter interpreter = new(parameter => weights[parameter.Name], computeType: torch.ScalarType.BFloat16);
        return linear.Plus(TorchInterpreter.Unwrap(_network.DecodeDetail(interpreter.Wrap(ClipEncoder.Unpack(packed)))));
    }
}
