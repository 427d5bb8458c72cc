namespace SoraSharp;

/// <summary>
/// How strongly guidance pulls, term by term; null leaves a term to the model's default. Thread-safe (immutable).
/// The terms and their formula: diffusers <c>pipeline_ltx2.py</c>.
/// </summary>
public sealed record GuidanceScales
{
    /// <summary>Every term as the model has it.</summary>
    public static GuidanceScales ModelDefault { get; } = new();

    /// <summary>Away from the negative prompt (classifier-free guidance).</summary>
    /// <value>1 switches it off; usually 2 to 8. Range 0 to 100.</value>
    public double? Text { get; init; }

    /// <summary>Away from what the network predicts with perturbed self-attention (spatio-temporal guidance, STG).</summary>
    /// <value>0 switches it off; usually 0.5 to 2. Range 0 to 100.</value>
    public double? Perturbation { get; init; }

    /// <summary>Away from what the network predicts when video and sound do not see each other (modality guidance).</summary>
    /// <value>1 switches it off; usually 1 to 4. Range 0 to 100.</value>
    public double? Modality { get; init; }

    /// <summary>How far the guided prediction's standard deviation is drawn back to the unguided one's.</summary>
    /// <value>0 (not at all) to 1 (fully).</value>
    public double? Rescale { get; init; }

    /// <summary>The terms to guide with, those that are null here taken from <paramref name="defaults"/>.</summary>
    public GuidanceTerms Over(GuidanceTerms defaults) => new(
        Text ?? defaults.Text,
        Perturbation ?? defaults.Perturbation,
        Modality ?? defaults.Modality,
        Rescale ?? defaults.Rescale);
}

/// <summary>The strength of every guidance term, settled. See <see cref="GuidanceScales"/> for meanings and ranges.</summary>
/// <param name="Text">Classifier-free guidance; 1 is off.</param>
/// <param name="Perturbation">Spatio-temporal guidance; 0 is off.</param>
/// <param name="Modality">Modality guidance; 1 is off.</param>
/// <param name="Rescale">Rescaling of the standard deviation; 0 is off.</param>
public readonly record struct GuidanceTerms(double Text, double Perturbation, double Modality, double Rescale)
{
    /// <summary>No guidance at all.</summary>
    public static GuidanceTerms Off { get; } = new(1, 0, 1, 0);
}
