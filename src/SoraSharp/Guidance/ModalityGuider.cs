using SoraSharp.Stages;

namespace SoraSharp.Guidance;

/// <summary>
/// Modality guidance: adds (scale − 1)·(conditional − isolated), away from what the network predicts when video and sound do
/// not see each other, so that they agree more. Scale 1 adds nothing and evaluates nothing. Immutable and thread-safe.
/// Source: diffusers <c>pipeline_ltx2.py</c>.
/// </summary>
public sealed class ModalityGuider : IGuider
{
    /// <inheritdoc />
    public Evaluations Needs(GuidanceStep step) => step.Terms.Modality == 1 ? Evaluations.None : Evaluations.Isolated;

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The isolated prediction is missing or has another length.</exception>
    public void Apply(GuidanceStep step, GuidancePredictions predictions, Span<float> guided)
    {
        if (Needs(step) == Evaluations.None) return;
        GuidanceDelta.Add((float)(step.Terms.Modality - 1), predictions.Conditional, predictions.Isolated, guided, Evaluations.Isolated);
    }
}
