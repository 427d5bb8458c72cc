using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.VideoVae;

/// <summary>
/// The configuration of LTX-2's video autoencoder: <c>config.json</c> of class <c>AutoencoderKLLTX2Video</c> with that class's
/// defaults (diffusers <c>autoencoder_kl_ltx2.py</c>). Lists are in the file's order, the decoder's from the pixels inwards.
/// Immutable; two configurations of equal content need not be equal.
/// </summary>
internal sealed record VideoVaeConfig
{
    private static readonly string[] DownsampleTypes = ["conv", "spatial", "temporal", "spatiotemporal"];
    private static readonly string[] UpsampleTypes = ["spatial", "temporal", "spatiotemporal"];

    /// <summary>Colour channels in.</summary>
    public int InChannels { get; init; } = 3;

    /// <summary>Colour channels out.</summary>
    public int OutChannels { get; init; } = 3;

    /// <summary>Channels of the latents.</summary>
    public int LatentChannels { get; init; } = 128;

    /// <summary>Channels after every encoder stage.</summary>
    public IReadOnlyList<int> BlockOutChannels { get; init; } = [256, 512, 1024, 2048];

    /// <summary>Channels of the decoder stages before division by the upsample factor; the first is nearest to the pixels.</summary>
    public IReadOnlyList<int> DecoderBlockOutChannels { get; init; } = [256, 512, 1024];

    /// <summary>Residual blocks of every encoder stage, then of the middle block.</summary>
    public IReadOnlyList<int> LayersPerBlock { get; init; } = [4, 6, 6, 2, 2];

    /// <summary>Residual blocks of every decoder stage from the pixels inwards, then of the middle block.</summary>
    public IReadOnlyList<int> DecoderLayersPerBlock { get; init; } = [5, 5, 5, 5];

    /// <summary>Whether an encoder stage downsamples.</summary>
    public IReadOnlyList<bool> SpatioTemporalScaling { get; init; } = [true, true, true, true];

    /// <summary>Whether a decoder stage upsamples.</summary>
    public IReadOnlyList<bool> DecoderSpatioTemporalScaling { get; init; } = [true, true, true];

    /// <summary>How an encoder stage downsamples: conv, spatial, temporal or spatiotemporal.</summary>
    public IReadOnlyList<string> DownsampleType { get; init; } = ["spatial", "temporal", "spatiotemporal", "spatiotemporal"];

    /// <summary>How a decoder stage upsamples: spatial, temporal or spatiotemporal. Unlike the decoder's other lists, in the order of computation.</summary>
    public IReadOnlyList<string> UpsampleType { get; init; } = ["spatiotemporal", "spatiotemporal", "spatiotemporal"];

    /// <summary>Whether a decoder stage's upsampler has a residual path.</summary>
    public IReadOnlyList<bool> UpsampleResidual { get; init; } = [true, true, true];

    /// <summary>By how much a decoder stage's upsampler reduces channels.</summary>
    public IReadOnlyList<int> UpsampleFactor { get; init; } = [2, 2, 2];

    /// <summary>Side of the pixel patches, pixels.</summary>
    public int PatchSize { get; init; } = 4;

    /// <summary>Epsilon of the layer norm on shortcuts; the per-channel norms have their own.</summary>
    public double ResnetNormEps { get; init; } = 1e-6;

    /// <summary>What latents are multiplied with besides 1/std.</summary>
    public double ScalingFactor { get; init; } = 1;

    /// <summary>Whether the encoder looks only back in time.</summary>
    public bool EncoderCausal { get; init; } = true;

    /// <summary>Whether the decoder looks only back in time.</summary>
    public bool DecoderCausal { get; init; } = true;

    /// <summary>How the encoder's convolutions go beyond a frame's edges.</summary>
    public SpatialPadding EncoderSpatialPadding { get; init; } = SpatialPadding.Zeros;

    /// <summary>How the decoder's convolutions go beyond a frame's edges.</summary>
    public SpatialPadding DecoderSpatialPadding { get; init; } = SpatialPadding.Reflect;

    /// <summary>Pixels a latent covers in height and in width.</summary>
    public int SpatialCompressionRatio { get; init; } = 32;

    /// <summary>Frames a latent covers (the first one: a single frame).</summary>
    public int TemporalCompressionRatio { get; init; } = 8;

