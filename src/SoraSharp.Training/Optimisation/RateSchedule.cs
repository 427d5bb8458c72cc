namespace SoraSharp.Training.Optimisation;

/// <summary>
/// The factor on every learning rate: a short rise, a long constant stretch, and a straight fall to 0 over the last part of
/// the time. The fall is worth as much as doubling the samples (docs/training.md).
/// </summary>
/// <param name="WarmupSteps">Updates until the full rate, counted from where the optimiser's memory began.</param>
/// <param name="DecayShare">The share of the planned time over which the rate falls.</param>
/// <param name="Full">The factor of the constant stretch.</param>
internal sealed record RateSchedule(long WarmupSteps, double DecayShare = 0.5, double Full = 1)
{
    /// <summary>The factor after <paramref name="steps"/> updates, with <paramref name="remaining"/> seconds to come of the <paramref name="planned"/> ones.</summary>
    public double Factor(long steps, double remaining, double planned)
    {
        double rise = Math.Min(1, (steps + 1.0) / WarmupSteps);
        return Full * Math.Clamp(Math.Min(rise, remaining / (DecayShare * planned)), 0, 1);
    }
}
