using System.Runtime.CompilerServices;

namespace SoraSharp.Stages;

/// <summary>Turns video latents into frames. Implementations are thread-safe.</summary>
public interface IVideoDecoder
{
    /// <summary>Decodes a shot.</summary>
    /// <param name="latents">Normalised latents, as the denoiser leaves them; not changed.</param>
    /// <param name="shape">The frames that are wanted.</param>
    /// <param name="progress">Told the share that is done, 0 to 1; may be null.</param>
    /// <param name="cancellationToken">Answered within one network call.</param>
    /// <returns>Frames of exactly that shape.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<VideoFrames> DecodeAsync(VideoLatents latents, VideoShape shape, IProgress<double>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>Decodes a shot part by part, so that no more than a part is in memory. A decoder that does not say otherwise makes one part of all.</summary>
    /// <param name="latents">Normalised latents, as the denoiser leaves them; not changed.</param>
    /// <param name="shape">The frames that are wanted, all parts together.</param>
    /// <param name="progress">Told the share that is done, 0 to 1; may be null.</param>
    /// <param name="cancellationToken">Answered within one network call.</param>
    /// <returns>The frames that <see cref="DecodeAsync"/> makes, in order.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    async IAsyncEnumerable<VideoFrames> DecodeInPartsAsync(VideoLatents latents, VideoShape shape, IProgress<double>? progress = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        yield return await DecodeAsync(latents, shape, progress, cancellationToken).ConfigureAwait(false);
    }
}
