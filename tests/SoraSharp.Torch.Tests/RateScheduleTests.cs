using SoraSharp.Training.Optimisation;
using Xunit;

namespace SoraSharp.Torch.Tests;

/// <summary>The learning rate rises over the first updates, stays, and falls to 0 over the last half of the planned time.</summary>
public sealed class RateScheduleTests
{
    private readonly RateSchedule _schedule = new(WarmupSteps: 100);

    [Theory]
    [InlineData(0, 3600, 0.01)]
    [InlineData(49, 3600, 0.5)]
    [InlineData(100, 3600, 1)]
    [InlineData(5000, 1800, 1)]
    [InlineData(5000, 900, 0.5)]
    [InlineData(5000, 0, 0)]
    [InlineData(5000, -3, 0)]
    [InlineData(9, 900, 0.1)]
    public void The_factor_is_the_smaller_of_rise_and_fall(long steps, double remaining, double factor) =>
        Assert.Equal(factor, _schedule.Factor(steps, remaining, planned: 3600), 1e-9);

    [Fact]
    public void A_lower_full_rate_lowers_all_of_it()
    {
        RateSchedule lower = _schedule with { Full = 0.08 };

        Assert.Equal(0.08, lower.Factor(5000, 1800, planned: 3600), 1e-9);
        Assert.Equal(0.04, lower.Factor(49, 3600, planned: 3600), 1e-9);
        Assert.Equal(0.04, lower.Factor(5000, 900, planned: 3600), 1e-9);
    }
}
