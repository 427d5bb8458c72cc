using System.Globalization;
using System.Text.Json;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Gemma;

namespace SoraSharp.Models.Gemma4;

/// <summary>What may differ from layer to layer of Gemma 4. Immutable.</summary>
/// <param name="Slides">Whether its attention slides; else it sees all tokens before.</param>
/// <param name="HeadFeatures">Features of a head.</param>
/// <param name="KeyValueHeads">Key and value heads.</param>
public sealed record Gemma4LayerConfig(bool Slides, int HeadFeatures, int KeyValueHeads);

/// <summary>
/// The configuration of Gemma 4's unified text model: <c>text_config</c> of <c>text_encoder/config.json</c> (or that object itself).
/// Layers are described by <c>per_layer_config</c>, or by <c>global_head_dim</c> and <c>num_global_key_value_heads</c>; keys left out have
/// the defaults of transformers' <c>Gemma4UnifiedTextConfig</c>. Immutable.
/// </summary>
public sealed record Gemma4Config
{
    private static readonly GemmaRopeConfig s_fullRope = new(1_000_000, 1, 0.25), s_slidingRope = new(10_000, 1);

    /// <summary>The number of token ids.</summary>
    public int VocabularySize { get; init; } = 262144;

    /// <summary>The width of the hidden states.</summary>
    public int HiddenSize { get; init; } = 2304;

    /// <summary>The width inside a feed-forward layer.</summary>
    public int IntermediateSize { get; init; } = 9216;

    /// <summary>Query heads.</summary>
    public int Heads { get; init; } = 8;

    /// <summary>What is added to mean squares.</summary>
    public double RmsNormEps { get; init; } = 1e-6;

    /// <summary>Whether queries, keys, values and outputs have a bias.</summary>
    public bool AttentionBias { get; init; }

    /// <summary>A sliding layer's token sees itself and this many minus one before it.</summary>
    public int SlidingWindow { get; init; } = 1024;

    /// <summary>Whether layers that see all take the projection of keys as values.</summary>
    public bool KeysAreValues { get; init; }

    /// <summary>How many of the last layers use the keys and values of the last layer of their kind before them.</summary>
    public int SharedKeyValueLayers { get; init; }

    /// <summary>Whether the feed-forward layers of those are twice as wide.</summary>
    public bool WidensSharedLayers { get; init; }

    /// <summary>The rotary embedding of layers that see all.</summary>
    public GemmaRopeConfig FullRope { get; init; } = s_fullRope;

    /// <summary>The rotary embedding of sliding layers.</summary>
    public GemmaRopeConfig SlidingRope { get; init; } = s_slidingRope;

    /// <summary>Token ids that stand for pictures, clips and sounds; in a text they are read as padding.</summary>
    public IReadOnlyList<long> PlaceholderIds { get; init; } = [];

    /// <summary>The id of padding.</summary>
    public long PadId { get; init; }

    /// <summary>The layers. May be empty.</summary>
    public required IReadOnlyList<Gemma4LayerConfig> Layers { get; init; }

    /// <summary>Reads <c>text_encoder/config.json</c>.</summary>
    /// <exception cref="CheckpointException">A value is of the wrong kind or not supported.</exception>
    public static Gemma4Config FromConfig(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        ModelConfig text = GemmaConfigReader.Text(config);
        // Images and sounds are seen both ways ("vision"); text alone never is.
        if (text.GetStringOrNull("use_bidirectional_attention", "vision") == "all") throw text.Wrong("use_bidirectional_attention", "Gemma 4 is computed with causal attention over text (\"vision\" or null) only");
        ModelConfig ropes = text.GetObjectOrNull("rope_parameters") ?? ModelConfig.Parse("{}"u8.ToArray(), text.Source);
        bool keysAreValues = text.GetBool("attention_k_eq_v", false);
        Gemma4Config result = new()
        {
            VocabularySize = text.GetSize("vocab_size", 262144),
            HiddenSize = text.GetSize("hidden_size", 2304),
            IntermediateSize = text.GetSize("intermediate_size", 9216),
            Heads = text.GetSize("num_attention_heads", 8),
            RmsNormEps = text.GetDouble("rms_norm_eps", 1e-6),
            AttentionBias = text.GetBool("attention_bias", false),
            SlidingWindow = text.GetSize("sliding_window", 1024),
            KeysAreValues = keysAreValues,
            SharedKeyValueLayers = (int)text.GetInt64("num_kv_shared_layers", 0, 0, int.MaxValue),
            WidensSharedLayers = text.GetBool("use_double_wide_mlp", false),
            FullRope = GemmaConfigReader.Rope(ropes, "full_attention", s_fullRope),
            SlidingRope = GemmaConfigReader.Rope(ropes, "sliding_attention", s_slidingRope),
            // The text model alone has none.
            PlaceholderIds = config.Has("text_config") ? [.. new[] { config.GetInt64OrNull("image_token_id", 258880), config.GetInt64OrNull("video_token_id", 258884), config.GetInt64OrNull("audio_token_id", 258881) }.OfType<long>()] : [],
            PadId = text.GetInt64OrNull("pad_token_id", 0) ?? 0,
            Layers = ReadLayers(text, keysAreValues),
        };
        result.Check(text);
        return result;
    }

