using System.Runtime.InteropServices;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Ltx2;
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

/// <summary>A clip's packed latents and its full rendering, and what else the transformer is given.</summary>
internal sealed record RenderedClip(float[] Latents, CellTruth Truth)
{
    /// <summary>Packed latents of its sound; empty where the transformer is not asked.</summary>
    public float[] Audio { get; init; } = [];

    /// <summary>Its caption; empty where the transformer is not asked.</summary>
    public int[] Caption { get; init; } = [];
}

/// <summary>
/// Trains the transformer that adds to the linear decoder what it misses. Some noise on the latents makes it forgive what
/// Mini's own transformer gets slightly wrong; better still, half of them are what that transformer makes of them.
/// </summary>
internal sealed class DecoderTrainer : ITrainable
{
    private const double MuonRate = 0.02;
    private const double AdamRate = 2e-3;
    private const double LargestNoise = 0.15;
    private const int MeasuredClips = 40;
    private static readonly (int Clip, int Token)[] All = [.. Enumerable.Range(0, CellTruth.Tokens).Select(token => (0, token))];
    private readonly PatchTransformerNetwork _network;
    private readonly torch.Device _device;
    private readonly bool _usesKernels;
    private readonly ClipOptions _clipOptions;
    private readonly ClipEncoder _encoder;
    private readonly ClipEncoder _linear;
    private readonly DenoisedLatents? _denoised;
    private readonly Action<string>? _report;
    private readonly (torch.Tensor Cos, torch.Tensor Sin) _rope;
    private IClipSource<RenderedClip>? _clips;

    /// <param name="fitted">The fitted autoencoders.</param>
    /// <param name="report">Is told how well other clips are reconstructed.</param>
    /// <param name="device">Where it computes with tensor operations; on the CPU with fused and vector kernels when null.</param>
    /// <param name="clips">How clips are prepared; by one thread, each used once, when null.</param>
    /// <param name="denoised">Makes half of the latents the transformer's; all are true ones with noise when null. Disposed with this.</param>
    public DecoderTrainer(IWeightSource fitted, Action<string>? report = null, torch.Device? device = null, ClipOptions? clips = null, DenoisedLatents? denoised = null)
    {
        _denoised = denoised;
        _report = report;
        _device = device ?? torch.CPU;
        _usesKernels = device is null;
        _clipOptions = clips ?? new ClipOptions();
        _encoder = new ClipEncoder(fitted);
        _linear = device is null ? _encoder : new ClipEncoder(fitted, device);
        _network = MiniConfigs.CreateVideoVae();
        RopeTables tables = _network.Tables(MiniFormat.LatentFrames, MiniFormat.LatentRows, MiniFormat.LatentColumns);
        _rope = (tables.Cos.ToTorch(device).DetachFromDisposeScope(), tables.Sin.ToTorch(device).DetachFromDisposeScope());
        Parameter[] learned = [.. _network.Parameters.Declared.Where(Learns)];
        Parameter[] matrices = [.. learned.Where(IsHidden)];
        Optimiser = new Optimiser(
        [
            .. MuonGroup.OfShapes(matrices, MuonRate, device: device),
            new AdamGroup("adam.others", [.. learned.Except(matrices)], AdamRate, device),
        ]);
        torch.manual_seed(0);
        using torch.Tensor scale = LatentScale(fitted);
        Optimiser.Initialise(parameter => Initial(parameter, scale));
    }

    /// <summary>Whether a parameter of the video autoencoder is learned; the others are fitted.</summary>
    public static bool Learns(Parameter parameter) => parameter.Name.StartsWith("decoder.", StringComparison.Ordinal);

    public Optimiser Optimiser { get; }

    public string Fingerprint => $"decoder {Optimiser.Count}";

    public IReadOnlyList<string> Columns => ["loss", "decibels", "moving_decibels"];

    public long ClipsMade => _clips?.Made ?? 0;

    public void Seek(long sample)
    {
        _clips?.Dispose();
        _clips = _clipOptions.Open(sample, Render, ahead: 8);
    }

