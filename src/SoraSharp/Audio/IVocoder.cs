using SoraSharp.Models.Backends;
using SoraSharp.Models.Memory;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Audio;

/// <summary>Turns a log-mel spectrogram into sound. Implementations are thread-safe.</summary>
internal interface IVocoder : IReleasable
{
    /// <summary>[1, channels, frames, bins], natural logarithm of magnitudes → sound.</summary>
    AudioClip Synthesize(HostTensor mel, CancellationToken cancellationToken);

    /// <summary>The networks that it runs for a spectrogram [1, channels, frames, bins]; none where it has none.</summary>
    IEnumerable<FunctionRun> Runs(int channels, int frames);
}
