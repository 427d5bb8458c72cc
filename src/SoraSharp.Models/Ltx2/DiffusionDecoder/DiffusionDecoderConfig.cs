using SoraSharp.Models.Checkpoints;

namespace SoraSharp.Models.Ltx2.DiffusionDecoder;

/// <summary>Lengths over frames, height and width: of a grid of tokens, a neighbourhood or an upsampling.</summary>
internal readonly record struct GridSize(int Frames, int Height, int Width)
{
    /// <summary>The number of positions.</summary>
    public int Volume => checked(Frames * Height * Width);

    /// <inheritdoc />
    public override string ToString() => $"{Frames}×{Height}×{Width}";
}

/// <summary>A deterministic stage of the decoder: blocks of attention, then an upsampling.</summary>
/// <param name="Channels">The width of its tokens.</param>
/// <param name="Blocks">The number of blocks.</param>
/// <param name="Kernel">The neighbourhood that a token sees.</param>
/// <param name="Stride">By how much the grid grows.</param>
/// <param name="Reduction">By how much the channels shrink.</param>
internal sealed record DecoderStageConfig(int Channels, int Blocks, GridSize Kernel, GridSize Stride, int Reduction);

/// <summary>
/// The configuration of LTX-2.5's diffusion decoder: <c>config.json</c> of class <c>LTX2VideoDiffusionDecoderModel</c> with that class's
/// defaults (diffusers <c>ltx2_diffusion_decoder.py</c>). Immutable.
/// </summary>
internal sealed record DiffusionDecoderConfig
{
    private const int MaximumStages = 16;

    /// <summary>Colour channels.</summary>
    public int OutChannels { get; init; } = 3;

    /// <summary>Channels of the latents.</summary>
    public int LatentChannels { get; init; } = 128;

    /// <summary>Side of the pixel patches, pixels.</summary>
    public int PatchSize { get; init; } = 4;

    /// <summary>What latents are multiplied with besides 1/std.</summary>
    public double ScalingFactor { get; init; } = 1;

    /// <summary>Features of an attention head.</summary>
    public int HeadFeatures { get; init; } = 64;

    /// <summary>The stages from latents to the context that the pixels are denoised with.</summary>
    public required IReadOnlyList<DecoderStageConfig> Stages { get; init; }

    /// <summary>The width of the pixels' tokens and of the context.</summary>
    public int PixelFeatures { get; init; } = 256;

    /// <summary>The blocks that denoise.</summary>
    public int PixelBlocks { get; init; } = 8;

    /// <summary>The neighbourhood that a token of pixels sees.</summary>
    public GridSize PixelKernel { get; init; } = new(11, 11, 11);

    /// <summary>The width of the embedded timestep.</summary>
    public int TimestepFeatures { get; init; } = 384;

    /// <summary>What timesteps from 0 to 1 are multiplied with before they are embedded.</summary>
    public double TimestepScale { get; init; } = 1000;

    /// <summary>Whether the network predicts the pixels themselves ("x0"); else their velocity ("v").</summary>
    public bool PredictsPixels { get; init; } = true;

    /// <summary>Denoising steps where nothing else is asked for.</summary>
    public int Steps { get; init; } = 1;

    /// <summary>Pixels a latent covers in height and in width.</summary>
    public int SpatialCompressionRatio { get; init; } = 32;

    /// <summary>Frames a latent covers (the first one: a single frame).</summary>
    public int TemporalCompressionRatio { get; init; } = 8;

    /// <summary>
    /// Copies of the last latent frame that go through the stages and are cut off after: neighbourhoods are moved inwards at the
    /// end of a grid, and so that end lies beyond the frames that are kept.
    /// </summary>
    public int TrailingLatents => Stages[0].Kernel.Frames / 2 * 2;

