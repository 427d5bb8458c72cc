using System.Text.Json;
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
    public static Gemma3Config FromJson(JsonElement json)
    {
        JsonElement text = json.ValueKind == JsonValueKind.Object && json.TryGetProperty("text_config", out JsonElement inner) ? inner : json;
        ConfigValues values = new(text);
        string activation = values.String("hidden_activation", "gelu_pytorch_tanh");
        if (activation != "gelu_pytorch_tanh") throw new CheckpointException($"hidden_activation of Gemma 3 is \"{activation}\"; this port computes \"gelu_pytorch_tanh\".");
        if (values.Double("attn_logit_softcapping", 0) is double cap and not 0) throw new CheckpointException($"attn_logit_softcapping of Gemma 3 is {cap}; this port computes attention without it (null).");
        if (values.Boolean("use_bidirectional_attention", false)) throw new CheckpointException("use_bidirectional_attention of Gemma 3 is true; this port computes causal attention (false).");

        (Gemma3RopeConfig full, Gemma3RopeConfig sliding) = Ropes(text, values);
        return new Gemma3Config
        {
            VocabularySize = values.Int32("vocab_size", 262208),
            HiddenSize = values.Int32("hidden_size", 2304),
            IntermediateSize = values.Int32("intermediate_size", 9216),
            Heads = values.Int32("num_attention_heads", 8),
            KeyValueHeads = values.Int32("num_key_value_heads", 4),
            HeadFeatures = values.Int32("head_dim", 256),
            QueryPreAttentionScalar = values.Double("query_pre_attn_scalar", 256),
            RmsNormEps = values.Double("rms_norm_eps", 1e-6),
            AttentionBias = values.Boolean("attention_bias", false),
            SlidingWindow = values.Int32("sliding_window", 4096),
            SlidingLayers = LayerTypes(values),
            FullRope = full,
            SlidingRope = sliding,
        };
    }

    private static bool[] LayerTypes(ConfigValues values)
    {
        int layers = values.Int32("num_hidden_layers", 26, 0);
        if (!values.Has("layer_types"))
        {
            int pattern = values.Int32("sliding_window_pattern", values.Int32("_sliding_window_pattern", 6));
            return [.. Enumerable.Range(1, layers).Select(layer => layer % pattern != 0)];
        }

        IReadOnlyList<string> types = values.Strings("layer_types", []);
        if (types.Count != layers) throw new CheckpointException($"layer_types of Gemma 3 names {types.Count} layers, num_hidden_layers is {layers}; the numbers must be equal.");
        return [.. types.Select(type => type switch
        {
            "sliding_attention" => true,
            "full_attention" => false,
            _ => throw new CheckpointException($"layer_types of Gemma 3 holds \"{type}\"; it knows \"sliding_attention\" and \"full_attention\"."),
        })];
    }

    private static (Gemma3RopeConfig Full, Gemma3RopeConfig Sliding) Ropes(JsonElement text, ConfigValues values)
    {
        double theta = values.Double("rope_theta", 1_000_000), localTheta = values.Double("rope_local_base_freq", 10_000);
        return text.TryGetProperty("rope_parameters", out JsonElement parameters) && parameters.ValueKind == JsonValueKind.Object
            ? (Rope(parameters, "full_attention", theta), Rope(parameters, "sliding_attention", localTheta))
            : (Rope(text, "rope_scaling", theta), new Gemma3RopeConfig(localTheta, 1));
    }

    private static Gemma3RopeConfig Rope(JsonElement parent, string key, double theta)
    {
        if (!parent.TryGetProperty(key, out JsonElement rope) || rope.ValueKind == JsonValueKind.Null) return new(theta, 1);
        ConfigValues values = new(rope);
        string type = values.String("rope_type", values.String("type", "default"));
        return type switch
        {
            "default" => new(values.Double("rope_theta", theta), 1),
            "linear" => new(values.Double("rope_theta", theta), values.Double("factor", 1)),
            _ => throw new CheckpointException($"rope_type of Gemma 3 ({key}) is \"{type}\"; this port computes \"default\" and \"linear\"."),
        };
    }
}
