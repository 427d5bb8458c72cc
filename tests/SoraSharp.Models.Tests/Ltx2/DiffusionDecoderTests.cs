using SoraSharp.Models.Autoencoders;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Ltx2.DiffusionDecoder;
using SoraSharp.Models.Ltx2.VideoVae;
using SoraSharp.Models.Tensors;
using Xunit;

namespace SoraSharp.Models.Tests.Ltx2;

/// <summary>The golden cases' tiny checkpoint: 8×8×8 compression, neighbourhoods of 3×3×3.</summary>
public sealed class DiffusionDecoderTests(DiffusionDecoderTests.Loaded loaded) : IClassFixture<DiffusionDecoderTests.Loaded>
{
    private readonly HostTensor _latents = TinyCheckpoints.Random(1, 1, 8, 2, 3, 4);
    private int _draws;

    [Fact]
    public void Bricks_of_any_size_give_the_same_pixels()
    {
        using DiffusionDecoderCodec small = Codec(brick: new GridSize(3, 4, 9));
        HostTensor whole = loaded.Whole.Decode(_latents, Draw);
        _draws = 0;
        Assert.Equal([1, 3, 9, 24, 32], whole.Shape);
        Assert.True(TinyCheckpoints.LargestDifference(whole, small.Decode(_latents, Draw)) < 5e-5f);
    }

    [Fact]
    public void Rows_of_a_batch_do_not_see_each_other()
    {
        DiffusionDecoderCodec codec = loaded.Whole;
        HostTensor both = codec.Decode(TinyCheckpoints.Random(1, 2, 8, 2, 3, 3), shape => TinyCheckpoints.Random(5, shape));
        HostTensor noise = TinyCheckpoints.Random(5, 2, 3, 9, 24, 24);
        HostTensor second = codec.Decode(
            HostTensor.From(TinyCheckpoints.Random(1, 2, 8, 2, 3, 3).Floats[144..], 1, 8, 2, 3, 3),
            _ => HostTensor.From(noise.Floats[(noise.Count / 2)..], 1, 3, 9, 24, 24));
        Assert.True(TinyCheckpoints.LargestDifference(second, HostTensor.From(both.Floats[(both.Count / 2)..], 1, 3, 9, 24, 24)) < 5e-5f);
    }

    [Fact]
    public void Predicted_velocity_is_what_is_taken_off_the_noise()
    {
        DiffusionDecoderNetwork velocity = new(loaded.Network.Config with { PredictsPixels = false });
        using DiffusionDecoderCodec taken = new(velocity, TinyCheckpoints.Backend, loaded.Component);
        HostTensor predicted = loaded.Whole.Decode(_latents, Draw);
        _draws = 0;
        HostTensor result = taken.Decode(_latents, Draw);
        _draws = 0;
        HostTensor noise = Draw([.. predicted.Shape]);
        for (int i = 0; i < noise.Count; i++) Assert.Equal(noise.Floats[i] - predicted.Floats[i], result.Floats[i], 1e-5f);
    }

    [Fact]
    public void Tiles_that_hold_everything_change_nothing()
    {
        using DiffusionDecoderCodec tiled = Codec(DiffusionDecoderCodec.DefaultTiling);
        HostTensor expected = loaded.Whole.Decode(_latents, Draw, 2);
        _draws = 0;
        Assert.Equal(expected.Floats, tiled.Decode(_latents, Draw, 2).Floats);
        Assert.Equal(1, _draws);
    }

    [Theory]
    [InlineData(true, true, 1, 4 * 2 * 3)]
    [InlineData(true, true, 2, 1)]
    [InlineData(false, true, 1, 4)]
    [InlineData(true, false, 2, 1)]
    [InlineData(true, false, 1, 2 * 3)]
    public void Tiles_make_the_clip_with_a_draw_each_or_one_for_several_steps(bool spatial, bool temporal, int steps, int draws)
    {
        VideoVaeTiling tiling = new() { Spatial = spatial, Temporal = temporal, TileHeight = 16, TileWidth = 16, TileFrames = 6, StrideHeight = 12, StrideWidth = 12, StrideFrames = 4 };
        using DiffusionDecoderCodec tiled = Codec(tiling);
        HostTensor latents = TinyCheckpoints.Random(2, 1, 8, 3, 3, 4);
        HostTensor clip = tiled.Decode(latents, Draw, steps);
        Assert.Equal(draws, _draws);
        Assert.Equal([1, 3, 17, 24, 32], clip.Shape);
        Assert.All(clip.Floats, value => Assert.True(float.IsFinite(value)));

        _draws = 0;
        HostTensor[] parts = [.. tiled.DecodeInParts(latents, Draw, steps)];
        Assert.Equal(temporal ? 4 : 17, parts[0].Shape[2] + (temporal ? 1 : 0));
        Assert.Equal(clip.Floats, Tiles.Join(parts, 2).Floats);
        if (steps == 1 || temporal) return;

        // One canvas: the corner that neither fading nor the tile's edge reaches is what the whole clip has there.
        _draws = 0;
        HostTensor expected = loaded.Whole.Decode(latents, Draw, steps);
        float difference = Math.Abs(expected.Floats[0] - clip.Floats[0]);
        Assert.True(difference < 1e-4f, $"The first pixel differs by {difference}.");
    }

