using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Autoencoders;

/// <summary>What an encoder says about the latents: per element a mean and the logarithm of the variance, [B, C, f, h, w].</summary>
/// <param name="Mean">Means; also the mode.</param>
/// <param name="LogVariance">Log-variances, −30 to 20.</param>
internal sealed record LatentMoments(HostTensor Mean, HostTensor LogVariance);
