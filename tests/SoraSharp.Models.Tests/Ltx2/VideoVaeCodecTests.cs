using SoraSharp.Models.Autoencoders;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Ltx2.VideoVae;
using SoraSharp.Models.Tensors;
using SoraSharp.OnnxRuntime;
using Xunit;

namespace SoraSharp.Models.Tests.Ltx2;

/// <summary>A tiny autoencoder with random weights: 2×4×4 compression, four latent channels.</summary>
public sealed class VideoVaeCodecTests : IDisposable
{
    private const string Config = """
        { "latent_channels": 4, "patch_size": 2, "block_out_channels": [8], "layers_per_block": [1, 1], "spatio_temporal_scaling": true, "downsample_type": ["spatiotemporal"],
          "decoder_block_out_channels": [8], "decoder_layers_per_block": [1, 1], "decoder_spatio_temporal_scaling": true, "upsample_type": ["spatiotemporal"], "upsample_residual": true, "upsample_factor": [1],
          "decoder_causal": false }
        """;

    private readonly VideoVaeNetwork _network = new(VideoVaeConfig.FromConfig(ModelConfig.Parse(System.Text.Encoding.UTF8.GetBytes(Config), "config.json")));
    private readonly HostWeights _weights;

    public VideoVaeCodecTests() => _weights = new HostWeights("random", _network.Parameters.Declared.Select(parameter => KeyValuePair.Create(parameter.Name, Random(parameter.Name == "latents_std" ? 1 : 0, [.. parameter.Shape]))));

    public void Dispose() => _weights.Dispose();

    [Fact]
    public void Latents_and_pixels_have_the_compression_of_the_configuration()
    {
        using VideoVaeCodec codec = Codec();
        HostTensor mean = codec.Encode(Random(0, 2, 3, 5, 8, 12)).Mean;
        Assert.Equal([2, 4, 3, 2, 3], mean.Shape);
        Assert.Equal([2, 3, 5, 8, 12], codec.Decode(codec.Normalize(mean)).Shape);
    }

    [Fact]
    public void Normalising_and_back_is_the_same()
    {
        using VideoVaeCodec codec = Codec();
        HostTensor latents = Random(0, 1, 4, 2, 2, 2);
        float[] back = codec.Denormalize(codec.Normalize(latents)).Floats;
        Assert.All(latents.Floats.Zip(back), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void Tiles_that_hold_everything_change_nothing()
    {
        using VideoVaeCodec whole = Codec(), tiled = Codec(new VideoVaeTiling());
        HostTensor latents = Random(0, 1, 4, 3, 3, 4);
        Assert.Equal(whole.Decode(latents).Floats, tiled.Decode(latents).Floats);
    }

    [Fact]
    public void Parts_follow_each_other_and_make_the_clip()
    {
        VideoVaeTiling tiling = new() { TileHeight = 16, TileWidth = 16, StrideHeight = 8, StrideWidth = 8, TileFrames = 4, StrideFrames = 2 };
        using VideoVaeCodec codec = Codec(tiling);
        HostTensor latents = Random(0, 1, 4, 6, 5, 6);
        HostTensor[] parts = [.. codec.DecodeInParts(latents)];
        Assert.Equal([3, 2, 2, 2, 2], parts.Select(part => part.Shape[2]));
        HostTensor clip = codec.Decode(latents);
        Assert.Equal([1, 3, 11, 20, 24], clip.Shape);
        Assert.Equal(Tiles.Cut(clip, 2, 3, 5).Floats, parts[1].Floats);
    }

    [Fact]
    public void Tiles_of_an_even_surface_leave_no_seams()
    {
        // Mirrored edges make an even surface look endless, so tiles and the whole see the same everywhere.
        using VideoVaeCodec whole = Codec(), tiled = Codec(new VideoVaeTiling { TileHeight = 12, TileWidth = 12, StrideHeight = 8, StrideWidth = 8, Temporal = false });
        HostTensor latents = HostTensor.From([.. Enumerable.Range(0, 4 * 3 * 5 * 6).Select(i => 0.3f * (i / (3 * 5 * 6)) - 0.4f)], 1, 4, 3, 5, 6);
        float[] expected = whole.Decode(latents).Floats, actual = tiled.Decode(latents).Floats;
        double size = expected.Max(Math.Abs);
        Assert.True(size > 0.01, $"The sample is empty: {size}");
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4 * size));
    }

    [Theory]
    [InlineData(4, 8, 8, "use 3 or 5")]
    [InlineData(5, 10, 8, "use 8 or 12")]
    [InlineData(5, 8, 3, "use 4.")]
    public void Pixels_that_do_not_fit_are_refused_with_the_sizes_that_do(int frames, int height, int width, string remedy)
    {
        using VideoVaeCodec codec = Codec();
        ArgumentException error = Assert.Throws<ArgumentException>(() => codec.Encode(HostTensor.Zeros(1, 3, frames, height, width)));
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Latents_that_cannot_be_mirrored_are_refused()
    {
        using VideoVaeCodec codec = Codec();
        Assert.Contains("8 pixels", Assert.Throws<ArgumentException>(() => codec.Decode(HostTensor.Zeros(1, 4, 2, 1, 3))).Message, StringComparison.Ordinal);
        Assert.Contains("4", Assert.Throws<ArgumentException>(() => codec.Decode(HostTensor.Zeros(1, 5, 2, 2, 3))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(16, 6)]
    [InlineData(8, 16)]
    [InlineData(18, 8)]
    public void Tiles_of_broken_latents_are_refused(int tile, int stride) =>
        Assert.Throws<ArgumentException>(() => Codec(new VideoVaeTiling { TileHeight = tile, StrideHeight = stride }));

    [Fact]
    public void A_cancelled_token_ends_the_work()
    {
        using VideoVaeCodec codec = Codec();
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => codec.Decode(Random(0, 1, 4, 2, 2, 2), source.Token));
    }

    [Fact]
    public async Task Several_clips_may_be_decoded_at_once()
    {
        using VideoVaeCodec codec = Codec();
        HostTensor[] latents = [.. Enumerable.Range(1, 4).Select(frames => Random(frames, 1, 4, frames, 2, 3))];
        float[][] alone = [.. latents.Select(l => codec.Decode(l).Floats)];
        float[][] together = await Task.WhenAll(latents.Select(l => Task.Run(() => codec.Decode(l).Floats)));
        for (int i = 0; i < latents.Length; i++) Assert.Equal(alone[i], together[i]);
    }

    private VideoVaeCodec Codec(VideoVaeTiling? tiling = null) => new(_network, new OnnxBackend(), _weights, tiling);

    private static HostTensor Random(double mean, params long[] shape)
    {
        Random random = new((int)shape.Sum() + shape.Length);
        HostTensor tensor = HostTensor.Zeros(shape);
        for (int i = 0; i < tensor.Count; i++) tensor.Floats[i] = (float)(mean + 0.5 * (random.NextDouble() - 0.5));
        return tensor;
    }
}
