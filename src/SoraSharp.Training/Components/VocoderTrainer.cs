using SoraSharp.Models.Audio;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Spectral;
using SoraSharp.Models.Tensors;
using SoraSharp.Torch;
using SoraSharp.Training.Data;
using SoraSharp.Training.Optimisation;
using SoraSharp.Training.Reporting;
using SoraSharp.Training.Sampling;
using SoraSharp.Worlds;
using TorchSharp;

namespace SoraSharp.Training.Components;

/// <summary>A stretch of a clip's sound with its spectrogram and carrier.</summary>
internal sealed record SoundStretch(float[] Mel, float[] Carrier, float[] Sound);

/// <summary>
/// Trains the vocoder on stretches of the worlds' sounds. Half of the spectrograms are as they are, the others as the audio autoencoder
/// gives them back from slightly noisy latents, as Mini's own are.
/// </summary>
internal sealed class VocoderTrainer : ITrainable
{
    /// <summary>Frames of a stretch.</summary>
    private const int Frames = 97;

    /// <summary>Stretches of a clip: making its sound costs more than looking at it twice.</summary>
    private const int Stretches = 2;

    private const double MuonRate = 0.02;
    private const double AdamRate = 1e-3;
    private const double LargestNoise = 0.15;
    private const int MeasuredClips = 9;

    /// <summary>ln mel below which a stretch is silent all along, and another one is sought.</summary>
    private const float Silence = -7;

    private const int Attempts = 4;

    /// <summary>All worlds alike: each has sounds that no other has.</summary>
    private static readonly WorldSampler Worlds = new();
    private static readonly int Bins = MiniConfigs.VocoderConfig.MelBins, Hop = MiniConfigs.VocoderConfig.HopLength;
    private readonly SpectralVocoderNetwork _network;
    private readonly VocoderCarrier _carrier;
    private readonly ClipEncoder _encoder;
    private readonly SpectralEnergy _energy = new();
    private readonly ClipOptions _clipOptions;
    private readonly Action<string>? _report;
    private readonly List<double> _unlearned = [];
    private IClipSource<SoundStretch[]>? _clips;

    /// <param name="fitted">The fitted autoencoders.</param>
    /// <param name="report">Is told how well other clips are reconstructed.</param>
    /// <param name="clips">How clips are prepared; by one thread, each used once, when null.</param>
    public VocoderTrainer(IWeightSource fitted, Action<string>? report = null, ClipOptions? clips = null)
    {
        _report = report;
        _clipOptions = clips ?? new ClipOptions();
        _encoder = new ClipEncoder(fitted);
        _network = MiniConfigs.CreateVocoder();
        _carrier = new VocoderCarrier(_network, new MelSettings());
        Parameter[] declared = [.. _network.Parameters.Declared], matrices = [.. declared.Where(IsHidden)];
        Optimiser = new Optimiser(
        [
            .. MuonGroup.OfShapes(matrices, MuonRate),
            new AdamGroup("adam.others", [.. declared.Except(matrices)], AdamRate),
        ]);
        torch.manual_seed(0);
        Optimiser.Initialise(Initial);
    }

    public Optimiser Optimiser { get; }

    public string Fingerprint => $"vocoder {Optimiser.Count}";

    public IReadOnlyList<string> Columns => ["loss", "convergence"];

    public long ClipsMade => _clips?.Made ?? 0;

    public void Seek(long sample)
    {
        _clips?.Dispose();
        _clips = _clipOptions.Open(sample, Record, ahead: 16);
    }