    /// <summary>The layer whose keys and values a layer uses: itself, or the last one of its kind that has its own.</summary>
    internal int KeyValuesOf(int layer)
    {
        int first = Layers.Count - SharedKeyValueLayers;
        if (layer < first) return layer;
        return Enumerable.Range(0, first).Last(i => Layers[i].Slides == Layers[layer].Slides);
    }

    private static Gemma4LayerConfig[] ReadLayers(ModelConfig text, bool keysAreValues)
    {
        bool[] slides = GemmaConfigReader.SlidingLayers(text, 30, 6);
        if (slides.Length > 0) slides[^1] = false; // The reference makes the last layer see all, whatever the file says.
        int headFeatures = text.GetSize("head_dim", 256), keyValueHeads = text.GetSize("num_key_value_heads", 4);
        Gemma4LayerConfig sliding = new(true, headFeatures, keyValueHeads);
        if (text.GetObjectOrNull("per_layer_config") is ModelConfig perLayer)
        {
            return [.. slides.Select((slide, i) => Override(perLayer, i, sliding with { Slides = slide }))];
        }

        Gemma4LayerConfig full = new(
            false,
            text.GetSize("global_head_dim", 512),
            keysAreValues && text.Has("num_global_key_value_heads") ? text.GetSize("num_global_key_value_heads") : keyValueHeads);
        return [.. slides.Select(slide => slide ? sliding : full)];
    }

    private static Gemma4LayerConfig Override(ModelConfig perLayer, int index, Gemma4LayerConfig layer)
    {
        if (perLayer.GetObjectOrNull(index.ToString(CultureInfo.InvariantCulture)) is not ModelConfig own) return layer;
        foreach (JsonProperty property in own.Json.EnumerateObject())
        {
            if (property.Name is not ("head_dim" or "num_key_value_heads")) throw own.Wrong(property.Name, "layers of Gemma 4 may differ in head_dim and num_key_value_heads only");
        }

        return layer with { HeadFeatures = own.GetSize("head_dim", layer.HeadFeatures), KeyValueHeads = own.GetSize("num_key_value_heads", layer.KeyValueHeads) };
    }

    private void Check(ModelConfig text)
    {
        foreach (Gemma4LayerConfig layer in Layers)
        {
            GemmaConfigReader.CheckHeads(text, Heads, layer.KeyValueHeads, layer.HeadFeatures);
            // Layers of a kind share one rotary table, and shared keys and values must fit.
            if (layer != Layers.First(other => other.Slides == layer.Slides)) throw text.Wrong("per_layer_config", "layers of the same type must have the same head_dim and num_key_value_heads");
        }

        int first = Layers.Count - SharedKeyValueLayers;
        if (SharedKeyValueLayers > 0 && (first < 1 || Layers.Skip(first).Any(layer => !Layers.Take(first).Any(own => own.Slides == layer.Slides))))
        {
            throw text.Wrong("num_kv_shared_layers", $"of {Layers.Count} layers enough must be left that each shared type has one with keys and values of its own");
        }
    }
}
