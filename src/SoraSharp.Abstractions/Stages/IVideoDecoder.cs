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
}
