using SoraSharp.Guidance;
using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Guidance;

public sealed class GuidanceScheduleTests : GuiderConformance
{
    protected override GuidanceTerms On => GuidanceTerms.Off with { Text = 3 };

    [Fact]
    public void Factors_follow_a_line_through_the_points()
    {
        // Scale 3, conditional 2, unconditional 1: the delta is (3 − 1)·factor.
        GuidanceSchedule schedule = new(new ClassifierFreeGuider(), 1, 0.5, 0);
        float[] deltas = [.. Enumerable.Range(0, 5).Select(i => Delta(schedule, i, 5))];

        Assert.Equal([2f, 1.5f, 1f, 0.5f, 0f], deltas);
    }

    [Fact]
    public void Where_the_factor_is_zero_nothing_is_evaluated()
    {
        GuidanceSchedule schedule = new(new SpatioTemporalGuider(), 0, 0, 1);
        bool[] works = [.. Enumerable.Range(0, 5).Select(i => schedule.Needs(new(i, 5, 0.5f, GuidanceTerms.Off with { Perturbation = 1 })) != Evaluations.None)];

        Assert.Equal([false, false, false, true, true], works);
    }

    [Fact]
    public void One_evaluation_takes_the_first_factor() => Assert.Equal(1f, Delta(new(new ClassifierFreeGuider(), 0.5, 1), 0, 1));

    [Fact]
    public void Unusable_factors_are_refused()
    {
        foreach (double[] factors in (double[][])[[], [-1], [1, double.NaN], [double.PositiveInfinity]]) Assert.Throws<ArgumentException>(() => new GuidanceSchedule(new ClassifierFreeGuider(), factors));
    }

    protected override IGuider Create() => new GuidanceSchedule(new ClassifierFreeGuider(), 1, 0.5);

    private static float Delta(GuidanceSchedule schedule, int index, int count)
    {
        float[] guided = [0];
        GuidanceStep step = new(index, count, 0.5f, GuidanceTerms.Off with { Text = 3 });
        schedule.Apply(step, new([2f], schedule.Needs(step) == Evaluations.None ? [] : [1f], [], []), guided);
        return guided[0];
    }
}
