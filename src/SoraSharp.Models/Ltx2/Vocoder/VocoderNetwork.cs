using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.Vocoder;

/// <summary>
/// LTX-2's vocoder: log-mel spectrogram to waveform (2.0), where asked followed by a second generator that adds what lies above
/// the first one's half-rate (2.3 and later; diffusers <c>pipelines/ltx2/vocoder.py</c>). Immutable and thread-safe.
/// </summary>
internal sealed class VocoderNetwork
{
    private readonly Generator _generator;
    private readonly Extender? _extender;

    public VocoderNetwork(VocoderConfig config, ParameterScope? scope = null)
    {
        Config = config;
        Parameters = scope ?? new ParameterScope();
        _generator = new Generator(config.Extension is null ? Parameters : Parameters["vocoder"], config.Generator);
        if (config.Extension is not null) _extender = new Extender(Parameters, config, config.Extension);
    }

    public VocoderConfig Config { get; }

    /// <summary>Every parameter and buffer, named as in the checkpoint.</summary>
    public ParameterScope Parameters { get; }

    /// <summary>The number that spectrogram frames must be a multiple of, so that the second generator gets whole frames; 1 without one.</summary>
    public int FrameMultiple
    {
        get
        {
            if (Config.Extension is not { } extension) return 1;
            return extension.HopLength / (int)System.Numerics.BigInteger.GreatestCommonDivisor(extension.HopLength, Config.Generator.SamplesPerFrame);
        }
    }

    /// <summary>
    /// Input <c>mel</c> [batch, channels, frames, bins], ln mel, frames a multiple of <see cref="FrameMultiple"/>.
    /// Output <c>waveform</c> [batch, out channels, samples].
    /// </summary>
    /// <param name="channels">Channels of the spectrogram; the bins are the generator's inputs for each.</param>
    /// <param name="timeLast">Whether the spectrogram is [batch, channels, bins, frames].</param>
    public NetworkFunction Synthesize(int channels = 2, bool timeLast = false)
    {
        if (channels < 1 || Config.Generator.InChannels % channels != 0) throw new ArgumentException($"channels is {channels}; it must divide the vocoder's {Config.Generator.InChannels} inputs.", nameof(channels));
        AxisSpec bins = Config.Generator.InChannels / channels;
        AxisSpec frames = "frames";
        InputSpec mel = timeLast ? new("mel", ElementType.Float32, "batch", channels, bins, frames) : new("mel", ElementType.Float32, "batch", channels, frames, bins);
        return new("vocoder", [mel], inputs =>
        {
            Tensor x = inputs["mel"];
            Tensor waveform = _generator.Forward((timeLast ? x : x.SwapAxes(2, 3)).Flatten(1, 2));
            return new NetworkValues(inputs.Interpreter) { ["waveform"] = _extender?.Forward(waveform) ?? waveform };
        });
    }

    /// <summary>
    /// What the second generator hears: input <c>waveform</c> [rows, samples]; outputs <c>log_mel</c> [rows, bins, frames],
    /// <c>magnitude</c> [rows, frequencies, frames] and <c>energy</c> [rows, frames].
    /// </summary>
    /// <exception cref="InvalidOperationException">The vocoder has no bandwidth extension.</exception>
    public NetworkFunction Analyse()
    {
        Extender extender = _extender ?? throw new InvalidOperationException("This vocoder has no bandwidth extension, so it analyses no waveform; use one of class LTX2VocoderWithBWE.");
        return new("vocoder.mel_stft", [new InputSpec("waveform", ElementType.Float32, "rows", "samples")], inputs =>
        {
            (Tensor logMel, Tensor magnitude, Tensor energy) = extender.MelStft.Forward(inputs["waveform"]);
            return new NetworkValues(inputs.Interpreter) { ["log_mel"] = logMel, ["magnitude"] = magnitude, ["energy"] = energy };
        });
    }

    /// <summary>The waveform at the higher rate: resampled, plus what the second generator makes of its spectrogram.</summary>
    private sealed class Extender(ParameterScope scope, VocoderConfig config, BandwidthExtensionConfig extension)
    {
        private readonly Generator _generator = new(scope["bwe_generator"], extension.Generator);
        private readonly FilterUpsampler _resampler = new(config.SampleRate / extension.InputRate);

        public MelStft MelStft { get; } = new(scope["mel_stft"], extension);

        /// <summary>[B, C, T] → [B, C, T · rate/input rate].</summary>
        public Tensor Forward(Tensor waveform)
        {
            Tensor logMel = MelStft.Forward(waveform.Flatten(0, 1)).LogMel;
            Tensor stacked = logMel.Reshape(waveform.Shape[0], config.Generator.OutChannels * extension.MelBins, logMel.Shape[2]);
            Tensor extended = (_generator.Forward(stacked) + _resampler.Forward(waveform)).Clamp(-1, 1);
            return extended.Slice(2, 0, waveform.Shape[2] * config.SampleRate / extension.InputRate);
        }
    }
}
