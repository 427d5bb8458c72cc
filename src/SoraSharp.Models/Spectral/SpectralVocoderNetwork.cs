using SoraSharp.Models.Backends;
using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Spectral;

/// <summary>
/// Mini's vocoder: log-mel spectrogram to waveform at the rate of frames. Blocks of ConvNeXt's kind look at the spectrogram; of every frame they say magnitude and
/// phase of a spectrum (as Siuzdak 2023, "Vocos"), and how loud at every frequency white noise sounds besides (Serra and Smith 1990): what rain and crowds are made of
/// has no phase that a network could know. A phase is an offset and the sum of all advances so far, as in a phase vocoder: a steady tone looks alike in every frame,
/// but turns on. Immutable and thread-safe.
/// </summary>
internal sealed class SpectralVocoderNetwork
{
    /// <summary>The input with the spectrogram.</summary>
    public const string Mel = "mel";

    /// <summary>The input with white noise.</summary>
    public const string Noise = "noise";

    /// <summary>Numbers that the last layer gives for a frequency: magnitude, offset and advance of its phase, magnitude of its noise.</summary>
    public const int Parts = 4;

    /// <summary>Magnitudes stay below e to the power of this.</summary>
    private const double LargestLogMagnitude = 5;

    /// <summary>What brings ln mel, −11.5 (silence) to 3, to a mean of about 0 and a deviation of about 1.</summary>
    private const double MelMean = -5, MelDeviation = 4;

    private readonly BlockFourier _fourier;
    private readonly float[] _turns;
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
        // A tone in the middle of a bin turns by so much from frame to frame, whole turns left out.
        _turns = [.. Enumerable.Range(0, _fourier.Frequencies).Select(f => (float)(2 * Math.PI * (f % config.WindowHops) / config.WindowHops))];
    }

    public SpectralVocoderConfig Config { get; }

    /// <summary>Every parameter, named as in the checkpoint.</summary>
    public ParameterScope Parameters { get; }

    /// <summary>
    /// Inputs <c>mel</c> [batch, frames, bins], ln mel, and <c>noise</c> [batch, <see cref="NoiseBlocks"/>, hop], white with deviation one.
    /// Outputs <c>waveform</c> [batch, (frames − 1)·hop] and <c>spectra</c> [batch, frames, 2·frequencies] of the frames as they were meant: what overlaps need not agree.
    /// </summary>
    public NetworkFunction Synthesize() =>
        new("vocoder", [new InputSpec(Mel, ElementType.Float32, "batch", "frames", Config.MelBins), new InputSpec(Noise, ElementType.Float32, "batch", "blocks", Config.HopLength)], inputs =>
        {
            (Tensor tones, Tensor noise) = Forward(inputs[Mel]);
            Tensor spectra = Mix(tones, noise, inputs[Noise]);
            return new NetworkValues(inputs.Interpreter)
            {
                ["waveform"] = Waveform(spectra),
                ["spectra"] = spectra.Slice(1, MarginBefore, spectra.Shape[1] - (Margins - MarginBefore)),
            };
        });

    /// <summary>Blocks of noise that some frames take.</summary>
    public int NoiseBlocks(int frames) => frames + Margins + Config.WindowHops - 1;

    /// <summary>
    /// ln mel [B, T, bins] → spectra [B, T', 2·frequencies] (real parts, imaginary parts) and the noise's magnitudes [B, T', frequencies]; T' is larger by the
    /// frames that lie around the first and the last sample.
    /// </summary>
    public (Tensor Spectra, Tensor Noise) Forward(Tensor mel)
    {
        Tensor x = ((mel - MelMean) * (1 / MelDeviation)).Pad(PaddingMode.Edge, new AxisPadding(1, MarginBefore, Margins - MarginBefore));
        x = _projIn.Forward(x.SwapAxes(1, 2)).SwapAxes(1, 2);
        foreach (Block block in _blocks) x = block.Forward(x);
        Tensor[] parts = _projOut.Forward(_normOut.Forward(x)).Chunk(2, Parts);
        Tensor magnitude = Magnitude(parts[0]), phase = parts[1] + (parts[2] + x.Interpreter.Constant(_turns, _turns.Length)).CumulativeSum(1);
        return (x.Interpreter.Concat(2, magnitude * phase.Cos(), magnitude * phase.Sin()), Magnitude(parts[3]));

        static Tensor Magnitude(Tensor log) => log.Clamp(-2 * LargestLogMagnitude, LargestLogMagnitude).Exp();
    }

    /// <summary>Spectra and the noise's magnitudes as <see cref="Forward"/> gives them, and noise [B, blocks, hop] → spectra with the noise in them.</summary>
    public Tensor Mix(Tensor spectra, Tensor noiseMagnitude, Tensor noise) =>
        spectra + (spectra.Interpreter.Concat(2, noiseMagnitude, noiseMagnitude) * _fourier.Analyse(noise));

    /// <summary>Spectra of <see cref="Mix"/> → waveform [B, samples].</summary>
    public Tensor Waveform(Tensor spectra) => _fourier.Synthesise(spectra).Flatten(1, 2);

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
