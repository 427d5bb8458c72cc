namespace SoraSharp;

/// <summary>
/// How the second of two stages refines: the video is denoised small, its latents are made larger, and this many steps bring back what a larger
/// one shows. Null leaves a value to the model's default. Immutable. Source: diffusers <c>pipeline_ltx2.py</c> and <c>pipeline_ltx2_latent_upsample.py</c>.
/// </summary>
public sealed record RefinementSettings
{
    /// <summary>Every value as the model has it.</summary>
    public static RefinementSettings ModelDefault { get; } = new();

    /// <summary>The noise levels to step through, highest first, without the final 0; they are not shifted.</summary>
    /// <value>Falling, above 0 and at most 1. LTX-2: 0.909375, 0.725, 0.421875.</value>
    public IReadOnlyList<double>? Sigmas { get; init; }

    /// <summary>How much noise the larger latents are given first: z ← σ·noise + (1 − σ)·z.</summary>
    /// <value>0 to 1; null for the first of <see cref="Sigmas"/>.</value>
    public double? NoiseScale { get; init; }

    /// <summary>Guidance of the video in this stage.</summary>
    public GuidanceScales VideoGuidance { get; init; } = GuidanceScales.ModelDefault;

    /// <summary>Guidance of the sound in this stage.</summary>
    public GuidanceScales AudioGuidance { get; init; } = GuidanceScales.ModelDefault;
}