    public double[] Accumulate(long sample, int count)
    {
        using IDisposable scope = torch.NewDisposeScope();
        SoundStretch[] stretches = [.. _clips!.Take(count).SelectMany(clip => clip)];
        torch.Tensor mel = ClipRows.Of(stretches, stretch => stretch.Mel, Frames, Bins, torch.CPU);
        torch.Tensor truth = ClipRows.Of(stretches, stretch => stretch.Sound, 1, (Frames - 1) * Hop, torch.CPU).squeeze(1);
        torch.Tensor carrier = ClipRows.Of(stretches, stretch => stretch.Carrier, _network.Blocks(Frames), Hop, torch.CPU);
        TorchInterpreter interpreter = Interpreter(Optimiser.Values);
        (Tensor, Tensor) sound = _network.Forward(interpreter.Wrap(mel), interpreter.Wrap(carrier));
        (torch.Tensor loss, double convergence) = _energy.Measure(truth, Version(), Version());
        loss.backward();
        return [loss.item<float>(), convergence];

        torch.Tensor Version() => TorchInterpreter.Unwrap(_network.Waveform(sound, interpreter.Wrap(White(Frames, stretches.Length))));
    }

    /// <summary>ln mel of some frames → their sound, (frames − 1)·hop samples, by the averaged parameters and torch's default generator.</summary>
    public float[] Synthesise(float[] logMel)
    {
        using IDisposable scope = torch.NewDisposeScope();
        using IDisposable noGradients = torch.no_grad();
        int frames = logMel.Length / Bins;
        TorchInterpreter interpreter = Interpreter(Optimiser.Averages);
        NetworkValues inputs = new(interpreter)
        {
            [SpectralVocoderNetwork.Mel] = interpreter.Wrap(torch.tensor(logMel, [1, frames, Bins])),
            [SpectralVocoderNetwork.Noise] = interpreter.Wrap(White(frames)),
            [SpectralVocoderNetwork.Carrier] = interpreter.Wrap(torch.tensor(_carrier.Of(logMel, frames), [1, _network.Blocks(frames), Hop])),
        };
        return TorchInterpreter.Unwrap(_network.Synthesize().Body(inputs)["waveform"]).ToHost().Floats;
    }

    public void DrawSheet(string path)
    {
        using IDisposable scope = torch.NewDisposeScope();
        using IDisposable noGradients = torch.no_grad();
        List<(float[], float[], string)> rows = [];
        List<string> lines = ["energy distance, Griffin-Lim's, caption"];
        double distance = 0, error = 0, unlearned = 0;
        for (int i = 0; i < MeasuredClips; i++)
        {
            using IDisposable clip = torch.NewDisposeScope();
            SimulatedScene scene = WorldsInTurn.Exam(i);
            float[] sound = scene.Synthesize(MiniFormat.SampleRate);
            float[] mel = ClipEncoder.Spectrogram(sound).ToHost().Floats;
            torch.Tensor truth = Row(sound[..((MiniFormat.MelFrames - 1) * Hop)]);
            float[] made = Synthesise(mel);
            (torch.Tensor loss, double convergence) = _energy.Measure(truth, Row(made), Row(Synthesise(mel)));
            if (_unlearned.Count <= i) _unlearned.Add(GriffinLimDistance(truth, mel));
            lines.Add(FormattableString.Invariant($"{loss.item<float>():F3}, {_unlearned[i]:F3}, {scene.Caption.Text}"));
            distance += loss.item<float>() / MeasuredClips;
            error += convergence / MeasuredClips;
            unlearned += _unlearned[i] / MeasuredClips;
            rows.Add((ClipEncoder.Spectrogram([.. made, .. new float[Hop]]).ToHost().Floats, mel, scene.Caption.Text));
            WaveFile.Save(Path.ChangeExtension(path, $".{i}.wav"), made, MiniFormat.SampleRate);
        }

        File.WriteAllLines(Path.ChangeExtension(path, ".txt"), lines);
        SpectrogramSheet.Save(path, rows, Bins);
        _report?.Invoke($"{MeasuredClips} reserved clips: energy distance {distance:F3} (Griffin-Lim {unlearned:F3}), spectral convergence {error:F3}.");
    }

    public void Dispose()
    {
        _clips?.Dispose();
        _encoder.Dispose();
        _energy.Dispose();
        Optimiser.Dispose();
    }

