using SoraSharp.Models.Checkpoints;

namespace SoraSharp.Models.Spectral;

/// <summary>The configuration of <see cref="SpectralVocoderNetwork"/>: <c>config.json</c> of class <c>SpectralVocoder</c>. Immutable.</summary>
internal sealed record SpectralVocoderConfig
{
    /// <summary>The name in <c>_class_name</c>.</summary>
    public const string ClassName = "SpectralVocoder";

    /// <summary>Mel bins of a frame.</summary>
    public int MelBins { get; init; } = 64;

    /// <summary>Samples a second.</summary>
    public int SampleRate { get; init; } = 16000;

    /// <summary>Samples from one frame to the next.</summary>
    public int HopLength { get; init; } = 160;

    /// <summary>Hops of a window, an even number of 4 or more: windows overlap so often, and a frame's middle is the border of two blocks.</summary>
    public int WindowHops { get; init; } = 4;

    /// <summary>Width of the blocks.</summary>
    public int HiddenSize { get; init; } = 256;

    /// <summary>Width between the two layers of a block.</summary>
    public int IntermediateSize { get; init; } = 768;

    /// <summary>Blocks.</summary>
    public int Layers { get; init; } = 6;

    /// <summary>Frames that a convolution sees; odd.</summary>
    public int KernelSize { get; init; } = 7;

    /// <summary>Rounds of Griffin-Lim for the carrier, 1 or more.</summary>
    public int CarrierRounds { get; init; } = 16;

    /// <summary>Samples of a window.</summary>
    public int WindowLength => WindowHops * HopLength;

    /// <summary>Frequencies of a spectrum.</summary>
    public int Frequencies => (WindowLength / 2) + 1;

    /// <summary>Reads a <c>config.json</c>.</summary>
    /// <exception cref="CheckpointException">A value has the wrong type or is out of range.</exception>
    public static SpectralVocoderConfig FromConfig(ModelConfig source)
    {
        ConfigValues values = new(source);
        SpectralVocoderConfig d = new();
        SpectralVocoderConfig config = new()
        {
            MelBins = values.Int32("mel_bins", d.MelBins),
            SampleRate = values.Int32("sample_rate", d.SampleRate),
            HopLength = values.Int32("hop_length", d.HopLength),
            WindowHops = values.Int32("window_hops", d.WindowHops),
            HiddenSize = values.Int32("hidden_size", d.HiddenSize),
            IntermediateSize = values.Int32("intermediate_size", d.IntermediateSize),
            Layers = values.Int32("num_layers", d.Layers),
            KernelSize = values.Int32("kernel_size", d.KernelSize),
            CarrierRounds = values.Int32("carrier_rounds", d.CarrierRounds),
        };
        if (config.WindowHops < 4 || config.WindowHops % 2 != 0)
            throw new CheckpointException($"{source.Source} has window_hops {config.WindowHops}; it must be even and at least 4, so that a frame's middle is the border of two blocks and squared windows sum to a constant. Download the checkpoint again.");
        if (config.KernelSize % 2 == 0)
            throw new CheckpointException($"{source.Source} has kernel_size {config.KernelSize}; it must be odd, so that a frame stands in the middle. Download the checkpoint again.");
        return config;
    }
}