    public double[] Accumulate(long sample, int count)
    {
        using IDisposable scope = torch.NewDisposeScope();
        RenderedClip[] clips = _clips!.Take(count);
        torch.Tensor latents = Latents(clips);
        torch.Tensor noise = torch.rand(count, 1, 1, device: _device).mul(TorchScalars.Of(LargestNoise));
        torch.Tensor noisy = latents.Plus(torch.randn_like(latents) * noise);
        int[][] choices = new int[count][];
        Parallel.For(0, count, i => choices[i] = PatchChoice.Of(clips[i].Truth, (int)sample + i));
        (int Clip, int Token)[] chosen = [.. choices.SelectMany((tokens, i) => tokens.Select(token => (i, token))).OrderBy(patch => patch.token >= CellTruth.FirstTokens)];
        return _usesKernels ? WithKernels(noisy, chosen, clips) : WithTensors(noisy, chosen, clips);
    }

    /// <summary>Packed latents [1, tokens, channels] to pixels [1, 3, frames, height, width], by the averaged parameters.</summary>
    public torch.Tensor DecodeAveraged(torch.Tensor packed)
    {
        (torch.Tensor linear, torch.Tensor learned) = Decode(packed.to(_device), All, Optimiser.Averages, null);
        return _encoder.Pixels(linear.Plus(learned).cpu());
    }

    public void DrawSheet(string path)
    {
        using IDisposable scope = torch.NewDisposeScope();
        using IDisposable noGradients = torch.no_grad();
        if (_report is not null) Measure(_report);
        List<SheetRow> rows = [];
        for (int i = 0; i < 4; i++)
        {
            SimulatedScene scene = WorldsInTurn.Exam(i + 4);
            torch.Tensor latents = _encoder.EncodeVideo(scene);
            rows.Add(Row(scene.Render(MiniFormat.Width, MiniFormat.Height), $"true: {scene.Caption.Text}"));
            rows.Add(Row(PixelTensors.ToBytes(_encoder.DecodeVideoBase(latents)[0]), "linear"));
            rows.Add(Row(PixelTensors.ToBytes(DecodeAveraged(latents)[0]), "learned"));
        }

        ContactSheet.Save(path, rows);

        static SheetRow Row(byte[] pixels, string label) => new(pixels, MiniFormat.Width, MiniFormat.Height, label);
    }

    public void Dispose()
    {
        _clips?.Dispose();
        _encoder.Dispose();
        if (_linear != _encoder) _linear.Dispose();
        _denoised?.Dispose();
        _rope.Cos.Dispose();
        _rope.Sin.Dispose();
        Optimiser.Dispose();
    }

    /// <summary>The loss and its gradient in one pass over the CPU's memory.</summary>
    private double[] WithKernels(torch.Tensor noisy, (int Clip, int Token)[] chosen, RenderedClip[] clips)
    {
        GradientTape tape = new();
        (torch.Tensor linear, torch.Tensor learned) = Decode(noisy, chosen, Optimiser.Values, TorchTypes.ForMatrices(_device), tape);
        (CellSums sums, torch.Tensor gradient) = Compare(linear, learned, chosen, clips);
        tape.Backward(learned, gradient.to(learned.dtype));
        return Losses(sums, learned.numel());
    }

    private double[] WithTensors(torch.Tensor noisy, (int Clip, int Token)[] chosen, RenderedClip[] clips)
    {
        (torch.Tensor linear, torch.Tensor learned) = Decode(noisy, chosen, Optimiser.Values, TorchTypes.ForMatrices(_device));
        (torch.Tensor pixels, torch.Tensor moving) = Truth(chosen, clips);
        torch.Tensor loss = TensorCellLoss.Measure(linear, learned, pixels, moving, CellTruth.PerSide, out CellSums sums);
        loss.backward();
        return Losses(sums, learned.numel());
    }

    /// <summary>Matrices from features to features; those that begin at latents or end at pixels are not.</summary>
    private static bool IsHidden(Parameter parameter) =>
        parameter.Shape.Count == 2 && !parameter.Name.StartsWith("decoder.proj_", StringComparison.Ordinal);

