using SoraSharp.Stages;

namespace SoraSharp.Guidance;

/// <summary>
/// Lets a guider pull more or less strongly from step to step: every term's distance from "off" is multiplied by a factor that follows a line
/// through given points. Where the factor is 0 nothing is added and nothing is evaluated. Rescaling is left as it is. Immutable and
/// thread-safe if the guider is. Source of the idea: Wang et al., arXiv 2404.13040.
/// </summary>
public sealed class GuidanceSchedule : IGuider
{
    private readonly IGuider _guider;
    private readonly double[] _factors;

    /// <param name="guider">The guider to let pull.</param>
    /// <param name="factors">The factors at equal distances, the first at the first evaluation and the last at the last; one alone is a constant. Each 0 or more; 1 is as strong as the request says.</param>
    /// <exception cref="ArgumentException">There is no factor, or one is negative or not finite.</exception>
    public GuidanceSchedule(IGuider guider, params IReadOnlyList<double> factors)
    {
        ArgumentNullException.ThrowIfNull(guider);
        ArgumentNullException.ThrowIfNull(factors);
        if (factors.Count == 0) throw new ArgumentException("`factors` is empty; a schedule has one or more; 1 is as strong as the request says.", nameof(factors));
        if (factors.FirstOrDefault(f => !(f >= 0) || !double.IsFinite(f), 1) is var wrong && wrong != 1) throw new ArgumentException($"`factors` holds {wrong}; each is 0 (off) or more; 1 is as strong as the request says.", nameof(factors));
        _guider = guider;
        _factors = [.. factors];
    }

    /// <inheritdoc />
    public Evaluations Needs(GuidanceStep step) => _guider.Needs(Scheduled(step));

    /// <inheritdoc />
    public void Apply(GuidanceStep step, GuidancePredictions predictions, Span<float> guided) => _guider.Apply(Scheduled(step), predictions, guided);

    private GuidanceStep Scheduled(GuidanceStep step)
    {
        double factor = At(step.Count <= 1 ? 0 : (double)step.Index / (step.Count - 1));
        (GuidanceTerms terms, GuidanceTerms off) = (step.Terms, GuidanceTerms.Off);
        return step with
        {
            Terms = terms with
            {
                Text = off.Text + ((terms.Text - off.Text) * factor),
                Perturbation = off.Perturbation + ((terms.Perturbation - off.Perturbation) * factor),
                Modality = off.Modality + ((terms.Modality - off.Modality) * factor),
            },
        };
    }

    /// <summary>The factor after a share of the evaluations, 0 to 1.</summary>
    private double At(double share)
    {
        double at = share * (_factors.Length - 1);
        int before = Math.Min((int)at, _factors.Length - 1), after = Math.Min(before + 1, _factors.Length - 1);
        return _factors[before] + ((_factors[after] - _factors[before]) * (at - before));
    }
}
