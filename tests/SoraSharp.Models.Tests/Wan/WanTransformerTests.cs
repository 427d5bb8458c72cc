using SoraSharp.Golden;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;
using SoraSharp.Models.Wan;
using Xunit;

namespace SoraSharp.Models.Tests.Wan;

/// <summary>Wan's transformer where golden cases do not look: what it refuses, and that keys left out have the class's defaults.</summary>
public sealed class WanTransformerTests
{
    [Fact]
    public void Keys_left_out_have_the_defaults_of_the_class()
    {
        WanTransformerConfig config = WanTransformerConfig.FromConfig(TinyCheckpoints.Config("{}"));
        Assert.Equal((40, 5120, 16, 13824, false), (config.Layers, config.Features, config.OutChannels, config.FeedForwardFeatures, config.IsVace));
        WanTransformerConfig vace = WanTransformerConfig.FromConfig(TinyCheckpoints.Config("""{"_class_name": "WanVACETransformer3DModel"}"""));
        Assert.Equal([0, 5, 10, 15, 20, 25, 30, 35], vace.VaceLayers);
    }

    [Theory]
    [InlineData("""{"patch_size": [1, 2]}""", "patch_size")]
    [InlineData("""{"patch_size": [1, 0, 2]}""", "patch_size")]
    [InlineData("""{"attention_head_dim": 7}""", "attention_head_dim")]
    [InlineData("""{"freq_dim": 255}""", "freq_dim")]
    [InlineData("""{"num_layers": -1}""", "num_layers")]
    [InlineData("""{"added_kv_proj_dim": 4, "image_dim": 8}""", "added_kv_proj_dim")]
    [InlineData("""{"added_kv_proj_dim": 5120}""", "image_dim")]
    [InlineData("""{"pos_embed_seq_len": 5, "image_dim": 8}""", "pos_embed_seq_len")]
    [InlineData("""{"_class_name": "WanVACETransformer3DModel", "vace_layers": [1, 2]}""", "vace_layers")]
    [InlineData("""{"_class_name": "WanVACETransformer3DModel", "vace_layers": [0, 40]}""", "vace_layers")]
    [InlineData("""{"num_attention_heads": 16777216}""", "num_attention_heads")]
    public void A_configuration_that_cannot_be_computed_is_refused_by_its_key(string json, string key) =>
        Assert.Contains(key, Assert.Throws<CheckpointException>(() => WanTransformerConfig.FromConfig(TinyCheckpoints.Config(json))).Message, StringComparison.Ordinal);

    [Fact]
    public void Options_must_suit_the_configuration()
    {
        WanTransformer plain = Tiny("t2v"), image = Tiny("i2v"), vace = Tiny("vace");
        Assert.Contains("image_dim", Assert.Throws<ArgumentException>(() => plain.Denoise(new WanDenoiseOptions { Image = true })).Message, StringComparison.Ordinal);
        Assert.Contains("set Image", Assert.Throws<ArgumentException>(() => image.Denoise(new WanDenoiseOptions())).Message, StringComparison.Ordinal);
        Assert.Contains("TimestepPerToken", Assert.Throws<ArgumentException>(() => vace.Denoise(new WanDenoiseOptions { TimestepPerToken = true })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 5, 10, "height")]
    [InlineData(3, 6, 0, "width")]
    [InlineData(33, 6, 10, "frames")]
    public void A_clip_that_has_no_positions_is_refused(int frames, int height, int width, string name) =>
        Assert.Contains(name, Assert.Throws<ArgumentException>(() => Tiny("t2v").Rope.Tables(frames, height, width)).Message, StringComparison.Ordinal);

    [Fact]
    public void One_timestep_for_all_tokens_is_that_timestep_for_the_row()
    {
        using CheckpointComponent component = CheckpointComponent.Open(Folder("t2v"));
        WanTransformer transformer = new(WanTransformerConfig.FromConfig(component.Config));
        (HostTensor cos, HostTensor sin) = transformer.Rope.Tables(2, 4, 6);
        Dictionary<string, HostTensor> inputs = new()
        {
            [WanTransformerNames.Latents] = TinyCheckpoints.Random(1, 1, transformer.Config.InChannels, 2, 4, 6),
            [WanTransformerNames.Text] = TinyCheckpoints.Random(2, 1, 5, transformer.Config.TextFeatures),
            [WanTransformerNames.Timestep] = HostTensor.From([700f], 1),
            ["rope.cos"] = cos,
            ["rope.sin"] = sin,
        };
        using INetworkSession perRow = TinyCheckpoints.Backend.Load(transformer.Denoise(new WanDenoiseOptions()), component);
        HostTensor row = perRow.Run(inputs)[WanTransformerNames.Velocity];
        inputs[WanTransformerNames.TokenLevels] = HostTensor.From(new long[12], 1, 12);
        using INetworkSession perToken = TinyCheckpoints.Backend.Load(transformer.Denoise(new WanDenoiseOptions { TimestepPerToken = true }), component);
        Assert.InRange(TinyCheckpoints.LargestDifference(row, perToken.Run(inputs)[WanTransformerNames.Velocity]), 0, 1e-5f);
    }

    private static string Folder(string golden) => Path.Combine(GoldenCases.Repository, "wan", "transformer", golden, "checkpoint");

    private static WanTransformer Tiny(string golden)
    {
        using CheckpointComponent component = CheckpointComponent.Open(Folder(golden));
        return new WanTransformer(WanTransformerConfig.FromConfig(component.Config));
    }
}
