namespace SoraSharp.Scheduling;

/// <summary>How the dynamic shift uses μ.</summary>
public enum TimeShift
{
    /// <summary>σ ← e^μ / (e^μ + 1/σ − 1).</summary>
    Exponential,

    /// <summary>σ ← μ / (μ + 1/σ − 1).</summary>
    Linear,
}

/// <summary>The spacing put between the first and the last sigma after shifting.</summary>
public enum SigmaSpacing
{
    /// <summary>The shifted sigmas as they are.</summary>
    AsShifted,

    /// <summary>Equal steps in σ^(1/7) (Karras et al. 2022, arXiv 2206.00364).</summary>
    Karras,

    /// <summary>Equal steps in ln σ.</summary>
    Exponential,

    /// <summary>Quantiles of the Beta(0.6, 0.6) distribution (arXiv 2407.12173).</summary>
    Beta,
}
