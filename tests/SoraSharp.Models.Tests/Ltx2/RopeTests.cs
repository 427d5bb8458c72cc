using SoraSharp.Models.Layers;
using SoraSharp.Models.Ltx2;
using SoraSharp.Models.Tensors;
using Xunit;

namespace SoraSharp.Models.Tests.Ltx2;

public sealed class RopeTests
{
    [Fact]
    public void The_first_video_frame_lasts_one_pixel_frame_and_the_others_eight()
    {
        HostTensor coordinates = Ltx2RopeCoordinates.Video(3, 1, 2, 25, [8, 32, 32]);
        Assert.Equal([1, 3, 6, 2], coordinates.Shape);
        Assert.Equal([0f, 1 / 25f, 0f, 1 / 25f, 1 / 25f, 9 / 25f, 1 / 25f, 9 / 25f, 9 / 25f, 17 / 25f, 9 / 25f, 17 / 25f], coordinates.Floats[..12]);
        Assert.Equal([0f, 32f, 32f, 64f], coordinates.Floats[24..28]);
    }

    [Fact]
    public void Audio_coordinates_are_seconds()
    {
        HostTensor coordinates = Ltx2RopeCoordinates.Audio(3, shift: 0);
        Assert.Equal([0f, 0.01f, 0.01f, 0.05f, 0.05f, 0.09f], coordinates.Floats);
        Assert.Equal(coordinates.Floats[2..], Ltx2RopeCoordinates.Audio(2, shift: 1).Floats);
    }

    [Fact]
    public void Frequencies_run_from_half_pi_to_theta_half_pi()
    {
        float[] frequencies = RopeFrequencies.Of(5, 10000, doublePrecision: true);
        Assert.Equal((float)(Math.PI / 2), frequencies[0]);
        Assert.Equal((float)(100 * Math.PI / 2), frequencies[2]);
        Assert.Equal((float)(10000 * Math.PI / 2), frequencies[4]);
        Assert.Equal([MathF.PI / 2], RopeFrequencies.Of(1, 10000, doublePrecision: false));
        Assert.Empty(RopeFrequencies.Of(0, 10000, doublePrecision: true));
    }

    [Fact]
    public void Pairs_that_no_axis_reaches_come_first_and_are_not_turned()
    {
        // 16 features have 8 pairs: 16 / 6 = 2 frequencies for each of 3 axes, and 2 pairs in front.
        Ltx2Rope rope = new(16, 2, RotaryLayout.Split, [20, 2048, 2048]);
        RopeTables tables = rope.Tables(Ltx2RopeCoordinates.Video(2, 1, 1, 24, [8, 32, 32]));
        Assert.Equal([1, 2, 2, 4], tables.Cos.Shape);
        foreach (int token in new[] { 0, 1 })
        {
            Assert.Equal([1f, 1f], tables.Cos.Floats[(token * 8)..((token * 8) + 2)]);
            Assert.Equal([0f, 0f], tables.Sin.Floats[(token * 8)..((token * 8) + 2)]);
            Assert.DoesNotContain(0f, tables.Sin.Floats[((token * 8) + 2)..((token * 8) + 8)]);
        }
    }

    [Fact]
    public void Time_alone_can_be_taken_from_video_coordinates()
    {
        Ltx2Rope rope = new(8, 2, RotaryLayout.Split, [20]);
        HostTensor video = Ltx2RopeCoordinates.Video(2, 1, 1, 24, [8, 32, 32]);
        HostTensor time = HostTensor.From(video.Floats[..4], 1, 1, 2, 2);
        Assert.Equal(rope.Tables(time).Cos.Floats, rope.Tables(video).Cos.Floats);
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_refused_with_the_size_that_does()
    {
        ArgumentException width = Assert.Throws<ArgumentException>(() => new Ltx2Rope(10, 2, RotaryLayout.Split, [20]));
        Assert.Contains("multiple of 4", width.Message, StringComparison.Ordinal);
        Ltx2Rope rope = new(12, 2, RotaryLayout.Split, [20, 2048, 2048]);
        ArgumentException axes = Assert.Throws<ArgumentException>(() => rope.Tables(Ltx2RopeCoordinates.Audio(4)));
        Assert.Contains("[rows, 3, tokens, 2]", axes.Message, StringComparison.Ordinal);
    }
}
