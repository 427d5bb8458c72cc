using SoraSharp.Stages;

namespace SoraSharp.Guidance;

/// <summary>
/// Another guider with another text scale below a noise level: Wan 2.2's second expert has a guidance scale of its own. Immutable and thread-safe.
/// Source: diffusers <c>pipeline_wan.py</c>, <c>guidance_scale_2</c>.
/// </summary>
/// <param name="inner">The guider.</param>
/// <param name="isLow">Whether a noise level is below.</param>
/// <param name="scale">The text scale there.</param>
internal sealed class LowNoiseGuider(IGuider inner, Func<float, bool> isLow, double scale) : IGuider
{
    /// <inheritdoc />
    public Evaluations Needs(GuidanceStep step) => inner.Needs(Changed(step));

    /// <inheritdoc />
    public void Apply(GuidanceStep step, GuidancePredictions predictions, Span<float> guided) => inner.Apply(Changed(step), predictions, guided);

    private GuidanceStep Changed(GuidanceStep step) => isLow((float)step.Sigma) ? step with { Terms = step.Terms with { Text = scale } } : step;
}
