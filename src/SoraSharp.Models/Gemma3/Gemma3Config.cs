using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Gemma;

namespace SoraSharp.Models.Gemma3;

/// <summary>
/// The configuration of Gemma 3's text model: <c>text_config</c> of <c>text_encoder/config.json</c> (or that object itself), in the
/// older form (<c>rope_scaling</c>, <c>rope_local_base_freq</c>, <c>sliding_window_pattern</c>) or the newer one
/// (<c>rope_parameters</c>, <c>layer_types</c>); keys left out have the defaults of transformers' <c>Gemma3TextConfig</c>. Immutable.
/// </summary>
public sealed record Gemma3Config
{
    /// <summary>The number of token ids.</summary>
    public int VocabularySize { get; init; } = 262208;

    /// <summary>The width of the hidden states.</summary>
    public int HiddenSize { get; init; } = 2304;

    /// <summary>The width inside a feed-forward layer.</summary>
    public int IntermediateSize { get; init; } = 9216;

    /// <summary>Query heads.</summary>
    public int Heads { get; init; } = 8;

    /// <summary>Key and value heads, each shared by equally many query heads.</summary>
    public int KeyValueHeads { get; init; } = 4;

    /// <summary>Features of a head.</summary>
    public int HeadFeatures { get; init; } = 256;

    /// <summary>Attention scores are divided by its root.</summary>
    public double QueryPreAttentionScalar { get; init; } = 256;

    /// <summary>What is added to mean squares.</summary>
    public double RmsNormEps { get; init; } = 1e-6;

    /// <summary>Whether queries, keys, values and outputs have a bias.</summary>
    public bool AttentionBias { get; init; }

    /// <summary>A sliding layer's token sees itself and this many minus one before it.</summary>
    public int SlidingWindow { get; init; } = 4096;

    /// <summary>For every layer whether its attention slides; the others see all tokens before. May be empty.</summary>
    public required IReadOnlyList<bool> SlidingLayers { get; init; }

    /// <summary>The rotary embedding of layers that see all.</summary>
    public GemmaRopeConfig FullRope { get; init; } = new(1_000_000, 1);

    /// <summary>The rotary embedding of sliding layers.</summary>
    public GemmaRopeConfig SlidingRope { get; init; } = new(10_000, 1);

    /// <summary>The number of layers.</summary>
    public int Layers => SlidingLayers.Count;

    /// <summary>Reads <c>text_encoder/config.json</c>.</summary>
    /// <exception cref="CheckpointException">A value is of the wrong kind or not supported.</exception>
    public static Gemma3Config FromConfig(ModelConfig config)
    {
        ModelConfig text = GemmaConfigReader.Text(config);
        if (text.Has("attn_logit_softcapping")) throw text.Wrong("attn_logit_softcapping", "Gemma 3 is computed without it (null) only");
        if (text.GetBool("use_bidirectional_attention", false)) throw text.Wrong("use_bidirectional_attention", "Gemma 3 is computed with causal attention (false) only");

        (GemmaRopeConfig full, GemmaRopeConfig sliding) = Ropes(text);
        Gemma3Config result = new()
        {
            VocabularySize = text.GetSize("vocab_size", 262208),
            HiddenSize = text.GetSize("hidden_size", 2304),
            IntermediateSize = text.GetSize("intermediate_size", 9216),
            Heads = text.GetSize("num_attention_heads", 8),
            KeyValueHeads = text.GetSize("num_key_value_heads", 4),
            HeadFeatures = text.GetSize("head_dim", 256),
            QueryPreAttentionScalar = text.GetDouble("query_pre_attn_scalar", 256),
            RmsNormEps = text.GetDouble("rms_norm_eps", 1e-6),
            AttentionBias = text.GetBool("attention_bias", false),
            SlidingWindow = text.GetSize("sliding_window", 4096),
            SlidingLayers = GemmaConfigReader.SlidingLayers(text, 26, text.GetSize("sliding_window_pattern", text.GetSize("_sliding_window_pattern", 6))),
            FullRope = full,
            SlidingRope = sliding,
        };
        GemmaConfigReader.CheckHeads(text, result.Heads, result.KeyValueHeads, result.HeadFeatures);
        if (result.QueryPreAttentionScalar <= 0) throw text.Wrong("query_pre_attn_scalar", "it must be positive");
        return result;
    }

    private static (GemmaRopeConfig Full, GemmaRopeConfig Sliding) Ropes(ModelConfig text)
    {
        GemmaRopeConfig full = new(text.GetDouble("rope_theta", 1_000_000), 1), sliding = new(text.GetDouble("rope_local_base_freq", 10_000), 1);
        return text.GetObjectOrNull("rope_parameters") is ModelConfig parameters
            ? (GemmaConfigReader.Rope(parameters, "full_attention", full), GemmaConfigReader.Rope(parameters, "sliding_attention", sliding))
            : (GemmaConfigReader.Rope(text, "rope_scaling", full), sliding);
    }
}
