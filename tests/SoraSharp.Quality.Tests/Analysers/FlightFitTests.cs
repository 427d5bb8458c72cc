using SoraSharp.Quality.Analysers;
using Xunit;

namespace SoraSharp.Quality.Tests.Analysers;

public sealed class FlightFitTests
{
    private const double Rate = 12;
    private const double Gravity = 70;

    [Fact]
    public void A_bounce_between_frames_is_found_to_the_hundredth_of_a_second()
    {
        // Falls from 20, meets 60 after sqrt(2·40/70) s, comes back with 0.8 of its speed.
        var hit = Math.Sqrt(2 * 40 / Gravity);
        var path = FlightFit.Fit(Track(t => t < hit
            ? (30 + (5 * t), 20 + (0.5 * Gravity * t * t))
            : (30 + (5 * t), 60 - (0.8 * Gravity * hit * (t - hit)) + (0.5 * Gravity * (t - hit) * (t - hit)))), Rate, Gravity);
        Assert.Equal(0, path.Residual, 3);
        var turn = Assert.Single(path.Turns);
        Assert.Equal(hit, turn.Time, 2);
        Assert.Equal(60, turn.Y, 1);
        Assert.True(turn.IsBounce);
        Assert.Equal(-0.8 * turn.Vy, turn.AfterY, 1);
    }

    [Fact]
    public void A_wall_turns_only_sideways()
    {
        var path = FlightFit.Fit(Track(t => (t < 1 ? 30 + (40 * t) : 70 - (30 * (t - 1)), 20 + (0.5 * 20 * t) + (0.5 * Gravity * t * t))), Rate, Gravity);
        var turn = Assert.Single(path.Turns);
        Assert.Equal(1, turn.Time, 2);
        Assert.False(turn.IsBounce);
    }

    [Fact]
    public void Floating_at_constant_speed_is_no_flight()
    {
        var path = FlightFit.Fit(Track(t => (30 + (20 * t), 60 - (12 * t))), Rate, Gravity);
        Assert.True(path.Residual > 0.15 || path.Turns.Count > 1, $"residual {path.Residual}, {path.Turns.Count} turns");
    }

    [Fact]
    public void Too_few_sightings_tell_nothing()
    {
        var track = Track(t => (30, 40));
        for (var f = 4; f < track.Length; f++)
            track[f] = default;
        Assert.True(double.IsNaN(FlightFit.Fit(track, Rate, Gravity).Residual));
    }

    private static Sighting[] Track(Func<double, (double X, double Y)> place) =>
        [.. Enumerable.Range(0, 25).Select(f => place(f / Rate)).Select(p => new Sighting(p.X, p.Y, 400))];
}
