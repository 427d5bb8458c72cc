namespace SoraSharp.Stages;

/// <summary>What stays the same over all evaluations of one shot.</summary>
/// <param name="Prompt">What to draw towards.</param>
/// <param name="NegativePrompt">What the unconditional evaluation sees; null where no guider ever needs one.</param>
/// <param name="VideoShape">The latents that are evaluated: the video's, and after them the frames of keyframes, if there are any.</param>
/// <param name="AudioShape">The sound's latents; null where there is no joint sound.</param>
/// <param name="FramesPerSecond">The frame rate, which positions in time depend on.</param>
public sealed record DenoisingContext(
    PromptEmbedding Prompt,
    PromptEmbedding? NegativePrompt,
    VideoLatentShape VideoShape,
    AudioLatentShape? AudioShape,
    double FramesPerSecond)
{
    /// <summary>What the shot is given besides words, encoded; null for nothing.</summary>
    public LatentConditioning? Conditioning { get; init; }
}

/// <summary>What one evaluation predicts: the velocity noise − x0, laid out like the latents it was given.</summary>
/// <param name="Video">Of the video.</param>
/// <param name="Audio">Of the sound; null where there is none.</param>
public sealed record VelocityPrediction(VideoLatents Video, AudioLatents? Audio);

/// <summary>Predicts where noisy latents come from. Implementations are thread-safe; several runs may be under way at once.</summary>
public interface IVideoDenoiser
{
    /// <summary>The shape of the latents of a video.</summary>
    /// <exception cref="ArgumentException">The model has no latents of that shape.</exception>
    VideoLatentShape VideoLatentShapeOf(VideoShape shape);

    /// <summary>The shape of the latents of the video's sound; null where the model does not denoise sound with the picture.</summary>
    AudioLatentShape? AudioLatentShapeOf(VideoShape shape);

    /// <summary>The number of tokens the video has for the network, which schedules shift with.</summary>
    int SequenceLengthOf(VideoLatentShape shape);

    /// <summary>Prepares for one shot: positions and whatever else does not change from evaluation to evaluation.</summary>
    IDenoisingRun Start(DenoisingContext context);
}

/// <summary>The evaluations of one shot. Used by one thread at a time. A run that is <see cref="IDisposable"/> is disposed after the last one.</summary>
public interface IDenoisingRun
{
    /// <summary>Evaluates the network at one noise level, together or one after the other.</summary>
    /// <param name="video">The noisy video latents; not changed.</param>
    /// <param name="audio">The noisy audio latents; null where there is no joint sound. Not changed.</param>
    /// <param name="timestep">The time as the schedule gives it, usually 1000·σ.</param>
    /// <param name="evaluations">Which ways to evaluate; the result holds exactly these.</param>
    /// <param name="cancellationToken">Answered while the network runs.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<IReadOnlyDictionary<Evaluations, VelocityPrediction>> EvaluateAsync(
        VideoLatents video,
        AudioLatents? audio,
        float timestep,
        Evaluations evaluations,
        CancellationToken cancellationToken = default);
}