    /// <summary>Reads and checks a <c>config.json</c>.</summary>
    /// <exception cref="CheckpointException">A value has the wrong type, lists disagree in length, or a feature without a released checkpoint is asked for.</exception>
    public static VideoVaeConfig FromConfig(ModelConfig source)
    {
        ConfigValues values = new(source);
        VideoVaeConfig d = new();
        IReadOnlyList<int> layers = values.Int32s("layers_per_block", d.LayersPerBlock);
        IReadOnlyList<int> decoderLayers = values.Int32s("decoder_layers_per_block", d.DecoderLayersPerBlock);
        IReadOnlyList<bool> scaling = values.Booleans("spatio_temporal_scaling", layers.Count - 1, d.SpatioTemporalScaling);
        int patchSize = values.Int32("patch_size", d.PatchSize);
        // The reference class counts every scaling stage as a factor of two on both axes when the ratios are left out.
        int stages = 1 << scaling.Count(scales => scales);
        VideoVaeConfig config = new()
        {
            InChannels = values.Int32("in_channels", d.InChannels),
            OutChannels = values.Int32("out_channels", d.OutChannels),
            LatentChannels = values.Int32("latent_channels", d.LatentChannels),
            BlockOutChannels = values.Int32s("block_out_channels", d.BlockOutChannels),
            DecoderBlockOutChannels = values.Int32s("decoder_block_out_channels", d.DecoderBlockOutChannels),
            LayersPerBlock = layers,
            DecoderLayersPerBlock = decoderLayers,
            SpatioTemporalScaling = scaling,
            DecoderSpatioTemporalScaling = values.Booleans("decoder_spatio_temporal_scaling", decoderLayers.Count - 1, d.DecoderSpatioTemporalScaling),
            DownsampleType = values.Strings("downsample_type", d.DownsampleType),
            UpsampleType = values.Strings("upsample_type", d.UpsampleType),
            UpsampleResidual = values.Booleans("upsample_residual", decoderLayers.Count - 1, d.UpsampleResidual),
            UpsampleFactor = values.Int32s("upsample_factor", d.UpsampleFactor),
            PatchSize = patchSize,
            ResnetNormEps = values.Double("resnet_norm_eps", d.ResnetNormEps),
            ScalingFactor = values.Double("scaling_factor", d.ScalingFactor),
            EncoderCausal = values.Boolean("encoder_causal", d.EncoderCausal),
            DecoderCausal = values.Boolean("decoder_causal", d.DecoderCausal),
            EncoderSpatialPadding = Padding(values, "encoder_spatial_padding_mode", d.EncoderSpatialPadding),
            DecoderSpatialPadding = Padding(values, "decoder_spatial_padding_mode", d.DecoderSpatialPadding),
            SpatialCompressionRatio = values.Int32OrNull("spatial_compression_ratio") ?? patchSize * stages,
            TemporalCompressionRatio = values.Int32OrNull("temporal_compression_ratio") ?? stages,
        };
        Refuse(values, decoderLayers.Count);
        config.Check();
        return config;
    }

    /// <summary>Checks that the lists fit each other.</summary>
    /// <exception cref="CheckpointException">They do not.</exception>
    public void Check()
    {
        int down = BlockOutChannels.Count, up = DecoderBlockOutChannels.Count;
        Length("layers_per_block", LayersPerBlock.Count, down + 1, "block_out_channels and one for the middle block");
        Length("spatio_temporal_scaling", SpatioTemporalScaling.Count, down, "block_out_channels");
        Length("downsample_type", DownsampleType.Count, down, "block_out_channels");
        Length("decoder_layers_per_block", DecoderLayersPerBlock.Count, up + 1, "decoder_block_out_channels and one for the middle block");
        Length("decoder_spatio_temporal_scaling", DecoderSpatioTemporalScaling.Count, up, "decoder_block_out_channels");
        Length("upsample_type", UpsampleType.Count, up, "decoder_block_out_channels");
        Length("upsample_residual", UpsampleResidual.Count, up, "decoder_block_out_channels");
        Length("upsample_factor", UpsampleFactor.Count, up, "decoder_block_out_channels");
        Known("downsample_type", DownsampleType, DownsampleTypes);
        Known("upsample_type", UpsampleType, UpsampleTypes);
    }

    private static void Refuse(ConfigValues values, int decoderBlocks)
    {
        if (values.Int32("patch_size_t", 1) != 1) throw new CheckpointException("patch_size_t of the video VAE is not 1; the class's convolutions have no channels for temporal patches. Use 1 and a temporal stage instead.");
        if (values.Boolean("timestep_conditioning", false)) throw new CheckpointException("timestep_conditioning of the video VAE is true; no LTX-2 release has it and it is not supported. Use a checkpoint where it is false.");
        if (values.Booleans("decoder_inject_noise", decoderBlocks, []).Any(inject => inject)) throw new CheckpointException("decoder_inject_noise of the video VAE is true; no LTX-2 release has it and it is not supported. Use a checkpoint where it is false.");
        Known("down_block_types", values.Strings("down_block_types", []), ["LTX2VideoDownBlock3D"]);
    }

    private static SpatialPadding Padding(ConfigValues values, string key, SpatialPadding orElse) => values.StringOrNull(key, null) switch
    {
        null => orElse,
        "zeros" => SpatialPadding.Zeros,
        "reflect" => SpatialPadding.Reflect,
        "replicate" => SpatialPadding.Replicate,
        string other => throw new CheckpointException($"{key} of the video VAE is {other}; known are zeros, reflect and replicate."),
    };

    private static void Length(string key, int count, int needed, string of)
    {
        if (count != needed) throw new CheckpointException($"{key} of the video VAE has {count} entries; it needs {needed}, one for each of {of}.");
    }

    private static void Known(string key, IReadOnlyList<string> values, string[] known)
    {
        foreach (string value in values)
        {
            if (!known.Contains(value)) throw new CheckpointException($"{key} of the video VAE holds {value}; known are {string.Join(", ", known)}.");
        }
    }
}

/// <summary>How a convolution continues a frame beyond its edges.</summary>
internal enum SpatialPadding
{
    /// <summary>With zeros.</summary>
    Zeros,

    /// <summary>Mirrored, without the edge pixel.</summary>
    Reflect,

    /// <summary>The edge pixel repeated.</summary>
    Replicate,
}
