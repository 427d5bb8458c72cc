using SoraSharp.Guidance;
using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Guidance;

/// <summary>Numbers worked out by hand; with networks the golden pipelines <c>ltx2/pipelines/t2v*</c> show the same.</summary>
public class GuiderTests
{
    [Fact]
    public void Deltas_of_all_terms_add_up()
    {
        // x0 = 2; 2 + (3−1)(2−1) + 0.5(2−4) + (2.5−1)(2−(−2)) = 2 + 2 − 1 + 6 = 9
        Assert.Equal([9f], Guide(new(3, 0.5, 2.5, 0), [2f], [1f], [4f], [-2f]));
    }

    [Fact]
    public void A_scale_below_one_moves_towards_the_negative_prompt()
    {
        // 2 + (0.5−1)(2−1) = 1.5
        Assert.Equal([1.5f], Guide(GuidanceTerms.Off with { Text = 0.5 }, [2f], [1f], [], []));
    }

    [Fact]
    public void Full_rescaling_restores_the_conditional_deviation()
    {
        // Guided is 3·conditional, so its deviation is three times the conditional one's and rescaling gives the conditional back.
        Assert.Equal([1f, 2f, 6f], Guide(new(3, 0, 1, 1), [1f, 2f, 6f], [0f, 0f, 0f], [], []));
    }

    [Fact]
    public void Partial_rescaling_mixes_by_its_share_with_the_unbiased_deviation()
    {
        // conditional (0, 2): unbiased deviation √2. unconditional (1, 0) and scale 2: guided = (0−1, 2+2) = (−1, 4), deviation 5/√2.
        // Ratio 2/5; 0.25·(−0.4, 1.6) + 0.75·(−1, 4) = (−0.85, 3.4)
        float[] guided = Guide(new(2, 0, 1, 0.25), [0f, 2f], [1f, 0f], [], []);

        Assert.Equal(-0.85f, guided[0], 1e-6f);
        Assert.Equal(3.4f, guided[1], 1e-6f);
    }

    [Fact]
    public void Rescaling_a_constant_sample_leaves_it()
    {
        Assert.Equal([3f, 3f], Guide(new(2, 0, 1, 0.7), [2f, 2f], [1f, 1f], [], []));
    }

    [Theory]
    [InlineData(1, 0, 1, 0.7, Evaluations.None)]
    [InlineData(3, 0, 1, 0.7, Evaluations.Unconditional)]
    [InlineData(1, 1, 1, 0, Evaluations.Perturbed)]
    [InlineData(1, 0, 3, 0, Evaluations.Isolated)]
    [InlineData(3, 1, 3, 0.7, Evaluations.Unconditional | Evaluations.Perturbed | Evaluations.Isolated)]
    public void Only_evaluations_of_terms_that_are_on_are_needed(double text, double perturbation, double modality, double rescale, Evaluations expected)
    {
        GuidanceStep step = new(0, 30, 1f, new(text, perturbation, modality, rescale));

        Assert.Equal(expected, Guiders.Default.Aggregate(Evaluations.None, (needs, guider) => needs | guider.Needs(step)));
    }

    [Fact]
    public void A_missing_prediction_is_named()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Guide(GuidanceTerms.Off with { Modality = 3 }, [2f], [], [], []));

        Assert.Contains("Isolated", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_window_works_on_its_share_of_the_steps()
    {
        GuidanceWindow window = new(new ClassifierFreeGuider(), 0.2, 0.6);
        bool[] works = [.. Enumerable.Range(0, 10).Select(i => window.Needs(new(i, 10, 0.5f, GuidanceTerms.Off with { Text = 3 })) != Evaluations.None)];

        Assert.Equal([false, false, true, true, true, true, false, false, false, false], works);
    }

    [Theory]
    [InlineData(-0.1, 1)]
    [InlineData(0.5, 0.4)]
    [InlineData(0, 1.5)]
    [InlineData(double.NaN, 1)]
    public void A_window_out_of_range_is_refused(double start, double stop)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new GuidanceWindow(new ClassifierFreeGuider(), start, stop));
    }

    private static float[] Guide(GuidanceTerms terms, float[] conditional, float[] unconditional, float[] perturbed, float[] isolated)
    {
        float[] guided = [.. conditional];
        GuidanceStep step = new(0, 1, 0.5f, terms);
        foreach (IGuider guider in Guiders.Default) guider.Apply(step, new(conditional, unconditional, perturbed, isolated), guided);
        return guided;
    }
}