    /// <summary>Reads and checks a <c>config.json</c>.</summary>
    /// <exception cref="CheckpointException">A value has the wrong type, or lists do not fit each other.</exception>
    public static DiffusionDecoderConfig FromConfig(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        long[] channels = config.GetInt64Array("decoder_stage_channels", [2048, 1024, 512, 512, 256]);
        long[] depths = config.GetInt64Array("decoder_stage_depths", [4, 6, 4, 2, 8]);
        long[][] kernels = config.GetInt64Arrays("decoder_stage_kernels", [[3, 7, 7], [3, 7, 7], [3, 5, 5], [3, 5, 5]]);
        long[][] strides = config.GetInt64Arrays("decoder_upsample_strides", [[1, 2, 2], [2, 1, 1], [2, 2, 2], [2, 2, 2]]);
        long[] reductions = config.GetInt64Array("decoder_upsample_channel_reductions", [2, 2, 1, 2]);
        int stages = strides.Length;
        if (stages is < 1 or > MaximumStages) throw config.Wrong("decoder_upsample_strides", $"it must have 1 to {MaximumStages} entries");
        Length(config, "decoder_stage_channels", channels.Length, stages + 1);
        Length(config, "decoder_stage_depths", depths.Length, stages + 1);
        Length(config, "decoder_stage_kernels", kernels.Length, stages);
        Length(config, "decoder_upsample_channel_reductions", reductions.Length, stages);

        DiffusionDecoderConfig result = new()
        {
            OutChannels = config.GetSize("out_channels", 3),
            LatentChannels = config.GetSize("latent_channels", 128),
            PatchSize = config.GetSize("patch_size", 4),
            ScalingFactor = config.GetDouble("scaling_factor", 1),
            HeadFeatures = config.GetSize("decoder_head_dim", 64),
            Stages = [.. Enumerable.Range(0, stages).Select(i => new DecoderStageConfig(
                Size(config, "decoder_stage_channels", channels[i]),
                Size(config, "decoder_stage_depths", depths[i]),
                Grid(config, "decoder_stage_kernels", kernels[i]),
                Grid(config, "decoder_upsample_strides", strides[i]),
                Size(config, "decoder_upsample_channel_reductions", reductions[i])))],
            PixelFeatures = Size(config, "decoder_stage_channels", channels[^1]),
            PixelBlocks = Size(config, "decoder_stage_depths", depths[^1]),
            PixelKernel = Grid(config, "decoder_stage5_kernel", config.GetInt64Array("decoder_stage5_kernel", [11, 11, 11])),
            TimestepFeatures = config.GetSize("decoder_t_emb_dim", 384),
            TimestepScale = config.GetDouble("decoder_timestep_scale_multiplier", 1000),
            PredictsPixels = config.GetString("decoder_model_output_type", "x0") switch
            {
                "x0" => true,
                "v" => false,
                _ => throw config.Wrong("decoder_model_output_type", "known are \"x0\" and \"v\""),
            },
            Steps = config.GetSize("decoder_num_inference_steps", 1),
            SpatialCompressionRatio = config.GetSize("spatial_compression_ratio", 32),
            TemporalCompressionRatio = config.GetSize("temporal_compression_ratio", 8),
        };
        result.Check(config);
        return result;
    }

    private void Check(ModelConfig config)
    {
        if (HeadFeatures % 8 != 0) throw config.Wrong("decoder_head_dim", "it must be a multiple of 8, for its pairs are shared out to three axes");
        int channels = Stages[0].Channels;
        foreach (DecoderStageConfig stage in Stages)
        {
            if (stage.Channels != channels) throw config.Wrong("decoder_stage_channels", $"a stage must have the channels that the upsampling before it leaves, {channels} and not {stage.Channels}");
            if (channels % stage.Reduction != 0) throw config.Wrong("decoder_upsample_channel_reductions", $"{stage.Reduction} must divide the stage's channels, {channels}");
            if (channels % HeadFeatures != 0) throw config.Wrong("decoder_head_dim", $"it must divide every stage's channels, {channels}");
            channels /= stage.Reduction;
        }

        if (PixelFeatures != channels) throw config.Wrong("decoder_stage_channels", $"the last entry must be what the last upsampling leaves, {channels}");
        if (PixelFeatures % HeadFeatures != 0) throw config.Wrong("decoder_head_dim", $"it must divide every stage's channels, {PixelFeatures}");
        int frames = Stages.Aggregate(1, (product, stage) => product * stage.Stride.Frames);
        if (frames != TemporalCompressionRatio) throw config.Wrong("temporal_compression_ratio", $"it must be the product of the upsamplings in time, {frames}");
    }

    private static void Length(ModelConfig config, string key, int count, int needed)
    {
        if (count != needed) throw config.Wrong(key, $"it must have {needed} entries to fit decoder_upsample_strides");
    }

    private static int Size(ModelConfig config, string key, long value) => value is >= 1 and <= 1 << 20 ? (int)value : throw config.Wrong(key, $"entries must be from 1 to {1 << 20}");

    private static GridSize Grid(ModelConfig config, string key, long[] lengths) => lengths.Length == 3
        ? new(Size(config, key, lengths[0]), Size(config, key, lengths[1]), Size(config, key, lengths[2]))
        : throw config.Wrong(key, "entries must have three lengths: frames, height, width");
}
