namespace SoraSharp.Stages;

/// <summary>What a <see cref="VideoQuality"/> stands for. Thread-safe (immutable).</summary>
/// <param name="Steps">Denoising steps.</param>
/// <param name="VideoGuidance">Guidance of the video.</param>
/// <param name="AudioGuidance">Guidance of the sound.</param>
public sealed record QualityPreset(int Steps, GuidanceTerms VideoGuidance, GuidanceTerms AudioGuidance)
{
    /// <summary>Noise levels to step through instead of the scheduler's own, as many as <see cref="Steps"/>; null for those.</summary>
    public IReadOnlyList<double>? Sigmas { get; init; }

    /// <summary>How the sound is denoised anew once the picture is finished; null for not at all.</summary>
    public SoundPass? SoundPass { get; init; }

    /// <summary>Whether the video is made in two stages, where the model can.</summary>
    public bool TwoStages { get; init; }
}

/// <summary>What a model's second stage does unless told otherwise; only models with a latent upsampler have one. Thread-safe (immutable).</summary>
/// <param name="Sigmas">The noise levels, highest first, without the final 0.</param>
/// <param name="SizeStep">Width and height of a video in two stages are multiples of this, in pixels.</param>
public sealed record RefinementProfile(IReadOnlyList<double> Sigmas, int SizeStep)
{
    /// <summary>Guidance of the video.</summary>
    /// <value>None by default: the second stage is a distilled one.</value>
    public GuidanceTerms VideoGuidance { get; init; } = GuidanceTerms.Off;

    /// <summary>Guidance of the sound.</summary>
    /// <value>None by default.</value>
    public GuidanceTerms AudioGuidance { get; init; } = GuidanceTerms.Off;
}