    [Theory]
    [InlineData(7, 9, 11, 3, 3, 5, 2, 3, 4)]
    [InlineData(4, 4, 4, 4, 1, 2, 3, 3, 3)]
    [InlineData(5, 6, 3, 2, 4, 3, 99, 99, 99)]
    public void A_token_sees_its_neighbourhood_moved_inwards_at_the_edges(int frames, int height, int width, int kt, int kh, int kw, int bt, int bh, int bw)
    {
        GridSize grid = new(frames, height, width), kernel = new(kt, kh, kw);
        NeighborhoodBricks bricks = new(grid, kernel, 8, new GridSize(bt, bh, bw));
        HashSet<(int, int, int)> computed = [];
        foreach (GridBox box in bricks.All())
        {
            GridBox region = bricks.Region(box);
            Dictionary<string, HostTensor> inputs = bricks.Inputs(box, region);
            float[] bias = inputs["bias"].Floats;
            int token = 0;
            foreach ((int t, int y, int x) in Positions(box))
            {
                Assert.True(computed.Add((t, y, x)));
                (int T, int Y, int X)[] seen = [.. Positions(region).Where((_, i) => bias[(token * region.Size.Volume) + i] == 0)];
                Assert.Equal(kernel.Volume, seen.Length);
                Assert.Equal((Start(t, kt, frames), Start(y, kh, height), Start(x, kw, width)), (seen.Min(p => p.T), seen.Min(p => p.Y), seen.Min(p => p.X)));
                Assert.Equal((t, y, x), Positions(region).ElementAt((int)inputs["tokens"].Int64s[token]));
                token++;
            }
        }

        Assert.Equal(grid.Volume, computed.Count);
        static int Start(int position, int kernel, int length) => Math.Max(0, Math.Min(position - (kernel / 2), length - kernel));
    }

    [Fact]
    public void Steps_go_from_one_down_at_equal_distances()
    {
        Assert.Equal([1f], DiffusionDecoderStages.Times(1));
        Assert.Equal([1, 0.75f, 0.5f, 0.25f], DiffusionDecoderStages.Times(4));
    }

    [Fact]
    public void What_cannot_be_decoded_is_refused()
    {
        DiffusionDecoderCodec codec = loaded.Whole;
        Assert.Contains("[batch, 8, frames", Assert.Throws<ArgumentException>(() => codec.Decode(HostTensor.Zeros(1, 7, 2, 3, 3), Draw)).Message, StringComparison.Ordinal);
        Assert.Contains("3×3×3", Assert.Throws<ArgumentException>(() => codec.Decode(HostTensor.Zeros(1, 8, 2, 2, 3), Draw)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => codec.Decode(_latents, Draw, 0));
        Assert.Throws<ArgumentException>(() => Codec(new VideoVaeTiling { TileHeight = 16, TileWidth = 16, StrideHeight = 1, StrideWidth = 12, TileFrames = 6, StrideFrames = 4 }));
        Assert.Throws<ArgumentException>(() => Codec(new VideoVaeTiling { TileHeight = 16, TileWidth = 16, StrideHeight = 12, StrideWidth = 12, TileFrames = 4, StrideFrames = 6 }));
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => codec.Decode(_latents, Draw, cancellationToken: cancelled.Token));
    }

    [Theory]
    [InlineData("""{ "decoder_head_dim": 12 }""", "decoder_head_dim")]
    [InlineData("""{ "decoder_head_dim": 96 }""", "decoder_head_dim")]
    [InlineData("""{ "decoder_stage_channels": [2048, 1024, 512, 512, 512] }""", "decoder_stage_channels")]
    [InlineData("""{ "decoder_stage_depths": [4, 6, 4, 2] }""", "decoder_stage_depths")]
    [InlineData("""{ "decoder_stage5_kernel": [11, 11] }""", "decoder_stage5_kernel")]
    [InlineData("""{ "decoder_model_output_type": "eps" }""", "decoder_model_output_type")]
    [InlineData("""{ "temporal_compression_ratio": 4 }""", "temporal_compression_ratio")]
    [InlineData("""{ "decoder_upsample_channel_reductions": [2, 2, 0, 2] }""", "decoder_upsample_channel_reductions")]
    public void A_configuration_that_cannot_work_is_refused_by_name(string json, string named) =>
        Assert.Contains(named, Assert.Throws<CheckpointException>(() => DiffusionDecoderConfig.FromConfig(TinyCheckpoints.Config(json))).Message, StringComparison.Ordinal);

    private static IEnumerable<(int T, int Y, int X)> Positions(GridBox box) =>
        from t in Enumerable.Range(box.Frame, box.Size.Frames)
        from y in Enumerable.Range(box.Row, box.Size.Height)
        from x in Enumerable.Range(box.Column, box.Size.Width)
        select (t, y, x);

    private DiffusionDecoderCodec Codec(VideoVaeTiling? tiling = null, GridSize? brick = null) => new(loaded.Network, TinyCheckpoints.Backend, loaded.Component, tiling, brick);

    private HostTensor Draw(long[] shape) => TinyCheckpoints.Random(100 + _draws++, shape);

    /// <summary>What all tests share: loading functions takes most of their time.</summary>
    public sealed class Loaded : IDisposable
    {
        public Loaded()
        {
            Component = TinyCheckpoints.Open("vae-diffusion-decoder");
            Network = new DiffusionDecoderNetwork(DiffusionDecoderConfig.FromConfig(Component.Config));
            Whole = new DiffusionDecoderCodec(Network, TinyCheckpoints.Backend, Component);
        }

        public CheckpointComponent Component { get; }

        internal DiffusionDecoderNetwork Network { get; }

        internal DiffusionDecoderCodec Whole { get; }

        public void Dispose()
        {
            Whole.Dispose();
            Component.Dispose();
        }
    }
}
