namespace SoraSharp.Stages;

/// <summary>What sound is made from.</summary>
/// <param name="Shot">The shot that sounds.</param>
/// <param name="Latents">Normalised audio latents that were denoised with the picture; null where the model makes none.</param>
/// <param name="Frames">The picture, for synthesizers that listen to what is seen: of the shot's size or of the one that <see cref="IAudioSynthesizer.LooksAt"/> says; null where it says none.</param>
public sealed record AudioSynthesisInput(Shot Shot, AudioLatents? Latents, VideoFrames? Frames);

/// <summary>Makes a shot's sound. Implementations are thread-safe.</summary>
public interface IAudioSynthesizer
{
    /// <summary>The size to which the picture may be reduced before it looks at it, so that a long one need not be in memory; null where it does not look.</summary>
    FrameSize? LooksAt(VideoShape shape) => shape.Size;

    /// <summary>Makes the sound.</summary>
    /// <param name="input">The shot, its audio latents and its picture; none is changed.</param>
    /// <param name="cancellationToken">Answered within one network call.</param>
    /// <returns>The sound, about as long as the picture (two latents' length at most away); null for silence.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<AudioClip?> SynthesizeAsync(AudioSynthesisInput input, CancellationToken cancellationToken = default);
}
