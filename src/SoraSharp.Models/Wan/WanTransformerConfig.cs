using SoraSharp.Models.Checkpoints;

namespace SoraSharp.Models.Wan;

/// <summary>
/// The configuration of Wan's transformer (2.1, 2.2, VACE), as <c>transformer/config.json</c> states it; keys left out have
/// the defaults of diffusers' <c>WanTransformer3DModel</c> and <c>WanVACETransformer3DModel</c>. Immutable.
/// </summary>
public sealed record WanTransformerConfig
{
    private const int MaximumFeatures = 1 << 20;
    private const string VaceClass = "WanVACETransformer3DModel";

    /// <summary>Latent frames, rows and columns of a patch.</summary>
    public IReadOnlyList<int> PatchSize { get; init; } = [1, 2, 2];

    /// <summary>Attention heads.</summary>
    public int Heads { get; init; } = 40;

    /// <summary>Features of a head; even.</summary>
    public int HeadFeatures { get; init; } = 128;

    /// <summary>Channels of the latents, condition channels included.</summary>
    public int InChannels { get; init; } = 16;

    /// <summary>Channels of the predicted velocity.</summary>
    public int OutChannels { get; init; } = 16;

    /// <summary>The width of the text embeddings.</summary>
    public int TextFeatures { get; init; } = 4096;

    /// <summary>Sinusoids that embed a timestep; even.</summary>
    public int Sinusoids { get; init; } = 256;

    /// <summary>The width inside the feed-forward layers.</summary>
    public int FeedForwardFeatures { get; init; } = 13824;

    /// <summary>The number of transformer blocks.</summary>
    public int Layers { get; init; } = 40;

    /// <summary>Whether there is a norm before cross-attention.</summary>
    public bool NormsCrossAttention { get; init; } = true;

    /// <summary>What is added to variances and mean squares before their root, in the blocks.</summary>
    public double Eps { get; init; } = 1e-6;

    /// <summary>The width of image embeddings (2.1 image-to-video), or null where there are none.</summary>
    public int? ImageFeatures { get; init; }

    /// <summary>The width of what the image's own keys and values are made from, or null where images are attended to as text is.</summary>
    public int? ImageKeyFeatures { get; init; }

    /// <summary>How many positions each axis of the rotary embedding has.</summary>
    public int MaxPosition { get; init; } = 1024;

    /// <summary>Image tokens that have an embedding of their position (first and last frame), or null.</summary>
    public int? ImagePositions { get; init; }

    /// <summary>The blocks after which VACE adds its hints, ascending; empty where the transformer is not VACE's.</summary>
    public IReadOnlyList<int> VaceLayers { get; init; } = [];

    /// <summary>Channels of VACE's control latents.</summary>
    public int VaceInChannels { get; init; } = 96;

    /// <summary>The width of the transformer.</summary>
    public int Features => Heads * HeadFeatures;

    /// <summary>Whether control latents steer it.</summary>
    public bool IsVace => VaceLayers.Count > 0;

    /// <summary>The number of tokens of latents.</summary>
    internal int Tokens(int frames, int height, int width) => frames / PatchSize[0] * (height / PatchSize[1]) * (width / PatchSize[2]);

    /// <summary>Reads <c>transformer/config.json</c>.</summary>
    /// <exception cref="CheckpointException">A value is of the wrong kind or not supported.</exception>
    public static WanTransformerConfig FromConfig(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        long[] patch = config.GetInt64Array("patch_size", [1, 2, 2]);
        if (patch.Length != 3 || patch.Any(size => size is < 1 or > 64)) throw config.Wrong("patch_size", "it must be three numbers from 1 to 64: frames, rows, columns");
        int inChannels = config.GetSize("in_channels", 16), layers = (int)config.GetInt64("num_layers", 40, 0, 4096);
        bool vace = config.GetString("_class_name", "") == VaceClass;
        WanTransformerConfig result = new()
        {
            PatchSize = [.. patch.Select(size => (int)size)],
            Heads = config.GetSize("num_attention_heads", 40),
            HeadFeatures = config.GetSize("attention_head_dim", 128),
            InChannels = inChannels,
            // The reference takes null and 0 for "as many as come in".
            OutChannels = config.GetInt64OrNull("out_channels", 16) is null or 0 ? inChannels : config.GetSize("out_channels", 16),
            TextFeatures = config.GetSize("text_dim", 4096),
            Sinusoids = config.GetSize("freq_dim", 256),
            FeedForwardFeatures = config.GetSize("ffn_dim", 13824),
            Layers = layers,
            NormsCrossAttention = config.GetBool("cross_attn_norm", true),
            Eps = config.GetDouble("eps", 1e-6),
            ImageFeatures = SizeOrNull(config, "image_dim"),
            ImageKeyFeatures = SizeOrNull(config, "added_kv_proj_dim"),
            MaxPosition = config.GetSize("rope_max_seq_len", 1024),
            ImagePositions = SizeOrNull(config, "pos_embed_seq_len"),
            VaceLayers = vace ? ReadVaceLayers(config, layers) : [],
            VaceInChannels = config.GetSize("vace_in_channels", 96),
        };
        if ((long)result.Heads * result.HeadFeatures > MaximumFeatures) throw config.Wrong("num_attention_heads", $"{result.Heads} heads of {result.HeadFeatures} features are wider than {MaximumFeatures}");
        if (result.HeadFeatures % 2 != 0) throw config.Wrong("attention_head_dim", "it must be even, for rotary embedding turns pairs");
        if (result.Sinusoids % 2 != 0) throw config.Wrong("freq_dim", "it must be even, half cosines and half sines");
        if (result.ImageKeyFeatures is int keys && keys != result.Features) throw config.Wrong("added_kv_proj_dim", $"it must be {result.Features}, num_attention_heads times attention_head_dim");
        if (result.ImageKeyFeatures is not null && result.ImageFeatures is null) throw config.Wrong("image_dim", "with added_kv_proj_dim it must state the width of the image embeddings");
        if (result.ImagePositions is int positions && (positions % 2 != 0 || result.ImageFeatures is null)) throw config.Wrong("pos_embed_seq_len", "it must be even (two images), and image_dim be set");
        return result;
    }

    private static int? SizeOrNull(ModelConfig config, string key) => config.Has(key) ? config.GetSize(key) : null;

    private static int[] ReadVaceLayers(ModelConfig config, int layers)
    {
        long[] listed = config.GetInt64Array("vace_layers", [0, 5, 10, 15, 20, 25, 30, 35]);
        return listed.Contains(0) && listed.All(layer => layer >= 0 && layer < layers) && listed.Distinct().Count() == listed.Length
            ? [.. listed.Order().Select(layer => (int)layer)]
            : throw config.Wrong("vace_layers", $"it must list 0 and other different blocks below num_layers, {layers}");
    }
}
