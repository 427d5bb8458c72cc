using SoraSharp.Stages;

namespace SoraSharp.Guidance;

/// <summary>
/// Lets a guider work during a part of the generation only; outside it nothing is added and its evaluations are not run, which
/// saves their time. Immutable and thread-safe if the guider is. Source: diffusers <c>modular_pipelines/ltx2/guider.py</c>;
/// Kynkäänniemi et al., arXiv 2404.07724.
/// </summary>
public sealed class GuidanceWindow : IGuider
{
    private readonly IGuider _guider;
    private readonly double _start;
    private readonly double _stop;

    /// <param name="guider">The guider to let work.</param>
    /// <param name="start">The share of the evaluations after which it starts, 0 to 1.</param>
    /// <param name="stop">The share after which it stops, from <paramref name="start"/> to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The shares are out of range or in the wrong order.</exception>
    public GuidanceWindow(IGuider guider, double start = 0, double stop = 1)
    {
        ArgumentNullException.ThrowIfNull(guider);
        if (!(start >= 0 && start <= stop && stop <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(start), start, $"The window is {start} to {stop}; both are shares of the generation, 0 ≤ start ≤ stop ≤ 1; 0 to 1 is all of it.");
        }

        _guider = guider;
        _start = start;
        _stop = stop;
    }

    /// <inheritdoc />
    public Evaluations Needs(GuidanceStep step) => Contains(step) ? _guider.Needs(step) : Evaluations.None;

    /// <inheritdoc />
    public void Apply(GuidanceStep step, GuidancePredictions predictions, Span<float> guided)
    {
        if (Contains(step)) _guider.Apply(step, predictions, guided);
    }

    private bool Contains(GuidanceStep step) => step.Index >= (int)(_start * step.Count) && step.Index < (int)(_stop * step.Count);
}
