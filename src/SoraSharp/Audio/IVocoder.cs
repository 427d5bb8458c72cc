using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Audio;

/// <summary>Turns a log-mel spectrogram into sound. Implementations are thread-safe.</summary>
internal interface IVocoder : IReleasable
{
    /// <summary>[1, channels, frames, bins], natural logarithm of magnitudes → sound.</summary>
    AudioClip Synthesize(HostTensor mel, CancellationToken cancellationToken);
}
