using SoraSharp.Models.Checkpoints;

namespace SoraSharp.Models.Patch;

/// <summary>
/// The configuration of <see cref="PatchTransformerNetwork"/>: <c>config.json</c> of class <c>PatchTransformerAutoencoder</c>, with the
/// keys of LTX-2's video autoencoder where they mean the same. Immutable.
/// </summary>
internal sealed record PatchTransformerConfig
{
    /// <summary>The name in <c>_class_name</c>.</summary>
    public const string ClassName = "PatchTransformerAutoencoder";

    /// <summary>Colour channels, in and out.</summary>
    public int Colours { get; init; } = 3;

    /// <summary>Channels of the latents.</summary>
    public int LatentChannels { get; init; } = 96;

    /// <summary>By how much frames are shrunk before they are cut into patches.</summary>
    public int EncoderScale { get; init; } = 2;

    /// <summary>Pixels a latent covers in height and in width.</summary>
    public int SpatialCompressionRatio { get; init; } = 32;

    /// <summary>Frames a latent covers (the first one: a single frame).</summary>
    public int TemporalCompressionRatio { get; init; } = 8;

    /// <summary>What latents are multiplied with besides 1/std.</summary>
    public double ScalingFactor { get; init; } = 1;

    /// <summary>Width of a latent's token.</summary>
    public int HiddenSize { get; init; } = 256;

    /// <summary>Transformer blocks over the latents' tokens.</summary>
    public int Layers { get; init; } = 4;

    /// <summary>Attention heads.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Width of a token that stands for one frame of a latent's patch.</summary>
    public int FrameHiddenSize { get; init; } = 192;

    /// <summary>Feed-forward blocks over the tokens of frames.</summary>
    public int FrameLayers { get; init; } = 1;

    /// <summary>Features of a cell.</summary>
    public int CellChannels { get; init; } = 128;

    /// <summary>Side of a cell, pixels.</summary>
    public int CellSize { get; init; } = 8;

    /// <summary>From what step between neighbouring cells on nothing is smoothed, in units of −1..1; 0 for no smoothing (<see cref="CellBorders"/>).</summary>
    public double DeblockingThreshold { get; init; }

    /// <summary>The lengths that count as 1 in the rotary embedding: frames, pixels down, pixels across.</summary>
    public IReadOnlyList<int> RopeMaxPositions { get; init; } = [49, 160, 256];

    /// <summary>The ratio of the highest to the lowest rotary frequency.</summary>
    public double RopeTheta { get; init; } = 10;

    /// <summary>Cells along a side of a latent's patch.</summary>
    public int CellsPerSide => SpatialCompressionRatio / CellSize;

    /// <summary>Cells that a latent's patch has in one frame.</summary>
    public int CellsPerFrame => CellsPerSide * CellsPerSide;

    /// <summary>Numbers that make up a cell's pixels.</summary>
    public int CellPixels => Colours * CellSize * CellSize;

    /// <summary>Reads and checks a <c>config.json</c>.</summary>
    /// <exception cref="CheckpointException">A value has the wrong type or does not fit the others.</exception>
    public static PatchTransformerConfig FromConfig(ModelConfig source)
    {
        ConfigValues values = new(source);
        PatchTransformerConfig d = new();
        PatchTransformerConfig config = new()
        {
            Colours = values.Int32("in_channels", d.Colours),
            LatentChannels = values.Int32("latent_channels", d.LatentChannels),
            EncoderScale = values.Int32("encoder_scale", d.EncoderScale),
            SpatialCompressionRatio = values.Int32("spatial_compression_ratio", d.SpatialCompressionRatio),
            TemporalCompressionRatio = values.Int32("temporal_compression_ratio", d.TemporalCompressionRatio),
            ScalingFactor = values.Double("scaling_factor", d.ScalingFactor),
            HiddenSize = values.Int32("hidden_size", d.HiddenSize),
            Layers = values.Int32("num_layers", d.Layers, minimum: 0),
            Heads = values.Int32("num_attention_heads", d.Heads),
            FrameHiddenSize = values.Int32("frame_hidden_size", d.FrameHiddenSize),
            FrameLayers = values.Int32("num_frame_layers", d.FrameLayers, minimum: 0),
            CellChannels = values.Int32("cell_channels", d.CellChannels),
            CellSize = values.Int32("cell_size", d.CellSize),
            DeblockingThreshold = values.Double("deblocking_threshold", d.DeblockingThreshold),
            RopeMaxPositions = values.Int32s("rope_max_positions", d.RopeMaxPositions),
            RopeTheta = values.Double("rope_theta", d.RopeTheta),
        };
        config.Check(source.Source);
        return config;
    }

    private void Check(string source)
    {
        Divides("encoder_scale", EncoderScale);
        Divides("cell_size", CellSize);
        if (!(DeblockingThreshold >= 0)) throw new CheckpointException($"deblocking_threshold of {source} is {DeblockingThreshold}; it is a step between neighbouring pixels, 0 (off) or more; 0.2 is usual.");
        if (DeblockingThreshold > 0 && CellSize < 4) throw new CheckpointException($"cell_size of {source} is {CellSize}; deblocking changes two pixels on either side of a cell's border and needs cells of 4 or more. Set deblocking_threshold to 0.");
        if (HiddenSize % (2 * Heads) != 0)
            throw new CheckpointException($"hidden_size of {source} is {HiddenSize}; every one of the {Heads} heads (num_attention_heads) turns whole pairs, so it must be a multiple of {2 * Heads}.");
        if (HiddenSize < 2 * 3) throw new CheckpointException($"hidden_size of {source} is {HiddenSize}; three axes of positions need at least 6.");
        if (RopeMaxPositions.Count != 3) throw new CheckpointException($"rope_max_positions of {source} has {RopeMaxPositions.Count} numbers; it needs 3: frames, pixels down, pixels across.");

        void Divides(string key, int value)
        {
            if (SpatialCompressionRatio % value != 0) throw new CheckpointException($"{key} of {source} is {value}; it must divide spatial_compression_ratio, {SpatialCompressionRatio}.");
        }
    }
}
