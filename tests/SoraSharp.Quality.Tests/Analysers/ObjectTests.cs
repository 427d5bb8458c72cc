using SoraSharp.Quality.Analysers;
using SoraSharp.Worlds;
using Xunit;

namespace SoraSharp.Quality.Tests.Analysers;

public sealed class ObjectTests
{
    private static readonly ClipAttributes OneBall = new(WorldKind.BouncingBalls, ClipStyle.Flat, [ClipColor.Red], 1, BallMaterial.Rubber);

    [Fact]
    public void A_ball_that_vanishes_is_noticed()
    {
        var clip = Render(OneBall, 3);
        Assert.True(BallsAnalyser.Analyse(clip, ClipStyle.Flat).Permanent);
        // The empty room: each row's colour beside the ball, taken from the far end of the picture.
        for (var f = 12; f < 16; f++)
            Empty(clip, f);
        Assert.False(BallsAnalyser.Analyse(clip, ClipStyle.Flat).Permanent);
    }

    [Fact]
    public void A_ball_that_appears_is_noticed()
    {
        var one = Render(OneBall, 5);
        var two = Render(OneBall with { Colors = [ClipColor.Red, ClipColor.Blue], Count = 2 }, 5);
        for (var f = 20; f < 26; f++)
            two.Frame(f).CopyTo(one.Pixels.AsSpan(f * one.FrameBytes));
        Assert.False(BallsAnalyser.Analyse(one, ClipStyle.Flat).Permanent);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_colour_that_comes_up_at_the_very_end_is_no_ball(int frames)
    {
        var one = Render(OneBall, 5);
        var two = Render(OneBall with { Colors = [ClipColor.Red, ClipColor.Blue], Count = 2 }, 5);
        for (var f = one.Frames - frames; f < one.Frames; f++)
            two.Frame(f).CopyTo(one.Pixels.AsSpan(f * one.FrameBytes));
        var seen = BallsAnalyser.Analyse(one, ClipStyle.Flat);
        Assert.Equal([ClipColor.Red], seen.Colors);
        Assert.Equal(ClipOutcome.None, seen.Outcome);
    }

    [Fact]
    public void A_clip_without_objects_has_none()
    {
        var clip = Render(OneBall, 3);
        for (var f = 0; f < clip.Frames; f++)
            Empty(clip, f);
        var seen = BallsAnalyser.Analyse(clip, ClipStyle.Flat);
        Assert.Equal(0, seen.Count);
        Assert.Empty(seen.Colors);
        Assert.False(seen.Permanent);
        Assert.True(double.IsNaN(seen.FlightResidual));
        Assert.Null(BasketballAnalyser.Analyse(clip, ClipStyle.Flat).Outcome);
        Assert.Equal(0, DuckRaceAnalyser.Analyse(clip, ClipStyle.Flat).Count);
    }

    [Fact]
    public void Every_colour_is_named_in_every_style()
    {
        foreach (var style in Enum.GetValues<ClipStyle>())
        {
            foreach (var color in Enum.GetValues<ClipColor>())
                Assert.Equal([color], BallsAnalyser.Analyse(Render(OneBall with { Style = style, Colors = [color] }, 11), style).Colors);
        }
    }

    private static ClipSignal Render(ClipAttributes attributes, ulong seed) =>
        new(128, 80, 12, WorldSampler.CreateScene(attributes, seed).Render(128, 80), [], 16000);

    private static void Empty(ClipSignal clip, int frame)
    {
        var pixels = clip.Pixels.AsSpan(frame * clip.FrameBytes, clip.FrameBytes);
        for (var y = 0; y < clip.Height; y++)
        {
            var row = pixels.Slice(y * clip.Width * 3, clip.Width * 3);
            for (var x = 1; x < clip.Width; x++)
                row[..3].CopyTo(row[(3 * x)..]);
        }
    }
}
