using SoraSharp.Stages;

namespace SoraSharp.Guidance;

/// <summary>
/// Spatio-temporal guidance (STG): adds scale·(conditional − perturbed), away from what the network predicts with its
/// self-attention perturbed. Scale 0 adds nothing and evaluates nothing. Immutable and thread-safe.
/// Source: diffusers <c>pipeline_ltx2.py</c>; Hyung et al., arXiv 2411.18664.
/// </summary>
public sealed class SpatioTemporalGuider : IGuider
{
    /// <inheritdoc />
    public Evaluations Needs(GuidanceStep step) => step.Terms.Perturbation == 0 ? Evaluations.None : Evaluations.Perturbed;

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The perturbed prediction is missing or has another length.</exception>
    public void Apply(GuidanceStep step, GuidancePredictions predictions, Span<float> guided)
    {
        if (Needs(step) == Evaluations.None) return;
        GuidanceDelta.Add((float)step.Terms.Perturbation, predictions.Conditional, predictions.Perturbed, guided, Evaluations.Perturbed);
    }
}
