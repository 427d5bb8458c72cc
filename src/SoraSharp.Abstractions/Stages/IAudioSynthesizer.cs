namespace SoraSharp.Stages;

/// <summary>What sound is made from.</summary>
/// <param name="Shot">The shot that sounds.</param>
/// <param name="Latents">Normalised audio latents that were denoised with the picture; null where the model makes none.</param>
/// <param name="Frames">The picture, for synthesizers that listen to what is seen.</param>
public sealed record AudioSynthesisInput(Shot Shot, AudioLatents? Latents, VideoFrames Frames);

/// <summary>Makes a shot's sound. Implementations are thread-safe.</summary>
public interface IAudioSynthesizer
{
    /// <summary>Makes the sound.</summary>
    /// <param name="input">The shot, its audio latents and its picture; none is changed.</param>
    /// <param name="cancellationToken">Answered within one network call.</param>
    /// <returns>The sound, about as long as the picture (two latents' length at most away); null for silence.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<AudioClip?> SynthesizeAsync(AudioSynthesisInput input, CancellationToken cancellationToken = default);
}
