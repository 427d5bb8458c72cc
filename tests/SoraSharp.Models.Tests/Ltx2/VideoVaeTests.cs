using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Ltx2.VideoVae;
using Xunit;

namespace SoraSharp.Models.Tests.Ltx2;

public sealed class VideoVaeTests
{
    [Fact]
    public void Keys_left_out_have_the_reference_class_defaults()
    {
        VideoVaeConfig config = VideoVaeConfig.FromConfig(ModelConfig.Parse(System.Text.Encoding.UTF8.GetBytes("{}"), "config.json"));
        Assert.Equal([256, 512, 1024, 2048], config.BlockOutChannels);
        Assert.Equal(4 * 16, config.SpatialCompressionRatio);
        Assert.Equal(16, config.TemporalCompressionRatio);
        Assert.True(config.DecoderCausal);
        Assert.Equal(SpatialPadding.Reflect, config.DecoderSpatialPadding);
    }

    [Theory]
    [InlineData("""{ "patch_size": "four" }""", "patch_size")]
    [InlineData("""{ "patch_size_t": 2 }""", "patch_size_t")]
    [InlineData("""{ "upsample_factor": [2, 2] }""", "upsample_factor")]
    [InlineData("""{ "upsample_type": ["spatial", "diagonal", "spatial"] }""", "diagonal")]
    [InlineData("""{ "timestep_conditioning": true }""", "timestep_conditioning")]
    [InlineData("""{ "decoder_inject_noise": true }""", "decoder_inject_noise")]
    [InlineData("""{ "block_out_channels": [255, 512, 1024, 2048] }""", "255")]
    public void A_configuration_that_cannot_work_is_refused_by_name(string json, string named)
    {
        ModelConfig root = ModelConfig.Parse(System.Text.Encoding.UTF8.GetBytes(json), "config.json");
        CheckpointException error = Assert.Throws<CheckpointException>(() => new VideoVaeNetwork(VideoVaeConfig.FromConfig(root)));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }
}