    /// <summary>What is to be beaten.</summary>
    private double GriffinLimDistance(torch.Tensor truth, float[] mel)
    {
        return _energy.Measure(truth, Version(1), Version(2)).Loss.item<float>();

        torch.Tensor Version(int seed) => Row(new GriffinLim(new MelSettings(), seed: seed).Reconstruct(mel, MiniFormat.MelFrames));
    }

    private static torch.Tensor Row(float[] sound) => torch.tensor(sound).unsqueeze(0);

    /// <summary>Matrices from features to features.</summary>
    private static bool IsHidden(Parameter parameter) => parameter.Shape.Count == 2 && parameter.Name.StartsWith("blocks.", StringComparison.Ordinal);

    /// <summary>Layers keep the size of what they are given, those that add to the stream a fifth of it; spectra start out quiet, with every phase.</summary>
    private static torch.Tensor Initial(Parameter parameter)
    {
        const double quiet = -4;
        long[] shape = [.. parameter.Shape];
        if (shape.Length == 1)
        {
            if (parameter.Name.Contains("norm") && parameter.Name.EndsWith(".weight", StringComparison.Ordinal)) return torch.ones(shape);
            torch.Tensor bias = torch.zeros(shape);
            if (parameter.Name != "proj_out.bias") return bias;
            torch.Tensor[] parts = bias.chunk(SpectralVocoderNetwork.Parts);
            foreach (int magnitude in (int[])[0, 2, 3]) parts[magnitude].fill_(TorchScalars.Of(quiet));
            return bias;
        }

        double gain = parameter.Name.Contains(".net.2.") ? 0.2 : 1;
        return torch.randn(shape).mul_(TorchScalars.Of(gain / Math.Sqrt(shape.Skip(1).Aggregate(1L, (a, b) => a * b))));
    }

    private static TorchInterpreter Interpreter(IReadOnlyDictionary<string, torch.Tensor> weights) => new(parameter => weights[parameter.Name]);

    private torch.Tensor White(int frames, int rows = 1) => torch.randn(rows, _network.Blocks(frames), Hop);

    /// <summary>Stretches of a clip's sound; of some attempts the first that is not silent.</summary>
    private SoundStretch[] Record(long number)
    {
        using IDisposable scope = torch.NewDisposeScope();
        using IDisposable noGradients = torch.no_grad();
        SimulatedScene scene = Worlds.SampleScene(MiniFormat.TrainingSeed(number), MiniFormat.Frames, MiniFormat.FramesPerSecond);
        float[] sound = scene.Synthesize(MiniFormat.SampleRate);
        torch.Tensor mel = ClipEncoder.Spectrogram(sound);
        // Numbered noise: a resumed run meets the same clips.
        Random random = new(unchecked((int)number));
        float[] whole = mel.ToHost().Floats, decoded = Decoded(mel, random);
        return [.. Enumerable.Range(0, Stretches).Select(i => Stretch(i == 0 ? whole : decoded))];

        SoundStretch Stretch(float[] frames)
        {
            int start = 0;
            for (int attempt = 0; attempt < Attempts; attempt++)
            {
                start = random.Next(MiniFormat.MelFrames - Frames + 1);
                if (whole.AsSpan(start * Bins, Frames * Bins).ContainsAnyInRange(Silence, float.MaxValue)) break;
            }

            float[] part = frames[(start * Bins)..((start + Frames) * Bins)];
            return new SoundStretch(part, _carrier.Of(part, Frames), sound[(start * Hop)..((start + Frames - 1) * Hop)]);
        }
    }

    private float[] Decoded(torch.Tensor mel, Random random)
    {
        torch.Tensor latents = _encoder.EncodeSpectrogram(mel);
        using torch.Generator generator = new((ulong)random.NextInt64());
        using torch.Tensor level = torch.tensor((float)(random.NextDouble() * LargestNoise));
        torch.Tensor noise = torch.randn([.. latents.shape], generator: generator) * level;
        return _encoder.DecodeAudio(latents.Plus(noise)).ToHost().Floats;
    }
}
