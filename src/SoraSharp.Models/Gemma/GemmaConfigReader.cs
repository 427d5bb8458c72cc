using SoraSharp.Models.Checkpoints;

namespace SoraSharp.Models.Gemma;

/// <summary>What the configurations of all Gemma text models have in common (transformers, <c>text_config</c>).</summary>
internal static class GemmaConfigReader
{
    private const int MaximumFeatures = 1 << 20;
    private const int MaximumLayers = 4096;

    /// <summary>The text model's object, wherever it is.</summary>
    /// <exception cref="CheckpointException">The feed-forward layers have another activation than Gemma's.</exception>
    public static ModelConfig Text(ModelConfig config)
    {
        ModelConfig text = config.GetObjectOrNull("text_config") ?? config;
        if (text.GetString("hidden_activation", "gelu_pytorch_tanh") != "gelu_pytorch_tanh") throw text.Wrong("hidden_activation", "Gemma is computed with \"gelu_pytorch_tanh\" only");
        return text;
    }

    /// <summary>For every layer whether it slides; where the file does not say, every <paramref name="pattern"/>-th does not.</summary>
    public static bool[] SlidingLayers(ModelConfig text, int defaultLayers, int pattern)
    {
        int layers = (int)text.GetInt64("num_hidden_layers", defaultLayers, 0, MaximumLayers);
        if (!text.Has("layer_types")) return [.. Enumerable.Range(1, layers).Select(layer => layer % pattern != 0)];

        string[] types = text.GetStringArray("layer_types");
        if (types.Length != layers) throw text.Wrong("layer_types", $"it must name as many layers as num_hidden_layers, {layers}");
        return [.. types.Select(type => type switch
        {
            "sliding_attention" => true,
            "full_attention" => false,
            _ => throw text.Wrong("layer_types", "it must hold \"sliding_attention\" and \"full_attention\" only"),
        })];
    }

    /// <summary>The rotary embedding under a key of an object.</summary>
    public static GemmaRopeConfig Rope(ModelConfig parent, string key, GemmaRopeConfig orElse)
    {
        if (parent.GetObjectOrNull(key) is not ModelConfig rope) return orElse;
        double theta = rope.GetDouble("rope_theta", orElse.Theta);
        string type = rope.GetString("rope_type", rope.GetString("type", "default"));
        GemmaRopeConfig result = type switch
        {
            "default" => new(theta, 1),
            "linear" => new(theta, rope.GetDouble("factor", 1)),
            "proportional" => new(theta, rope.GetDouble("factor", 1), rope.GetDouble("partial_rotary_factor", 1)),
            _ => throw rope.Wrong("rope_type", "Gemma is computed with \"default\", \"linear\" and \"proportional\" only"),
        };
        if (result.RotatedShare is < 0 or > 1) throw rope.Wrong("partial_rotary_factor", "it must be from 0 to 1");
        return result;
    }

    /// <summary>Checks that the heads of a layer fit each other.</summary>
    public static void CheckHeads(ModelConfig text, int heads, int keyValueHeads, int headFeatures)
    {
        if (headFeatures % 2 != 0) throw text.Wrong("head_dim", "it must be even, for rotary embedding turns pairs");
        if (heads % keyValueHeads != 0) throw text.Wrong("num_key_value_heads", $"it must divide num_attention_heads, {heads}");
        if ((long)heads * headFeatures > MaximumFeatures) throw text.Wrong("num_attention_heads", $"{heads} heads of {headFeatures} features are wider than {MaximumFeatures}");
    }
}
