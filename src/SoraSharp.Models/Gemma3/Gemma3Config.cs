using SoraSharp.Models.Checkpoints;

namespace SoraSharp.Models.Gemma3;

/// <summary>A rotary embedding of Gemma: base and the factor that positions are divided by.</summary>
/// <param name="Theta">The ratio of the highest to the lowest frequency, nearly.</param>
/// <param name="Factor">What positions are divided by ("linear" scaling), 1 for none.</param>
public sealed record Gemma3RopeConfig(double Theta, double Factor);

/// <summary>
/// The configuration of Gemma 3's text model: <c>text_config</c> of <c>text_encoder/config.json</c> (or that object itself), in the
/// older form (<c>rope_scaling</c>, <c>rope_local_base_freq</c>, <c>sliding_window_pattern</c>) or the newer one
/// (<c>rope_parameters</c>, <c>layer_types</c>); keys left out have the defaults of transformers' <c>Gemma3TextConfig</c>. Immutable.
/// </summary>
public sealed record Gemma3Config
{
    private const int MaximumFeatures = 1 << 20;

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
    public Gemma3RopeConfig FullRope { get; init; } = new(1_000_000, 1);

    /// <summary>The rotary embedding of sliding layers.</summary>
    public Gemma3RopeConfig SlidingRope { get; init; } = new(10_000, 1);

    /// <summary>The number of layers.</summary>
    public int Layers => SlidingLayers.Count;

    /// <summary>Reads <c>text_encoder/config.json</c>.</summary>
    /// <exception cref="CheckpointException">A value is of the wrong kind or not supported.</exception>
    public static Gemma3Config FromConfig(ModelConfig config)
    {
        ModelConfig text = config.GetObjectOrNull("text_config") ?? config;
        if (text.GetString("hidden_activation", "gelu_pytorch_tanh") != "gelu_pytorch_tanh") throw text.Wrong("hidden_activation", "Gemma 3 is computed with \"gelu_pytorch_tanh\" only");
        if (text.Has("attn_logit_softcapping")) throw text.Wrong("attn_logit_softcapping", "Gemma 3 is computed without it (null) only");
        if (text.GetBool("use_bidirectional_attention", false)) throw text.Wrong("use_bidirectional_attention", "Gemma 3 is computed with causal attention (false) only");

        (Gemma3RopeConfig full, Gemma3RopeConfig sliding) = Ropes(text);
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
            SlidingLayers = LayerTypes(text),
            FullRope = full,
            SlidingRope = sliding,
        };
        if (result.HeadFeatures % 2 != 0) throw text.Wrong("head_dim", "it must be even, for rotary embedding turns pairs");
        if (result.Heads % result.KeyValueHeads != 0) throw text.Wrong("num_key_value_heads", $"it must divide num_attention_heads, {result.Heads}");
        if ((long)result.Heads * result.HeadFeatures > MaximumFeatures) throw text.Wrong("num_attention_heads", $"{result.Heads} heads of {result.HeadFeatures} features are wider than {MaximumFeatures}");
        if (result.QueryPreAttentionScalar <= 0) throw text.Wrong("query_pre_attn_scalar", "it must be positive");
        return result;
    }

    private static bool[] LayerTypes(ModelConfig text)
    {
        int layers = (int)text.GetInt64("num_hidden_layers", 26, 0, 4096);
        if (!text.Has("layer_types"))
        {
            int pattern = text.GetSize("sliding_window_pattern", text.GetSize("_sliding_window_pattern", 6));
            return [.. Enumerable.Range(1, layers).Select(layer => layer % pattern != 0)];
        }

        string[] types = text.GetStringArray("layer_types");
        if (types.Length != layers) throw text.Wrong("layer_types", $"it must name as many layers as num_hidden_layers, {layers}");
        return [.. types.Select(type => type switch
        {
            "sliding_attention" => true,
            "full_attention" => false,
            _ => throw text.Wrong("layer_types", "it must hold \"sliding_attention\" and \"full_attention\" only"),
        })];
    }

    private static (Gemma3RopeConfig Full, Gemma3RopeConfig Sliding) Ropes(ModelConfig text)
    {
        double theta = text.GetDouble("rope_theta", 1_000_000), localTheta = text.GetDouble("rope_local_base_freq", 10_000);
        return text.GetObjectOrNull("rope_parameters") is ModelConfig parameters
            ? (Rope(parameters, "full_attention", theta), Rope(parameters, "sliding_attention", localTheta))
            : (Rope(text, "rope_scaling", theta), new Gemma3RopeConfig(localTheta, 1));
    }

    private static Gemma3RopeConfig Rope(ModelConfig parent, string key, double theta)
    {
        if (parent.GetObjectOrNull(key) is not ModelConfig rope) return new(theta, 1);
        return rope.GetString("rope_type", rope.GetString("type", "default")) switch
        {
            "default" => new(rope.GetDouble("rope_theta", theta), 1),
            "linear" => new(rope.GetDouble("rope_theta", theta), rope.GetDouble("factor", 1)),
            _ => throw rope.Wrong("rope_type", "Gemma 3 is computed with \"default\" and \"linear\" only"),
        };
    }
}
