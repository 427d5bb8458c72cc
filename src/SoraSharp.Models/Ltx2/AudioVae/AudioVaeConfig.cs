using SoraSharp.Models.Checkpoints;

namespace SoraSharp.Models.Ltx2.AudioVae;

/// <summary>The axis along which the audio autoencoder looks only back: which is time depends on the spectrogram's layout.</summary>
internal enum CausalAxis
{
    /// <summary>None: both axes see both sides.</summary>
    None,

    /// <summary>Rows, which are time in LTX-2.</summary>
    Height,

    /// <summary>Columns.</summary>
    Width,

    /// <summary>Columns, as an older model pads them.</summary>
    WidthCompatibility,
}

/// <summary>
/// The configuration of LTX-2's audio autoencoder: <c>config.json</c> of class <c>AutoencoderKLLTX2Audio</c> with that class's
/// defaults (diffusers <c>autoencoder_kl_ltx2_audio.py</c>). Immutable.
/// </summary>
internal sealed record AudioVaeConfig
{
    /// <summary>Mel frames that a latent frame stands for (the first one: a single frame), and mel bins for a latent bin.</summary>
    public const int Compression = 4;

    /// <summary>Channels of the first stage; also the length of the latents' statistics.</summary>
    public int BaseChannels { get; init; } = 128;

    /// <summary>Channels of the spectrogram in (stereo).</summary>
    public int InChannels { get; init; } = 2;

    /// <summary>Channels of the spectrogram out.</summary>
    public int OutputChannels { get; init; } = 2;

    /// <summary>Channels of the latents.</summary>
    public int LatentChannels { get; init; } = 8;

    /// <summary>Every stage's channels, in multiples of the first.</summary>
    public IReadOnlyList<int> ChannelMultipliers { get; init; } = [1, 2, 4];

    /// <summary>Residual blocks of an encoder stage; the decoder has one more.</summary>
    public int ResidualBlocks { get; init; } = 2;

    /// <summary>Nominal size that attention resolutions are counted from.</summary>
    public int Resolution { get; init; } = 256;

    /// <summary>Sizes whose stages have attention.</summary>
    public IReadOnlyList<int> AttentionResolutions { get; init; } = [];

    /// <summary>Whether the middle has attention.</summary>
    public bool MiddleAttention { get; init; }

    /// <summary>Whether norms are over groups of channels (with weights) instead of over all channels of a position (without).</summary>
    public bool GroupNorms { get; init; }

    /// <summary>The causal axis.</summary>
    public CausalAxis CausalAxis { get; init; } = CausalAxis.Height;

    /// <summary>Samples a second of the sound that spectrograms are made of.</summary>
    public int SampleRate { get; init; } = 16000;

    /// <summary>Samples from one mel frame to the next.</summary>
    public int HopLength { get; init; } = 160;

    /// <summary>Mel bins that come out; null is as many as the decoder makes.</summary>
    public int? MelBins { get; init; } = 64;

    /// <summary>Whether the encoder makes a log-variance next to every mean.</summary>
    public bool DoubleZ { get; init; } = true;

    /// <summary>Bins of the latents of a full spectrogram.</summary>
    public int LatentBins => (MelBins ?? 64) / Compression;

    /// <summary>Reads and checks a <c>config.json</c>.</summary>
    /// <exception cref="CheckpointException">A value has the wrong type or is not one of those known.</exception>
    public static AudioVaeConfig FromConfig(ModelConfig source)
    {
        ConfigValues values = new(source);
        AudioVaeConfig d = new();
        AudioVaeConfig config = new()
        {
            BaseChannels = values.Int32("base_channels", d.BaseChannels),
            InChannels = values.Int32("in_channels", d.InChannels),
            OutputChannels = values.Int32("output_channels", d.OutputChannels),
            LatentChannels = values.Int32("latent_channels", d.LatentChannels),
            ChannelMultipliers = values.Int32s("ch_mult", d.ChannelMultipliers),
            ResidualBlocks = values.Int32("num_res_blocks", d.ResidualBlocks),
            Resolution = values.Int32("resolution", d.Resolution),
            AttentionResolutions = values.Int32s("attn_resolutions", d.AttentionResolutions),
            MiddleAttention = values.Boolean("mid_block_add_attention", d.MiddleAttention),
            GroupNorms = values.String("norm_type", "pixel") switch
            {
                "pixel" => false,
                "group" => true,
                string other => throw new CheckpointException($"norm_type of the audio VAE is {other}; known are pixel and group."),
            },
            CausalAxis = values.String("causality_axis", "height") switch
            {
                "none" => CausalAxis.None,
                "height" => CausalAxis.Height,
                "width" => CausalAxis.Width,
                "width-compatibility" => CausalAxis.WidthCompatibility,
                string other => throw new CheckpointException($"causality_axis of the audio VAE is {other}; known are none, height, width and width-compatibility."),
            },
            SampleRate = values.Int32("sample_rate", d.SampleRate),
            HopLength = values.Int32("mel_hop_length", d.HopLength),
            MelBins = values.Has("mel_bins") ? values.Int32OrNull("mel_bins") : d.MelBins,
            DoubleZ = values.Boolean("double_z", d.DoubleZ),
        };
        config.Check();
        return config;
    }

    /// <exception cref="CheckpointException">Values contradict each other.</exception>
    public void Check()
    {
        if (ChannelMultipliers.Count < 3) throw new CheckpointException($"ch_mult of the audio VAE has {ChannelMultipliers.Count} entries; a compression of {Compression} needs three stages or more.");
        if (GroupNorms && CausalAxis != CausalAxis.None) throw new CheckpointException("The audio VAE is causal with norm_type group; group norms see the future. Use norm_type pixel or causality_axis none.");
        if (!DoubleZ && LatentChannels % 2 != 0) throw new CheckpointException($"double_z of the audio VAE is false with {LatentChannels} latent channels; half of them are means, so the number must be even.");
    }
}
