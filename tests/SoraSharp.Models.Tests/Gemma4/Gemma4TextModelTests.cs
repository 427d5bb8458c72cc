using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Gemma;
using SoraSharp.Models.Gemma3;
using SoraSharp.Models.Gemma4;
using SoraSharp.Models.Tensors;
using Xunit;

namespace SoraSharp.Models.Tests.Gemma4;

public sealed class Gemma4TextModelTests
{
    [Fact]
    public void Both_forms_of_the_configuration_mean_the_same()
    {
        Gemma4Config global = Gemma4Config.FromConfig(TinyCheckpoints.Config("""
            { "text_config": { "num_hidden_layers": 3, "layer_types": ["full_attention", "sliding_attention", "full_attention"], "head_dim": 8, "num_key_value_heads": 4,
              "global_head_dim": 16, "num_global_key_value_heads": 2, "attention_k_eq_v": true } }
            """));
        Gemma4Config perLayer = Gemma4Config.FromConfig(TinyCheckpoints.Config("""
            { "num_hidden_layers": 3, "layer_types": ["full_attention", "sliding_attention", "sliding_attention"], "head_dim": 8, "num_key_value_heads": 4, "attention_k_eq_v": true,
              "per_layer_config": { "0": { "head_dim": 16, "num_key_value_heads": 2 }, "2": { "head_dim": 16, "num_key_value_heads": 2 } } }
            """));
        Assert.Equal([new(false, 16, 2), new(true, 8, 4), new(false, 16, 2)], global.Layers);
        Assert.Equal(global.Layers, perLayer.Layers);
        Assert.Equal(global, perLayer with { Layers = global.Layers, PlaceholderIds = global.PlaceholderIds });
        Assert.Equal([258880, 258884, 258881], global.PlaceholderIds);
        Assert.Equal(0.25, global.FullRope.RotatedShare);
    }

    [Fact]
    public void Defaults_are_those_of_the_reference_class()
    {
        Gemma4Config config = Gemma4Config.FromConfig(TinyCheckpoints.Config("{}"));
        Assert.Equal(30, config.Layers.Count);
        Assert.Equal(5, config.Layers.Count(layer => layer == new Gemma4LayerConfig(false, 512, 4)));
        Assert.Equal(25, config.Layers.Count(layer => layer == new Gemma4LayerConfig(true, 256, 4)));
    }

    [Fact]
    public void Layers_that_share_keys_and_values_have_none_of_their_own()
    {
        const string text = """
            "vocab_size": 40, "hidden_size": 8, "intermediate_size": 12, "num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 4, "global_head_dim": 8, "num_hidden_layers": 4,
            "layer_types": ["sliding_attention", "full_attention", "sliding_attention", "full_attention"]
            """;
        Gemma4TextModel own = new(Gemma4Config.FromConfig(TinyCheckpoints.Config($$"""{ {{text}} }""")));
        Gemma4TextModel shared = new(Gemma4Config.FromConfig(TinyCheckpoints.Config($$"""{ {{text}}, "num_kv_shared_layers": 2, "use_double_wide_mlp": true }""")));
        Assert.Contains(own.Parameters.Declared, p => p.Name.EndsWith("layers.2.self_attn.v_proj.weight", StringComparison.Ordinal));
        Assert.DoesNotContain(shared.Parameters.Declared, p => p.Name.Contains("layers.2.self_attn.k", StringComparison.Ordinal) || p.Name.Contains("layers.3.self_attn.v", StringComparison.Ordinal));
        Assert.Equal([24, 8], shared.Parameters.Declared.Single(p => p.Name.EndsWith("layers.3.mlp.up_proj.weight", StringComparison.Ordinal)).Shape);

        // The shared layers' outputs depend on the keys of the layers they take them from.
        HostTensor before = Encode(shared, []), after = Encode(shared, ["model.language_model.layers.1.self_attn.k_proj.weight"]);
        Assert.Equal([1, 5, 8, 5], before.Shape);
        Assert.NotEqual(before.Floats, after.Floats);
    }

