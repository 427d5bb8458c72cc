namespace SoraSharp.Stages;

/// <summary>The second stage of a shot that is made in two, every value settled. Thread-safe (immutable).</summary>
/// <param name="Sigmas">The noise levels, highest first, without the final 0.</param>
/// <param name="NoiseScale">How much noise the larger latents are given first, 0 to 1.</param>
/// <param name="VideoGuidance">How strongly guidance pulls the video.</param>
/// <param name="AudioGuidance">How strongly guidance pulls the sound.</param>
public sealed record ShotRefinement(IReadOnlyList<double> Sigmas, double NoiseScale, GuidanceTerms VideoGuidance, GuidanceTerms AudioGuidance);
