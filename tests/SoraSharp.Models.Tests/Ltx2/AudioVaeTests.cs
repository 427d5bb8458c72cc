using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Ltx2.AudioVae;
using SoraSharp.Models.Tensors;
using Xunit;

namespace SoraSharp.Models.Tests.Ltx2;

public sealed class AudioVaeTests
{
    [Fact]
    public void Keys_left_out_have_the_reference_class_defaults()
    {
        AudioVaeNetwork network = new(AudioVaeConfig.FromConfig(Json("{}")));
        Manifest.AssertEqual("ltx20-audio-vae", network.Parameters);
    }

    [Fact]
    public void Packing_puts_the_channels_of_a_frame_side_by_side()
    {
        HostTensor latents = HostTensor.From([0f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 1, 2, 3, 2);
        HostTensor packed = AudioVaeCodec.Pack(latents);
        Assert.Equal([1, 3, 4], packed.Shape);
        Assert.Equal([0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11], packed.Floats);
    }

    [Theory]
    [InlineData("""{ "norm_type": "layer" }""", "layer")]
    [InlineData("""{ "causality_axis": "depth" }""", "depth")]
    [InlineData("""{ "norm_type": "group" }""", "group")]
    [InlineData("""{ "ch_mult": [1, 2] }""", "ch_mult")]
    public void A_configuration_that_cannot_work_is_refused_by_name(string json, string named)
    {
        CheckpointException error = Assert.Throws<CheckpointException>(() => AudioVaeConfig.FromConfig(Json(json)));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Attention_and_group_norms_have_the_reference_names()
    {
        ParameterScope declared = new AudioVaeNetwork(AudioVaeConfig.FromConfig(Json("""{ "norm_type": "group", "causality_axis": "none", "mid_block_add_attention": true, "attn_resolutions": [64] }"""))).Parameters;
        HashSet<string> names = [.. declared.Declared.Select(parameter => parameter.Name)];
        Assert.Empty(new[] { "encoder.norm_out.weight", "encoder.mid.attn_1.norm.bias", "encoder.down.2.attn.1.proj_out.weight", "decoder.up.2.attn.2.q.weight", "decoder.up.0.block.0.norm1.weight" }.Except(names));
        Assert.DoesNotContain("encoder.down.1.attn.0.q.weight", names);
    }

    private static ModelConfig Json(string text) => ModelConfig.Parse(System.Text.Encoding.UTF8.GetBytes(text), "config.json");
}
