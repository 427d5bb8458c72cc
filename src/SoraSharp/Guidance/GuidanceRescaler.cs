using SoraSharp.Stages;

namespace SoraSharp.Guidance;

/// <summary>
/// Draws the guided sample's standard deviation back to the conditional one's, against overexposure: a share φ of the guided
/// sample is replaced by guided·σ(conditional)/σ(guided), with unbiased deviations over all tokens and channels of the x0 sample.
/// Comes last in a chain. φ = 0 changes nothing. Immutable and thread-safe.
/// Source: diffusers <c>pipeline_ltx2.py</c>, <c>rescale_noise_cfg</c>; Lin et al., arXiv 2305.08891, section 3.4.
/// </summary>
public sealed class GuidanceRescaler : IGuider
{
    /// <inheritdoc />
    public Evaluations Needs(GuidanceStep step) => Evaluations.None;

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The conditional prediction has another length.</exception>
    public void Apply(GuidanceStep step, GuidancePredictions predictions, Span<float> guided)
    {
        if (step.Terms.Rescale == 0) return;
        if (predictions.Conditional.Length != guided.Length)
        {
            throw new ArgumentException($"Rescaling of {guided.Length} values got {predictions.Conditional.Length} of the conditional evaluation; both are of one sample.", nameof(predictions));
        }

        double deviation = StandardDeviation(guided);
        // A constant sample has no contrast to draw back.
        if (deviation == 0) return;

        float ratio = (float)(StandardDeviation(predictions.Conditional) / deviation);
        float share = (float)step.Terms.Rescale;
        float rest = (float)(1 - step.Terms.Rescale);
        for (int i = 0; i < guided.Length; i++) guided[i] = (share * (guided[i] * ratio)) + (rest * guided[i]);
    }

    private static double StandardDeviation(ReadOnlySpan<float> values)
    {
        if (values.Length < 2) return 0;

        double mean = 0;
        foreach (float value in values) mean += value;
        mean /= values.Length;
        double squares = 0;
        foreach (float value in values) squares += (value - mean) * (value - mean);
        return Math.Sqrt(squares / (values.Length - 1));
    }
}