    [Fact]
    public void The_kind_of_text_model_is_read_from_the_file()
    {
        Assert.IsType<Gemma4TextModel>(GemmaTextModel.FromConfig(TinyCheckpoints.Config("""{ "model_type": "gemma4_unified", "text_config": { "num_hidden_layers": 0 } }""")));
        Assert.IsType<Gemma3TextModel>(GemmaTextModel.FromConfig(TinyCheckpoints.Config("""{ "model_type": "gemma3", "text_config": { "num_hidden_layers": 0 } }""")));
        CheckpointException error = Assert.Throws<CheckpointException>(() => GemmaTextModel.FromConfig(TinyCheckpoints.Config("""{ "model_type": "llama" }""")));
        Assert.Contains("gemma4_unified", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "use_bidirectional_attention": "all" }""", "use_bidirectional_attention")]
    [InlineData("""{ "hidden_activation": "silu" }""", "hidden_activation")]
    [InlineData("""{ "num_hidden_layers": 2, "per_layer_config": { "0": { "intermediate_size": 4 } } }""", "intermediate_size")]
    [InlineData("""{ "num_hidden_layers": 6, "layer_types": ["full_attention", "sliding_attention", "full_attention", "sliding_attention", "sliding_attention", "full_attention"], "per_layer_config": { "2": { "head_dim": 4 } } }""", "per_layer_config")]
    [InlineData("""{ "num_hidden_layers": 6, "num_kv_shared_layers": 6 }""", "num_kv_shared_layers")]
    [InlineData("""{ "num_hidden_layers": 6, "num_kv_shared_layers": 1 }""", "num_kv_shared_layers")]
    [InlineData("""{ "rope_parameters": { "full_attention": { "rope_type": "proportional", "partial_rotary_factor": 2 } } }""", "partial_rotary_factor")]
    public void A_configuration_that_cannot_work_is_refused_by_name(string json, string named) =>
        Assert.Contains(named, Assert.Throws<CheckpointException>(() => Gemma4Config.FromConfig(TinyCheckpoints.Config(json))).Message, StringComparison.Ordinal);

    [Fact]
    public void Padding_on_the_left_changes_nothing_but_rounding()
    {
        using CheckpointComponent component = TinyCheckpoints.Open("pipeline-ltx25/text_encoder");
        GemmaTextModel model = GemmaTextModel.FromConfig(component.Config);
        using INetworkSession session = TinyCheckpoints.Backend.Load(model.Encode(), component);
        HostTensor alone = Run(session, model, [2, 30, 31, 32, 33, 34, 35], 0);
        HostTensor padded = Run(session, model, [0, 0, 0, 2, 30, 31, 32, 33, 34, 35], 3);
        HostTensor text = HostTensor.From(padded.Floats[^alone.Count..], [.. alone.Shape]);
        Assert.True(TinyCheckpoints.LargestDifference(alone, text) <= 3e-4f);
    }

    [Fact]
    public void Ids_that_stand_for_pictures_and_sounds_are_read_as_padding()
    {
        using CheckpointComponent component = TinyCheckpoints.Open("pipeline-ltx25/text_encoder");
        GemmaTextModel model = GemmaTextModel.FromConfig(component.Config);
        HostTensor isText = HostTensor.From([true, true, true, true, true], 1, 5);
        Dictionary<string, HostTensor> inputs = model.Inputs.Of(HostTensor.From([2L, 1205, 1206, 1207, 1204], 1, 5), isText);
        Assert.Equal([2, 0, 0, 0, 1204], inputs[GemmaTextModel.InputIds].Int64s);
    }

    private static HostTensor Encode(Gemma4TextModel model, string[] doubled)
    {
        using HostWeights weights = TinyCheckpoints.RandomWeights(model.Parameters, (name, tensor) =>
        {
            if (doubled.Contains(name)) foreach (ref float value in tensor.Floats.AsSpan()) value *= 2;
        });
        using INetworkSession session = TinyCheckpoints.Backend.Load(model.Encode(), weights);
        return Run(session, model, [1, 2, 3, 4, 5], 0);
    }

    private static HostTensor Run(INetworkSession session, GemmaTextModel model, long[] ids, int padding)
    {
        HostTensor isText = HostTensor.From([.. Enumerable.Range(0, ids.Length).Select(i => i >= padding)], 1, ids.Length);
        return session.Run(model.Inputs.Of(HostTensor.From(ids, 1, ids.Length), isText))[GemmaTextModel.HiddenStates];
    }
}
