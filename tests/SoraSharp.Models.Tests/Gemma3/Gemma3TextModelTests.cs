using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Gemma3;
using SoraSharp.Models.Tensors;
using Xunit;

namespace SoraSharp.Models.Tests.Gemma3;

public sealed class Gemma3TextModelTests
{
    [Fact]
    public void Declares_the_published_tensors() =>
        Manifest.AssertEqual("gemma-3-12b-text", new Gemma3TextModel(Gemma3Config.FromConfig(TinyCheckpoints.Published("gemma-3-12b-text"))).Parameters);

    [Fact]
    public void The_published_form_of_the_configuration_means_the_same_as_the_newer_one()
    {
        // Keys as the published 12B folder has them: the rest is left to defaults.
        Gemma3Config published = Gemma3Config.FromConfig(TinyCheckpoints.Config("""
            { "text_config": { "hidden_size": 3840, "intermediate_size": 15360, "num_attention_heads": 16, "num_hidden_layers": 48, "num_key_value_heads": 8,
              "rope_scaling": { "factor": 8.0, "rope_type": "linear" }, "sliding_window": 1024 } }
            """));
        Gemma3Config newer = Gemma3Config.FromConfig(TinyCheckpoints.Published("gemma-3-12b-text"));
        Assert.Equal(newer.SlidingLayers, published.SlidingLayers);
        Assert.Equal(newer, published with { SlidingLayers = newer.SlidingLayers });
        Assert.Equal((1e6, 8.0), (published.FullRope.Theta, published.FullRope.Factor));
        Assert.Equal((1e4, 1.0), (published.SlidingRope.Theta, published.SlidingRope.Factor));

        Gemma3Config explicitKeys = Gemma3Config.FromConfig(TinyCheckpoints.Config("""{ "num_hidden_layers": 4, "sliding_window_pattern": 2, "rope_local_base_freq": 5000, "rope_theta": 20000 }"""));
        Assert.Equal([true, false, true, false], explicitKeys.SlidingLayers);
        Assert.Equal((20000.0, 5000.0), (explicitKeys.FullRope.Theta, explicitKeys.SlidingRope.Theta));
    }

    [Theory]
    [InlineData("""{ "hidden_activation": "silu" }""", "hidden_activation")]
    [InlineData("""{ "attn_logit_softcapping": 50.0 }""", "attn_logit_softcapping")]
    [InlineData("""{ "use_bidirectional_attention": true }""", "use_bidirectional_attention")]
    [InlineData("""{ "rope_scaling": { "rope_type": "yarn", "factor": 8 } }""", "rope_type")]
    [InlineData("""{ "num_hidden_layers": 2, "layer_types": ["full_attention"] }""", "layer_types")]
    [InlineData("""{ "num_attention_heads": 8, "num_key_value_heads": 3 }""", "num_key_value_heads")]
    [InlineData("""{ "head_dim": 7 }""", "head_dim")]
    public void A_configuration_that_cannot_work_is_refused_by_name(string json, string named)
    {
        CheckpointException error = Assert.Throws<CheckpointException>(() => Gemma3Config.FromConfig(TinyCheckpoints.Config(json)));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_layers_the_one_hidden_state_is_the_normalised_embedding()
    {
        using CheckpointComponent component = TinyCheckpoints.Open("pipeline-ltx20/text_encoder");
        Gemma3Config config = Gemma3Config.FromConfig(component.Config) with { SlidingLayers = [] };
        HostTensor states = Encode(component, new Gemma3TextModel(config), [3, 5], [true, true]);
        Assert.Equal([1, 2, config.HiddenSize, 1], states.Shape);

        Assert.True(component.TryGet("language_model.model.embed_tokens.weight", out StoredTensor? table));
        Assert.True(component.TryGet("language_model.model.norm.weight", out StoredTensor? weight));
        float[] row = table.ToFloats()[(5 * config.HiddenSize)..(6 * config.HiddenSize)];
        double scale = Math.Sqrt(config.HiddenSize), rms = Math.Sqrt(row.Average(value => scale * value * scale * value) + config.RmsNormEps);
        for (int i = 0; i < row.Length; i++)
        {
            Assert.Equal(scale * row[i] / rms * (1 + weight.ToFloats()[i]), states.Floats[config.HiddenSize + i], 1e-5);
        }
    }

    [Fact]
    public void Padding_on_the_left_changes_nothing_but_rounding()
    {
        using CheckpointComponent component = TinyCheckpoints.Open("pipeline-ltx20/text_encoder");
        Gemma3TextModel model = new(Gemma3Config.FromConfig(component.Config));
        HostTensor alone = Encode(component, model, [2, 30, 31, 32, 33, 34, 35], [true, true, true, true, true, true, true]);
        HostTensor padded = Encode(component, model, [0, 0, 0, 2, 30, 31, 32, 33, 34, 35], [false, false, false, true, true, true, true, true, true, true]);
        HostTensor text = HostTensor.From(padded.Floats[^alone.Count..], [.. alone.Shape]);
        Assert.True(TinyCheckpoints.LargestDifference(alone, text) <= 1e-4f);
    }

    [Fact]
    public void A_token_does_not_see_later_ones()
    {
        using CheckpointComponent component = TinyCheckpoints.Open("pipeline-ltx20/text_encoder");
        Gemma3TextModel model = new(Gemma3Config.FromConfig(component.Config));
        HostTensor first = Encode(component, model, [2, 30, 31], [true, true, true]);
        HostTensor second = Encode(component, model, [2, 30, 99], [true, true, true]);
        int two = first.Count / 3 * 2;
        Assert.Equal(first.Floats[..two], second.Floats[..two]);
        Assert.NotEqual(first.Floats[two..], second.Floats[two..]);
    }

    [Fact]
    public void An_id_outside_the_vocabulary_is_refused()
    {
        using CheckpointComponent component = TinyCheckpoints.Open("pipeline-ltx20/text_encoder");
        Gemma3TextModel model = new(Gemma3Config.FromConfig(component.Config));
        ArgumentException error = Assert.Throws<ArgumentException>(() => model.Inputs.Of(HostTensor.From([2L, 1208], 1, 2), HostTensor.From([true, true], 1, 2)));
        Assert.Contains("1208", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => model.Inputs.Of(HostTensor.From([2L, 3], 1, 2), HostTensor.From([true], 1, 1)));
    }

    private static HostTensor Encode(CheckpointComponent component, Gemma3TextModel model, long[] ids, bool[] isText)
    {
        using INetworkSession session = TinyCheckpoints.Backend.Load(model.Encode(), component);
        return session.Run(model.Inputs.Of(HostTensor.From(ids, 1, ids.Length), HostTensor.From(isText, 1, isText.Length)))[Gemma3TextModel.HiddenStates];
    }
}
