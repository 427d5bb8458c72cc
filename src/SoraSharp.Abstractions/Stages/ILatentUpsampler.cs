namespace SoraSharp.Stages;

/// <summary>Makes the latents of a small video those of a larger one, between two stages of denoising. Implementations are thread-safe.</summary>
public interface ILatentUpsampler
{
    /// <summary>Set where the second stage's noise is drawn token by token (the sound's moment by moment), as reference pipelines do for latents they are given; null draws it in the order of the latents.</summary>
    TokenPatches? NoiseOrder => null;

    /// <summary>The shape that is denoised first, so that its latents grow to those of a video.</summary>
    /// <exception cref="ArgumentException">No smaller shape grows to that one.</exception>
    VideoShape SmallShapeOf(VideoShape shape);

    /// <summary>Makes latents larger.</summary>
    /// <param name="latents">Normalised latents of the small video; not changed.</param>
    /// <param name="cancellationToken">Answered within one network call.</param>
    /// <returns>Normalised latents of the larger one.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<VideoLatents> UpsampleAsync(VideoLatents latents, CancellationToken cancellationToken = default);
}
