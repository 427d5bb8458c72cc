using SoraSharp.Models.Checkpoints;

namespace SoraSharp.Models.Clip;

/// <summary>
/// The configuration of CLIP's picture encoder, as <c>image_encoder/config.json</c> states it; keys left out have the defaults of
/// transformers' <c>CLIPVisionConfig</c>. Immutable.
/// </summary>
internal sealed record ClipVisionConfig
{
    private const int MaximumFeatures = 1 << 20;
    private static readonly string[] s_activations = ["gelu", "quick_gelu"];

    /// <summary>The width of the hidden states.</summary>
    public int HiddenSize { get; init; } = 768;

    /// <summary>The width inside the feed-forward layers.</summary>
    public int FeedForwardFeatures { get; init; } = 3072;

    /// <summary>The number of layers.</summary>
    public int Layers { get; init; } = 12;

    /// <summary>Attention heads.</summary>
    public int Heads { get; init; } = 12;

    /// <summary>Channels of the picture.</summary>
    public int Channels { get; init; } = 3;

    /// <summary>Rows and columns of the picture.</summary>
    public int ImageSize { get; init; } = 224;

    /// <summary>Rows and columns of a patch.</summary>
    public int PatchSize { get; init; } = 32;

    /// <summary>Whether the feed-forward layers' activation is x·sigmoid(1.702·x) and not the exact GELU.</summary>
    public bool QuickGelu { get; init; } = true;

    /// <summary>What is added to a variance before its root.</summary>
    public double Eps { get; init; } = 1e-5;

    /// <summary>Patches and the class token.</summary>
    public int Tokens => (ImageSize / PatchSize * (ImageSize / PatchSize)) + 1;

    /// <summary>Reads <c>image_encoder/config.json</c>.</summary>
    /// <exception cref="CheckpointException">A value is of the wrong kind or not supported.</exception>
    public static ClipVisionConfig FromConfig(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        string activation = config.GetString("hidden_act", "quick_gelu");
        if (!s_activations.Contains(activation)) throw config.Wrong("hidden_act", $"CLIP is computed with {string.Join(" or ", s_activations)}");
        ClipVisionConfig result = new()
        {
            HiddenSize = config.GetSize("hidden_size", 768),
            FeedForwardFeatures = config.GetSize("intermediate_size", 3072),
            Layers = (int)config.GetInt64("num_hidden_layers", 12, 1, 4096),
            Heads = config.GetSize("num_attention_heads", 12),
            Channels = config.GetSize("num_channels", 3),
            ImageSize = config.GetSize("image_size", 224),
            PatchSize = config.GetSize("patch_size", 32),
            QuickGelu = activation == "quick_gelu",
            Eps = config.GetDouble("layer_norm_eps", 1e-5),
        };
        if (Math.Max(result.HiddenSize, result.FeedForwardFeatures) > MaximumFeatures) throw config.Wrong("hidden_size", $"layers would be wider than {MaximumFeatures}");
        if (result.HiddenSize % result.Heads != 0) throw config.Wrong("num_attention_heads", $"it must divide {result.HiddenSize}, hidden_size");
        if (result.PatchSize > result.ImageSize) throw config.Wrong("patch_size", $"it must be at most {result.ImageSize}, image_size");
        if (result.ImageSize > 1 << 14) throw config.Wrong("image_size", $"it must be at most {1 << 14}");
        return result;
    }
}