    /// <summary>
    /// Linear layers keep the size of what they are given, those that add to a stream a fifth of it; the last one starts at zero, so that the linear
    /// decoder stands alone at first.
    /// </summary>
    private static torch.Tensor Initial(Parameter parameter, torch.Tensor latentScale)
    {
        long[] shape = [.. parameter.Shape];
        if (shape.Length == 1) return parameter.Name.Contains(".norm_") ? torch.ones(shape) : torch.zeros(shape);
        if (parameter.Name.StartsWith("decoder.proj_out.", StringComparison.Ordinal)) return torch.zeros(shape);
        double gain = parameter.Name.Contains(".net.2.") || parameter.Name.Contains(".to_out.") ? 0.2 : 1;
        torch.Tensor value = torch.randn(shape).mul_(TorchScalars.Of(gain / Math.Sqrt(shape[1])));
        return parameter.Name == "decoder.proj_in.weight" ? value.mul_(latentScale) : value;
    }

    /// <summary>
    /// What brings a latent's channels to a variance of one, as far as it does not lift noise. A channel's deviation is in inverse proportion to the length of
    /// its row in the encoder (see <see cref="PrincipalComponents"/>), and their mean variance is one.
    /// </summary>
    private static torch.Tensor LatentScale(IWeightSource fitted)
    {
        const double largest = 4;
        using IDisposable scope = torch.NewDisposeScope();
        torch.Tensor inverse = fitted.Read("vae.encoder.rest.weight").Squared().sum([1]).sqrt();
        return (inverse * inverse.Squared().reciprocal().mean().sqrt()).clamp_max(TorchScalars.Of(largest)).MoveToOuterDisposeScope();
    }

    private static double Decibels(double meanSquare) => -10 * Math.Log10(Math.Max(meanSquare / 4, 1e-10));

    private static Span<ushort> Halves(torch.Tensor tensor)
    {
        if (tensor.dtype != torch.ScalarType.BFloat16 || !tensor.is_contiguous()) throw new InvalidOperationException($"Cells are {tensor.dtype}; the loss reads contiguous bfloat16.");
        return MemoryMarshal.Cast<byte, ushort>(tensor.bytes);
    }

    /// <summary>Reports how well the averaged parameters reconstruct clips that are not trained on, without noise.</summary>
    private void Measure(Action<string> report)
    {
        CellSums sums = default;
        for (int i = 0; i < MeasuredClips; i++)
        {
            using IDisposable scope = torch.NewDisposeScope();
            RenderedClip clip = Clip(MiniFormat.Scene((ulong)(200_000 + i)));
            torch.Tensor latents = torch.tensor(clip.Latents, [1, CellTruth.Tokens, MiniFormat.VideoChannels], device: _device);
            (torch.Tensor linear, torch.Tensor learned) = Decode(latents, All, Optimiser.Averages, TorchTypes.ForMatrices(_device));
            sums.Add(Compare(linear.cpu(), learned.cpu(), All, [clip]).Sums);
        }

        double all = (double)MeasuredClips * CellTruth.Cells * CellTruth.CellNumbers;
        report($"{MeasuredClips} other clips: {Decibels(sums.Square / all):F2} dB, moving pixels {Decibels(sums.MovingSquare / (3 * sums.Moving)):F2} dB.");
    }

    private RenderedClip Render(long number) => Clip(MiniFormat.Scene(MiniFormat.TrainingSeed(number)));

    private RenderedClip Clip(SimulatedScene scene)
    {
        using IDisposable scope = torch.NewDisposeScope();
        RenderedClip clip = new(_encoder.EncodeVideo(scene).ToHost().Floats, CellTruth.Of(scene.Render(MiniFormat.Width, MiniFormat.Height)));
        return _denoised is null ? clip : clip with { Audio = _encoder.EncodeAudio(scene).ToHost().Floats, Caption = _denoised.Encode(scene.Caption.Words) };
    }

    /// <summary>The clips' latents on the device; the first half of them as the transformer leaves them, if it is asked.</summary>
    private torch.Tensor Latents(RenderedClip[] clips)
    {
        torch.Tensor latents = ClipRows.Of(clips, clip => clip.Latents, CellTruth.Tokens, MiniFormat.VideoChannels, _device);
        int half = clips.Length / 2;
        if (_denoised is null || half == 0) return latents;
        torch.Tensor audio = ClipRows.Of(clips[..half], clip => clip.Audio, MiniFormat.AudioTokens, MiniFormat.AudioChannels * MiniFormat.AudioBins, _device);
        return torch.cat([_denoised.Of(latents.narrow(0, 0, half), audio, [.. clips.Take(half).Select(clip => clip.Caption)]), latents.narrow(0, half, clips.Length - half)]);
    }

