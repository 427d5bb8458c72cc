using SoraSharp.Models.Checkpoints;

namespace SoraSharp.Models.Umt5;

/// <summary>
/// The configuration of a UMT5 encoder, as <c>text_encoder/config.json</c> states it; keys left out have the defaults of transformers'
/// <c>UMT5Config</c>. Immutable.
/// </summary>
public sealed record Umt5Config
{
    private const int MaximumFeatures = 1 << 20;

    /// <summary>Token ids that exist.</summary>
    public int VocabularySize { get; init; } = 250112;

    /// <summary>The width of the hidden states.</summary>
    public int HiddenSize { get; init; } = 512;

    /// <summary>Attention heads.</summary>
    public int Heads { get; init; } = 6;

    /// <summary>Features of a head.</summary>
    public int HeadFeatures { get; init; } = 64;

    /// <summary>The width inside the feed-forward layers.</summary>
    public int FeedForwardFeatures { get; init; } = 1024;

    /// <summary>The number of layers.</summary>
    public int Layers { get; init; } = 8;

    /// <summary>Classes of distances between tokens, half of them for each direction.</summary>
    public int RelativeBuckets { get; init; } = 32;

    /// <summary>The distance from which all are of one class.</summary>
    public int MaximumDistance { get; init; } = 128;

    /// <summary>What is added to a mean square before its root.</summary>
    public double Eps { get; init; } = 1e-6;

    /// <summary>Reads <c>text_encoder/config.json</c>.</summary>
    /// <exception cref="CheckpointException">A value is of the wrong kind or not supported.</exception>
    public static Umt5Config FromConfig(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.GetString("feed_forward_proj", "gated-gelu") != "gated-gelu") throw config.Wrong("feed_forward_proj", "UMT5 is computed with \"gated-gelu\" only");
        Umt5Config result = new()
        {
            VocabularySize = config.GetSize("vocab_size", 250112),
            HiddenSize = config.GetSize("d_model", 512),
            Heads = config.GetSize("num_heads", 6),
            HeadFeatures = config.GetSize("d_kv", 64),
            FeedForwardFeatures = config.GetSize("d_ff", 1024),
            Layers = (int)config.GetInt64("num_layers", 8, 0, 4096),
            RelativeBuckets = (int)config.GetInt64("relative_attention_num_buckets", 32, 4, 1 << 16),
            MaximumDistance = (int)config.GetInt64("relative_attention_max_distance", 128, 2, 1 << 20),
            Eps = config.GetDouble("layer_norm_epsilon", 1e-6),
        };
        if ((long)result.Heads * result.HeadFeatures > MaximumFeatures) throw config.Wrong("num_heads", $"{result.Heads} heads of {result.HeadFeatures} features are wider than {MaximumFeatures}");
        if (result.RelativeBuckets % 4 != 0) throw config.Wrong("relative_attention_num_buckets", "it must be a multiple of 4: two directions, each with near and far distances");
        if (result.MaximumDistance <= result.RelativeBuckets / 4) throw config.Wrong("relative_attention_max_distance", $"it must be above {result.RelativeBuckets / 4}, a quarter of the buckets");
        return result;
    }
}
