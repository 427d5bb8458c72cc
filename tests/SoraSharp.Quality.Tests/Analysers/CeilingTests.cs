using Xunit;

namespace SoraSharp.Quality.Tests.Analysers;

public sealed class CeilingTests(TrueClips clips) : IClassFixture<TrueClips>
{
    [Theory]
    [InlineData("world", 0.95)]
    [InlineData("style", 0.95)]
    [InlineData("colour", 0.95)]
    [InlineData("mainColour", 0.95)]
    [InlineData("count", 0.95)]
    [InlineData("outcome", 0.95)]
    [InlineData("shotKind", 0.9)]
    [InlineData("winner", 0.9)]
    [InlineData("weather", 0.95)]
    [InlineData("move", 0.9)]
    [InlineData("permanence", 0.95)]
    [InlineData("contactSync", 0.95)]
    [InlineData("contactWithinFrame", 0.95)]
    [InlineData("speechSync", 0.95)]
    public void True_clips_score_high(string key, double least)
    {
        var mean = clips.Scores.Ceiling[key];
        Assert.True(mean.Count >= 10, $"{key} was measured {mean.Count} times");
        Assert.True(mean.Value >= least, $"{key} is {mean.Value:F3}");
    }

    [Theory]
    [InlineData("world", 0.5)]
    [InlineData("style", 0.6)]
    [InlineData("colour", 0.5)]
    [InlineData("count", 0.5)]
    [InlineData("outcome", 0.6)]
    [InlineData("permanence", 0.3)]
    [InlineData("contactSync", 0.6)]
    [InlineData("speechSync", 0.4)]
    public void Wrong_pairings_score_low(string key, double most)
    {
        var mean = clips.Scores.Floor[key];
        Assert.True(mean.Count >= 10, $"{key} was measured {mean.Count} times");
        Assert.True(mean.Value <= most, $"{key} is {mean.Value:F3}");
    }

    [Fact]
    public void True_flights_leave_a_residual_of_a_fraction_of_a_pixel()
    {
        Assert.InRange(clips.Scores.Ceiling["flightResidual"].Value, 0, 0.5);
        Assert.True(clips.Scores.Floor["flightResidual"].Value > 4 * clips.Scores.Ceiling["flightResidual"].Value);
    }

    [Fact]
    public void True_bounces_give_back_the_materials_share_of_speed() =>
        Assert.InRange(clips.Scores.Ceiling["bounceResidual"].Value, 0, 0.4);
}
