using SoraSharp.Models.Checkpoints;

namespace SoraSharp.Models.Ltx2.Upsampler;

/// <summary>
/// The configuration of LTX-2's latent upsampler: <c>config.json</c> of class <c>LTX2LatentUpsamplerModel</c> with that class's defaults
/// (diffusers <c>latent_upsampler.py</c>). Immutable.
/// </summary>
internal sealed record LatentUpsamplerConfig
{
    /// <summary>Groups that the class's norms share the channels out to.</summary>
    public const int NormGroups = 32;

    /// <summary>Channels of the latents.</summary>
    public int InChannels { get; init; } = 128;

    /// <summary>Channels inside.</summary>
    public int MidChannels { get; init; } = 1024;

    /// <summary>Residual blocks before the upsampling and as many after it.</summary>
    public int Blocks { get; init; } = 4;

    /// <summary>Whether frames are looked at one by one; else convolutions reach over time.</summary>
    public bool PerFrame { get; init; }

    /// <summary>Whether height and width grow.</summary>
    public bool Spatial { get; init; } = true;

    /// <summary>Whether the number of frames grows, k + 1 to 2k + 1.</summary>
    public bool Temporal { get; init; }

    /// <summary>By how much height and width grow, as a fraction; null where they double by a convolution alone.</summary>
    public (int Numerator, int Denominator)? SpatialRatio { get; init; }

    /// <summary>Reads and checks a <c>config.json</c>.</summary>
    /// <exception cref="CheckpointException">A value has the wrong type or is not supported.</exception>
    public static LatentUpsamplerConfig FromConfig(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        bool spatial = config.GetBool("spatial_upsample", true), temporal = config.GetBool("temporal_upsample", false);
        LatentUpsamplerConfig result = new()
        {
            InChannels = config.GetSize("in_channels", 128),
            MidChannels = config.GetSize("mid_channels", 1024),
            Blocks = (int)config.GetInt64("num_blocks_per_stage", 4, 0, 4096),
            PerFrame = config.GetInt64("dims", 3) switch
            {
                2 => true,
                3 => false,
                _ => throw config.Wrong("dims", "it must be 2 or 3"),
            },
            Spatial = spatial,
            Temporal = temporal,
            SpatialRatio = spatial && !temporal && config.GetBool("use_rational_resampler", true) ? Ratio(config) : null,
        };
        if (!spatial && !temporal) throw config.Wrong("temporal_upsample", "one of spatial_upsample and temporal_upsample must be true");
        if (temporal && result.PerFrame) throw config.Wrong("dims", "it must be 3 where temporal_upsample is true");
        if (result.MidChannels % NormGroups != 0) throw config.Wrong("mid_channels", $"it must be a multiple of {NormGroups}, the groups of the norms");
        return result;
    }

    private static (int Numerator, int Denominator) Ratio(ModelConfig config) => config.GetDouble("rational_spatial_scale", 2) switch
    {
        0.75 => (3, 4),
        1.5 => (3, 2),
        2 => (2, 1),
        4 => (4, 1),
        _ => throw config.Wrong("rational_spatial_scale", "known are 0.75, 1.5, 2 and 4"),
    };
}
