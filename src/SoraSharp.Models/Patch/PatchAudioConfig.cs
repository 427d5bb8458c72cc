using SoraSharp.Models.Checkpoints;

namespace SoraSharp.Models.Patch;

/// <summary>
/// The configuration of <see cref="PatchAudioNetwork"/>: <c>config.json</c> of class <c>PatchAudioAutoencoder</c>, with the keys
/// of LTX-2's audio autoencoder where they mean the same. Immutable.
/// </summary>
internal sealed record PatchAudioConfig
{
    /// <summary>The name in <c>_class_name</c>.</summary>
    public const string ClassName = "PatchAudioAutoencoder";

    /// <summary>Channels of the mel spectrogram.</summary>
    public int InChannels { get; init; } = 1;

    /// <summary>Channels of a latent bin.</summary>
    public int LatentChannels { get; init; } = 4;

    /// <summary>Latent bins.</summary>
    public int LatentBins { get; init; } = 16;

    /// <summary>Mel bins.</summary>
    public int MelBins { get; init; } = 64;

    /// <summary>Mel frames a latent covers (the first one: a single frame).</summary>
    public int TemporalCompression { get; init; } = 4;

    /// <summary>Samples a second of the sound that spectrograms are made of.</summary>
    public int SampleRate { get; init; } = 16000;

    /// <summary>Samples from one mel frame to the next.</summary>
    public int HopLength { get; init; } = 160;

    /// <summary>Reads a <c>config.json</c>.</summary>
    /// <exception cref="CheckpointException">A value has the wrong type.</exception>
    public static PatchAudioConfig FromConfig(ModelConfig source)
    {
        ConfigValues values = new(source);
        PatchAudioConfig d = new();
        return new PatchAudioConfig
        {
            InChannels = values.Int32("in_channels", d.InChannels),
            LatentChannels = values.Int32("latent_channels", d.LatentChannels),
            LatentBins = values.Int32("latent_mel_bins", d.LatentBins),
            MelBins = values.Int32("mel_bins", d.MelBins),
            TemporalCompression = values.Int32("temporal_compression_ratio", d.TemporalCompression),
            SampleRate = values.Int32("sample_rate", d.SampleRate),
            HopLength = values.Int32("mel_hop_length", d.HopLength),
        };
    }
}
