namespace SoraSharp.Stages;

/// <summary>What is encoded before denoising.</summary>
/// <param name="Shot">The shot; what it is given is in <see cref="Shot.Conditioning"/>.</param>
/// <param name="VideoShape">The latents of its video.</param>
/// <param name="AudioShape">The latents of its sound; null where there is no joint sound.</param>
public sealed record ConditioningInput(Shot Shot, VideoLatentShape VideoShape, AudioLatentShape? AudioShape);

/// <summary>Frames that the denoiser sees beside the video's own latents, and which are left out of the result.</summary>
/// <param name="LatentFrames">How many latent frames they have.</param>
/// <param name="Frame">The frame of the video where they are.</param>
/// <param name="Frames">How many frames they are.</param>
public readonly record struct Keyframes(int LatentFrames, int Frame, int Frames);

/// <summary>What is known of a video's latents.</summary>
/// <param name="Latents">Normalised, [channels, frames + those of all <see cref="Keyframes"/>, height, width]; where nothing is known, 0.</param>
/// <param name="Strengths">How closely each latent frame is kept to: 0 where nothing is known, 1 where it stays as it is.</param>
public sealed record KnownVideo(VideoLatents Latents, IReadOnlyList<float> Strengths)
{
    /// <summary>Whether the denoiser alone sees it, in place of a sample that is denoised all the same and replaced at the end (Wan 2.2 TI2V); otherwise the sample itself is kept to it.</summary>
    public bool IsSeenOnly { get; init; }

    /// <summary>What the latent frames beyond the video's own are, in order.</summary>
    public IReadOnlyList<Keyframes> Keyframes { get; init; } = [];
}

/// <summary>What is known of a sound's latents.</summary>
/// <param name="Latents">Normalised, [channels, length, bins]; where nothing is known, 0.</param>
/// <param name="Strengths">How closely each moment is kept to: 0 where nothing is known, 1 where it stays as it is.</param>
public sealed record KnownAudio(AudioLatents Latents, IReadOnlyList<float> Strengths);

/// <summary>A video that denoising starts from instead of noise alone.</summary>
/// <param name="Latents">Normalised, [channels, frames, height, width].</param>
/// <param name="Strength">How much of it is made anew: 1 is everything, and of the steps this share is run, rounded down.</param>
public sealed record StartingVideo(VideoLatents Latents, double Strength);

/// <summary>Latents that steer the denoiser from beside the video's own.</summary>
/// <param name="Latents">[control channels, frames, height, width].</param>
/// <param name="Scales">How strongly each of the denoiser's control layers counts.</param>
public sealed record VideoControl(VideoLatents Latents, IReadOnlyList<float> Scales)
{
    /// <summary>Latent frames before the video's own, which are denoised with it and left out of the result.</summary>
    public int LeadingFrames { get; init; }
}

/// <summary>How latents are cut into tokens: frame by frame, row by row; a token's features go by channel, frame, row and column of its patch.</summary>
/// <param name="Spatial">Rows and columns of a patch.</param>
/// <param name="Temporal">Frames of a patch.</param>
public readonly record struct TokenPatches(int Spatial, int Temporal);

/// <summary>What a shot is given, as the denoiser takes it. What is null is not given. Not changed once it is made.</summary>
public sealed record LatentConditioning
{
    /// <summary>What is known of the video. The noise of a latent frame of strength s is (1 − s)·σ, and its time likewise.</summary>
    public KnownVideo? Video { get; init; }

    /// <summary>What is known of the sound, likewise.</summary>
    public KnownAudio? Audio { get; init; }

    /// <summary>What the denoiser sees in every evaluation as further channels of the video's latents: [channels, frames, height, width].</summary>
    public VideoLatents? Channels { get; init; }

    /// <summary>Pictures as the denoiser's attention sees them, [tokens, features] each.</summary>
    public IReadOnlyList<TokenFeatures> Pictures { get; init; } = [];

    /// <summary>What steers the video from beside it.</summary>
    public VideoControl? Control { get; init; }

    /// <summary>What denoising starts from.</summary>
    public StartingVideo? Start { get; init; }

    /// <summary>Set where starting noise is drawn token by token (the sound's moment by moment); null draws it in the order of the latents.</summary>
    public TokenPatches? NoiseOrder { get; init; }
}

/// <summary>Turns what a shot is given besides words into what the denoiser takes. Implementations are thread-safe.</summary>
public interface IConditioner
{
    /// <summary>Whether it has something to encode even where nothing is given.</summary>
    bool IsAlwaysNeeded => false;

    /// <summary>Encodes it.</summary>
    /// <param name="input">The shot, whose <see cref="Shot.Conditioning"/> is not empty unless <see cref="IsAlwaysNeeded"/>, and the shapes of its latents; nothing is changed.</param>
    /// <param name="cancellationToken">Answered within one network call.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<LatentConditioning> EncodeAsync(ConditioningInput input, CancellationToken cancellationToken = default);
}
