using SoraSharp.Stages;

namespace SoraSharp.Guidance;

/// <summary>
/// Classifier-free guidance: adds (scale − 1)·(conditional − unconditional), away from the negative prompt.
/// Scale 1 adds nothing and evaluates nothing. Immutable and thread-safe.
/// Source: diffusers <c>pipeline_ltx2.py</c>; Ho and Salimans, arXiv 2207.12598.
/// </summary>
public sealed class ClassifierFreeGuider : IGuider
{
    /// <inheritdoc />
    public Evaluations Needs(GuidanceStep step) => step.Terms.Text == 1 ? Evaluations.None : Evaluations.Unconditional;

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The unconditional prediction is missing or has another length.</exception>
    public void Apply(GuidanceStep step, GuidancePredictions predictions, Span<float> guided)
    {
        if (Needs(step) == Evaluations.None) return;
        GuidanceDelta.Add((float)(step.Terms.Text - 1), predictions.Conditional, predictions.Unconditional, guided, Evaluations.Unconditional);
    }
}
