using SoraSharp.Models.Backends;
using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Spectral;

/// <summary>
/// Mini's vocoder: log-mel spectrogram to waveform at the rate of frames. Blocks of ConvNeXt's kind look at the spectrogram (as Siuzdak 2023, "Vocos") and say how loud in
/// every frame and at every frequency three things sound: a carrier whose phases Griffin-Lim found, which is right for steady tones; phases that the network
/// itself says, for what begins suddenly; and white noise (Serra and Smith 1990), since what rain and crowds are made of has no phase that could be known. Immutable and thread-safe.
/// </summary>
internal sealed class SpectralVocoderNetwork
{
    /// <summary>The input with the spectrogram.</summary>
    public const string Mel = "mel";

    /// <summary>The input with white noise.</summary>
    public const string Noise = "noise";

    /// <summary>The input with the carrier.</summary>
    public const string Carrier = "carrier";

    /// <summary>Numbers that the last layer gives for a frequency: log magnitude and phase of what it says itself, log magnitudes of carrier and noise.</summary>
    public const int Parts = 4;

    /// <summary>Magnitudes stay below e to the power of this.</summary>
    private const double LargestLogMagnitude = 5;

    /// <summary>The square of a magnitude that has no phase.</summary>
    private const double Silence = 1e-12;

    /// <summary>What brings ln mel, −11.5 (silence) to 3, to a mean of about 0 and a deviation of about 1.</summary>
    private const double MelMean = -5, MelDeviation = 4;

    private readonly BlockFourier _fourier;
    private readonly Convolution _projIn;
    private readonly Block[] _blocks;
    private readonly LayerNorm _normOut;
    private readonly Linear _projOut;

    public SpectralVocoderNetwork(SpectralVocoderConfig config, ParameterScope? scope = null)
    {
        Config = config;
        Parameters = scope ?? new ParameterScope();
        _fourier = new BlockFourier(config.HopLength, config.WindowHops);
        _projIn = new Convolution(Parameters["proj_in"], config.MelBins, config.HiddenSize, [config.KernelSize], padding: [config.KernelSize / 2]);
        _blocks = [.. Enumerable.Range(0, config.Layers).Select(i => new Block(Parameters["blocks"][i], config))];
        _normOut = new LayerNorm(Parameters["norm_out"], config.HiddenSize, Block.Epsilon);
        _projOut = new Linear(Parameters["proj_out"], config.HiddenSize, Parts * (long)_fourier.Frequencies);
    }

    public SpectralVocoderConfig Config { get; }

    /// <summary>Every parameter, named as in the checkpoint.</summary>
    public ParameterScope Parameters { get; }

    /// <summary>
    /// Inputs <c>mel</c> [batch, frames, bins], ln mel, and two sounds of <see cref="Blocks"/> blocks, the first <see cref="BlocksBefore"/> of which lie before the first sample: <c>noise</c> [batch, blocks, hop],
    /// white with deviation one, and <c>carrier</c>, the same shape, of which only the phases count. Output <c>waveform</c> [batch, (frames − 1)·hop].
    /// </summary>
    public NetworkFunction Synthesize() =>
        new("vocoder", [new InputSpec(Mel, ElementType.Float32, "batch", "frames", Config.MelBins), Sound(Noise), Sound(Carrier)], inputs =>
            new NetworkValues(inputs.Interpreter) { ["waveform"] = Waveform(Forward(inputs[Mel], inputs[Carrier]), inputs[Noise]) });

    /// <summary>Blocks of noise and carrier that some frames take.</summary>
    public int Blocks(int frames) => frames + Margins + BlocksBefore;

    /// <summary>Blocks of noise and carrier before the first sample.</summary>
    public int BlocksBefore => Config.WindowHops - 1;

    /// <summary>
    /// ln mel [B, T, bins] and carrier [B, blocks, hop] → spectra of all but the noise [B, T', 2·frequencies] (real parts, imaginary parts) and the noise's magnitudes [B, T', 2·frequencies], each of them twice; T' is larger
    /// by the frames that lie around the first and the last sample.
    /// </summary>
    public (Tensor Spectra, Tensor NoiseMagnitudes) Forward(Tensor mel, Tensor carrier)
    {
        Tensor x = ((mel - MelMean) * (1 / MelDeviation)).Pad(PaddingMode.Edge, new AxisPadding(1, MarginBefore, Margins - MarginBefore));
        x = _projIn.Forward(x.SwapAxes(1, 2)).SwapAxes(1, 2);
        foreach (Block block in _blocks) x = block.Forward(x);
        Tensor[] parts = _projOut.Forward(_normOut.Forward(x)).Chunk(2, Parts);
        Tensor magnitude = Magnitude(parts[0]);
        Tensor said = x.Interpreter.Concat(2, magnitude * parts[1].Cos(), magnitude * parts[1].Sin());
        return (said + (Twice(Magnitude(parts[2])) * Phases(_fourier.Analyse(carrier))), Twice(Magnitude(parts[3])));

        static Tensor Magnitude(Tensor log) => log.Clamp(-2 * LargestLogMagnitude, LargestLogMagnitude).Exp();
    }

    /// <summary>What <see cref="Forward"/> gives, and noise [B, blocks, hop] → waveform [B, samples].</summary>
    public Tensor Waveform((Tensor Spectra, Tensor NoiseMagnitudes) sound, Tensor noise) => _fourier.Synthesise(sound.Spectra + (sound.NoiseMagnitudes * _fourier.Analyse(noise))).Flatten(1, 2);

    private InputSpec Sound(string name) => new(name, ElementType.Float32, "batch", "blocks", Config.HopLength);

    /// <summary>Spectra of magnitude one.</summary>
    private static Tensor Phases(Tensor spectra)
    {
        Tensor[] parts = spectra.Chunk(2, 2);
        return spectra / Twice(((parts[0] * parts[0]) + (parts[1] * parts[1]) + Silence).Sqrt());
    }

    /// <summary>The same for real and imaginary parts.</summary>
    private static Tensor Twice(Tensor values) => values.Interpreter.Concat(2, values, values);

    /// <summary>A frame stands for the samples around its middle: so many frames more are needed for the first and the last sample.</summary>
    private int Margins => Config.WindowHops - 2;

    private int MarginBefore => Margins / 2;

    /// <summary>
    /// A convolution over time for every feature alone, then two layers over features (Liu et al. 2022, "A ConvNet for the 2020s"): [B, T, C] → [B, T, C].
    /// </summary>
    private sealed class Block(ParameterScope scope, SpectralVocoderConfig config)
    {
        public const double Epsilon = 1e-6;
        private readonly Convolution _depthwise = new(scope["dwconv"], config.HiddenSize, config.HiddenSize, [config.KernelSize], padding: [config.KernelSize / 2], groups: config.HiddenSize);
        private readonly LayerNorm _norm = new(scope["norm"], config.HiddenSize, Epsilon);
        private readonly FeedForward _feedForward = new(scope["ff"], config.HiddenSize, innerFeatures: config.IntermediateSize);

        public Tensor Forward(Tensor x) => x + _feedForward.Forward(_norm.Forward(_depthwise.Forward(x.SwapAxes(1, 2)).SwapAxes(1, 2)));
    }
}
