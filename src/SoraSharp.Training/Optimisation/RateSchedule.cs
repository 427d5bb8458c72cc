namespace SoraSharp.Training.Optimisation;

/// <summary>
/// The factor on every learning rate: a short rise, a long constant stretch, and a straight fall to 0 over the last part of
/// the samples. The fall is worth as much as doubling the samples (docs/training.md).
/// </summary>
/// <param name="WarmupSteps">Updates until the full rate, counted from where the optimiser's memory began.</param>
/// <param name="DecayShare">The share of all samples over which the rate falls.</param>
internal sealed record RateSchedule(long WarmupSteps, double DecayShare = 0.3)
{
    /// <summary>The factor after <paramref name="steps"/> updates and <paramref name="samples"/>, with about <paramref name="remaining"/> samples to come.</summary>
    public double Factor(long steps, long samples, double remaining)
    {
        double rise = Math.Min(1, (steps + 1.0) / WarmupSteps);
        double fall = remaining / (DecayShare * (samples + remaining));
        return Math.Clamp(Math.Min(rise, fall), 0, 1);
    }
}
