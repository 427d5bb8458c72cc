using SoraSharp.Stages;

namespace SoraSharp.Denoising;

/// <summary>Latents that denoising starts from instead of noise alone.</summary>
/// <param name="Video">Normalised.</param>
/// <param name="Audio">Normalised; null where there is no joint sound.</param>
/// <param name="NoiseScale">The share of noise they are given, 0 to 1.</param>
/// <param name="NoiseOrder">Set where that noise is drawn token by token.</param>
internal sealed record StartingLatents(VideoLatents Video, AudioLatents? Audio, double NoiseScale, TokenPatches? NoiseOrder);
