using SoraSharp.Models.Checkpoints;

namespace SoraSharp.Models.Wan.VideoVae;

/// <summary>
/// The configuration of Wan's video autoencoder (2.1, 2.2), as <c>vae/config.json</c> states it; keys left out have the defaults of
/// diffusers' <c>AutoencoderKLWan</c>. Immutable.
/// </summary>
internal sealed record WanVaeConfig
{
    /// <summary>Pixel frames that the encoder takes at a time after the first one.</summary>
    public const int FramesPerChunk = 4;

    private const int MaximumChannels = 1 << 16;
    private static readonly double[] s_mean = [-0.7571, -0.7089, -0.9113, 0.1075, -0.1745, 0.9653, -0.1517, 1.5508, 0.4134, -0.0715, 0.5517, -0.3632, -0.1922, -0.9497, 0.2503, -0.2921];
    private static readonly double[] s_std = [2.8184, 1.4541, 2.3275, 2.6558, 1.2196, 1.7708, 2.6052, 2.0743, 3.2687, 2.1526, 2.8652, 1.5579, 1.6382, 1.1253, 2.8251, 1.9160];

    /// <summary>Channels of the encoder's first stage.</summary>
    public int BaseChannels { get; init; } = 96;

    /// <summary>Channels of the decoder's last stage.</summary>
    public int DecoderBaseChannels { get; init; } = 96;

    /// <summary>Channels of latents.</summary>
    public int LatentChannels { get; init; } = 16;

    /// <summary>Channels of every stage, as multiples of the base.</summary>
    public IReadOnlyList<int> Multipliers { get; init; } = [1, 2, 4, 4];

    /// <summary>Residual blocks of an encoder stage; the decoder's have one more.</summary>
    public int ResidualBlocks { get; init; } = 2;

    /// <summary>Scales (1, 1/2, 1/4, …) at which the encoder attends after every residual block.</summary>
    public IReadOnlyList<double> AttentionScales { get; init; } = [];

    /// <summary>Which of the encoder's downsamplings halve time too.</summary>
    public IReadOnlyList<bool> TemporalDownsample { get; init; } = [false, true, true];

    /// <summary>Whether stages have shortcuts around their sampling (2.2).</summary>
    public bool IsResidual { get; init; }

    /// <summary>Channels that the encoder takes: those of a patch of pixels.</summary>
    public int InChannels { get; init; } = 3;

    /// <summary>Channels that the decoder makes: those of a patch of pixels.</summary>
    public int OutChannels { get; init; } = 3;

    /// <summary>Rows and columns of the patches that pixels are gathered into.</summary>
    public int PatchSize { get; init; } = 1;

    /// <summary>Pixels that a latent covers along a side.</summary>
    public int SpatialCompression { get; init; } = 8;

    /// <summary>The means of the latents' channels.</summary>
    public IReadOnlyList<float> LatentsMean { get; init; } = [];

    /// <summary>The standard deviations of the latents' channels.</summary>
    public IReadOnlyList<float> LatentsStd { get; init; } = [];

    /// <summary>Frames that a latent frame covers, after the first.</summary>
    public int TemporalCompression => 1 << TemporalDownsample.Count(halves => halves);

    /// <summary>Reads <c>vae/config.json</c>.</summary>
    /// <exception cref="CheckpointException">A value is of the wrong kind or not supported.</exception>
    public static WanVaeConfig FromConfig(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        long[] multipliers = config.GetInt64Array("dim_mult", [1, 2, 4, 4]);
        if (multipliers.Length is < 1 or > 16 || multipliers.Any(m => m is < 1 or > 1024)) throw config.Wrong("dim_mult", "it must be 1 to 16 numbers from 1 to 1024, one for each stage");
        bool[] temporal = config.GetBoolArray("temperal_downsample", [false, true, true]);
        if (temporal.Length < multipliers.Length - 1) throw config.Wrong("temperal_downsample", $"it must have a flag for each of the {multipliers.Length - 1} downsamplings that dim_mult makes");
        temporal = temporal[..(multipliers.Length - 1)];
        if (temporal.Count(halves => halves) > 2) throw config.Wrong("temperal_downsample", $"time can be halved twice at most, for the encoder takes {FramesPerChunk} frames at a time");
        int latents = config.GetSize("z_dim", 16), patch = config.Has("patch_size") ? config.GetSize("patch_size") : 1, channels = config.GetSize("base_dim", 96);
        WanVaeConfig result = new()
        {
            BaseChannels = channels,
            DecoderBaseChannels = config.Has("decoder_base_dim") ? config.GetSize("decoder_base_dim") : channels,
            LatentChannels = latents,
            Multipliers = [.. multipliers.Select(m => (int)m)],
            ResidualBlocks = (int)config.GetInt64("num_res_blocks", 2, 1, 256),
            AttentionScales = config.GetDoubleArray("attn_scales", []),
            TemporalDownsample = temporal,
            IsResidual = config.GetBool("is_residual", false),
            InChannels = config.GetSize("in_channels", 3),
            OutChannels = config.GetSize("out_channels", 3),
            PatchSize = patch,
            SpatialCompression = config.Has("scale_factor_spatial") ? config.GetSize("scale_factor_spatial") : 8,
            LatentsMean = Statistics(config, "latents_mean", s_mean, latents),
            LatentsStd = Statistics(config, "latents_std", s_std, latents),
        };
        int compression = patch << (multipliers.Length - 1);
        if (result.SpatialCompression != compression) throw config.Wrong("scale_factor_spatial", $"dim_mult and patch_size make it {compression}");
        if (patch > 64 || result.InChannels % (patch * patch) != 0 || result.OutChannels % (patch * patch) != 0) throw config.Wrong("patch_size", "its square must divide in_channels and out_channels");
        if (Math.Max(result.BaseChannels, result.DecoderBaseChannels) * multipliers.Max() > MaximumChannels) throw config.Wrong("base_dim", $"stages would be wider than {MaximumChannels} channels");
        if (result.LatentsStd.Any(std => !(std > 0))) throw config.Wrong("latents_std", "standard deviations are above 0");
        return result;
    }

    private static float[] Statistics(ModelConfig config, string key, double[] orElse, int channels)
    {
        double[] values = config.GetDoubleArray(key, orElse);
        return values.Length == channels ? Array.ConvertAll(values, value => (float)value) : throw config.Wrong(key, $"it must have a number for each of the {channels} channels of z_dim");
    }
}
