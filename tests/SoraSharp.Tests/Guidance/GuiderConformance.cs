using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Guidance;

/// <summary>What every guider keeps to. Inherit it and give a guider to test another one.</summary>
public abstract class GuiderConformance
{
    private static readonly float[] s_conditional = [1f, -2f, 0.5f, 3f];
    private static readonly float[] s_other = [0.5f, 1f, -1f, 2f];

    /// <summary>The guider under test.</summary>
    protected abstract IGuider Create();

    /// <summary>Terms with which it changes something.</summary>
    protected abstract GuidanceTerms On { get; }

    [Fact]
    public void Switched_off_it_needs_nothing_and_changes_nothing()
    {
        IGuider guider = Create();
        GuidanceStep step = Step(GuidanceTerms.Off);
        float[] guided = [4f, 5f, 6f, 7f];

        Assert.Equal(Evaluations.None, guider.Needs(step));
        guider.Apply(step, new(s_conditional, [], [], []), guided);

        Assert.Equal([4f, 5f, 6f, 7f], guided);
    }

    [Fact]
    public void What_it_needs_is_enough()
    {
        IGuider guider = Create();
        GuidanceStep step = Step(On);
        Evaluations needs = guider.Needs(step);
        float[] For(Evaluations kind) => needs.HasFlag(kind) ? s_other : [];
        float[] guided = [4f, 5f, -6f, 7f];

        guider.Apply(step, new(s_conditional, For(Evaluations.Unconditional), For(Evaluations.Perturbed), For(Evaluations.Isolated)), guided);

        Assert.NotEqual([4f, 5f, -6f, 7f], guided);
        Assert.All(guided, v => Assert.True(float.IsFinite(v)));
    }

    [Fact]
    public void It_builds_on_what_the_guiders_before_it_left_and_leaves_the_predictions_alone()
    {
        float[] conditional = [.. s_conditional], other = [.. s_other];
        float[] one = [.. conditional], two = [.. conditional.Select(c => c + 10f)];

        Create().Apply(Step(On), new(conditional, other, other, other), one);
        Create().Apply(Step(On), new(conditional, other, other, other), two);

        Assert.NotEqual(one, two);
        Assert.Equal(s_conditional, conditional);
        Assert.Equal(s_other, other);
    }

    [Fact]
    public void It_repeats_itself_from_several_threads()
    {
        IGuider guider = Create();
        float[][] results = new float[16][];
        Parallel.For(0, results.Length, i =>
        {
            float[] guided = [4f, 5f, -6f, 7f];
            guider.Apply(Step(On), new(s_conditional, s_other, s_other, s_other), guided);
            results[i] = guided;
        });

        Assert.All(results, r => Assert.Equal(results[0], r));
    }

    [Fact]
    public void Predictions_of_another_length_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Create().Apply(Step(On), new(s_conditional, s_other, s_other, s_other), new float[5]));
    }

    /// <summary>A step in the middle of a generation.</summary>
    protected static GuidanceStep Step(GuidanceTerms terms, int index = 4, int count = 10) => new(index, count, 0.5f, terms);
}

public class ClassifierFreeGuiderConformance : GuiderConformance
{
    protected override GuidanceTerms On => GuidanceTerms.Off with { Text = 3 };

    protected override IGuider Create() => new SoraSharp.Guidance.ClassifierFreeGuider();
}

public class SpatioTemporalGuiderConformance : GuiderConformance
{
    protected override GuidanceTerms On => GuidanceTerms.Off with { Perturbation = 1 };

    protected override IGuider Create() => new SoraSharp.Guidance.SpatioTemporalGuider();
}

public class ModalityGuiderConformance : GuiderConformance
{
    protected override GuidanceTerms On => GuidanceTerms.Off with { Modality = 3 };

    protected override IGuider Create() => new SoraSharp.Guidance.ModalityGuider();
}

public class GuidanceRescalerConformance : GuiderConformance
{
    protected override GuidanceTerms On => GuidanceTerms.Off with { Rescale = 0.7 };

    protected override IGuider Create() => new SoraSharp.Guidance.GuidanceRescaler();
}

public class GuidanceWindowConformance : GuiderConformance
{
    protected override GuidanceTerms On => GuidanceTerms.Off with { Text = 3 };

    protected override IGuider Create() => new SoraSharp.Guidance.GuidanceWindow(new SoraSharp.Guidance.ClassifierFreeGuider(), 0.2, 0.8);
}
