using SoraSharp.Models.Backends;
using SoraSharp.Models.Ltx2;
using SoraSharp.Models.Tensors;
using Xunit;

namespace SoraSharp.Models.Tests.Ltx2;

public sealed class DurationHeadTests
{
    [Theory]
    [InlineData(5, 24, 8, 1, 20, 113)] // 120 frames, down to the grid
    [InlineData(0.2, 24, 8, 1, 20, 25)] // at least 24 frames: down gives 17, so up
    [InlineData(60, 24, 8, 1, 20, 473)] // at most 480 frames
    [InlineData(1.01, 24, 8, 1, 1.02, 25)] // no point of the grid from 24 to 24: 25 is nearer than 17
    [InlineData(1.2, 10, 8, 1.2, 1.2, 9)] // from 12 to 12: 9 is nearer than 17
    [InlineData(1.3, 10, 8, 1.3, 1.3, 9)] // from 13 to 13: as near as 17, so the shorter one
    [InlineData(0.1, 24, 8, 0, 20, 1)] // never below one frame
    [InlineData(2.5, 1, 1, 1, 20, 2)] // halves to even
    [InlineData(3.5, 1, 1, 1, 20, 4)]
    public void A_duration_goes_to_the_grid_within_the_bounds(double seconds, double rate, int compression, double minimum, double maximum, int frames) =>
        Assert.Equal(frames, DurationGrid.Frames(seconds, rate, compression, minimum, maximum));

    [Fact]
    public void What_is_no_duration_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => DurationGrid.Frames(double.NaN, 24, 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => DurationGrid.Frames(0, 24, 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => DurationGrid.Frames(5, 0, 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => DurationGrid.Frames(5, 24, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => DurationGrid.Frames(5, 24, 8, 3, 2));
    }

    [Fact]
    public void Several_queries_are_pooled_side_by_side()
    {
        DurationHead head = new(DurationHeadConfig.FromConfig(TinyCheckpoints.Config("""
            { "video_cross_attention_dim": 6, "audio_cross_attention_dim": 4, "pooler_hidden_dim": 8, "num_queries": 3, "num_pooler_heads": 2, "mlp_hidden_dim": 5 }
            """)));
        using HostWeights weights = TinyCheckpoints.RandomWeights(head.Parameters);
        using INetworkSession session = TinyCheckpoints.Backend.Load(head.Predict(), weights);
        HostTensor seconds = session.Run(new Dictionary<string, HostTensor> { [DurationHead.VideoTokens] = TinyCheckpoints.Random(1, 2, 7, 6), [DurationHead.AudioTokens] = TinyCheckpoints.Random(2, 2, 3, 4) })[DurationHead.Seconds];
        Assert.Equal([2], seconds.Shape);
        Assert.All(seconds.Floats, value => Assert.True(value > 0));
        Assert.NotEqual(seconds.Floats[0], seconds.Floats[1]);
    }

    [Fact]
    public void Nothing_to_predict_from_is_refused() => Assert.Throws<ArgumentException>(() => new DurationHead(new DurationHeadConfig()).Predict(video: false, audio: false));

    [Fact]
    public void Heads_that_do_not_divide_the_width_are_refused() => Assert.Contains(
        "num_pooler_heads",
        Assert.Throws<CheckpointException>(() => DurationHeadConfig.FromConfig(TinyCheckpoints.Config("""{ "num_pooler_heads": 3 }"""))).Message,
        StringComparison.Ordinal);
}