    /// <summary>The cells of the chosen latents, those of first frames before the others, by the linear and by the learned part of the decoder.</summary>
    private (torch.Tensor Linear, torch.Tensor Learned) Decode(torch.Tensor packed, IReadOnlyList<(int Clip, int Token)> chosen, IReadOnlyDictionary<string, torch.Tensor> weights, torch.ScalarType? computeType, GradientTape? tape = null)
    {
        torch.Tensor first = Indices(token => token < CellTruth.FirstTokens), rest = Indices(token => token >= CellTruth.FirstTokens);
        torch.Tensor linear = _linear.DecodeVideoCells(Pick(packed, first), Pick(packed, rest), computeType);
        TorchInterpreter interpreter = new(parameter => weights[parameter.Name], _device, computeType) { Tape = tape };
        torch.Tensor features = TorchInterpreter.Unwrap(_network.Features(interpreter.Wrap(packed), interpreter.Wrap(_rope.Cos), interpreter.Wrap(_rope.Sin)));
        return (linear, TorchInterpreter.Unwrap(_network.DetailCells(interpreter.Wrap(Pick(features, first)), interpreter.Wrap(Pick(features, rest)), interpreter.Wrap(linear))));

        torch.Tensor Indices(Func<int, bool> part) => torch.tensor(chosen.Where(patch => part(patch.Token)).Select(patch => ((long)patch.Clip * CellTruth.Tokens) + patch.Token).ToArray(), device: _device);

        static torch.Tensor Pick(torch.Tensor tokens, torch.Tensor indices) => tokens.flatten(0, 1).index_select(0, indices).unsqueeze(0);
    }

    /// <summary>The chosen latents' cells as they should be, [cells, numbers], and the flags of their pixels, on the device.</summary>
    private (torch.Tensor Pixels, torch.Tensor Moving) Truth(IReadOnlyList<(int Clip, int Token)> chosen, RenderedClip[] clips)
    {
        long cells = chosen.Sum(patch => (long)CellTruth.CellsOf(patch.Token).Count);
        torch.Tensor pixels = torch.empty([cells, CellTruth.CellNumbers], torch.ScalarType.Byte), moving = torch.empty([cells, CellTruth.CellPixels], torch.ScalarType.Byte);
        Span<byte> numbers = pixels.bytes, flags = moving.bytes;
        foreach ((int clip, int token) in chosen)
        {
            (ReadOnlyMemory<byte> ofPixels, ReadOnlyMemory<byte> ofMoving) = clips[clip].Truth.Of(token);
            ofPixels.Span.CopyTo(numbers);
            ofMoving.Span.CopyTo(flags);
            numbers = numbers[ofPixels.Length..];
            flags = flags[ofMoving.Length..];
        }

        return (pixels.to(_device), moving.to(_device));
    }

    private static double[] Losses(CellSums sums, long numbers) =>
        [sums.Loss / numbers, Decibels(sums.Square / numbers), Decibels(sums.MovingSquare / Math.Max(3 * sums.Moving, 1))];

    /// <summary>The loss and its gradient, in bfloat16, to which predictions of another type are rounded.</summary>
    private static (CellSums Sums, torch.Tensor Gradient) Compare(torch.Tensor linear, torch.Tensor learned, IReadOnlyList<(int Clip, int Token)> chosen, RenderedClip[] clips)
    {
        CellSums sums = default;
        (linear, learned) = (linear.to(torch.ScalarType.BFloat16), learned.to(torch.ScalarType.BFloat16));
        torch.Tensor gradient = torch.empty_like(learned);
        Span<ushort> linearNumbers = Halves(linear), learnedNumbers = Halves(learned), slopes = Halves(gradient);
        int at = 0;
        foreach ((int clip, int token) in chosen)
        {
            (ReadOnlyMemory<byte> pixels, ReadOnlyMemory<byte> moving) = clips[clip].Truth.Of(token);
            int numbers = pixels.Length;
            sums.Add(CellLoss.Accumulate(linearNumbers.Slice(at, numbers), learnedNumbers.Slice(at, numbers), pixels.Span, moving.Span, CellTruth.PerSide, 1f / learnedNumbers.Length, slopes.Slice(at, numbers)));
            at += numbers;
        }

        return (sums, gradient);
    }
}
