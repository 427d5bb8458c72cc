namespace SoraSharp;

/// <summary>The stages of a generation, in the order in which they run.</summary>
public enum GenerationStage
{
    /// <summary>The request becomes shots.</summary>
    Planning,

    /// <summary>What a shot is given besides words becomes latents; left out where nothing is.</summary>
    Conditioning,

    /// <summary>The prompts become embeddings.</summary>
    TextEncoding,

    /// <summary>Noise becomes latents, step by step.</summary>
    Denoising,

    /// <summary>The latents of a small video become those of a larger one, between two stages of denoising; left out where there is one.</summary>
    LatentUpsampling,

    /// <summary>Video latents become frames.</summary>
    VideoDecoding,

    /// <summary>Audio latents become sound.</summary>
    AudioSynthesis,

    /// <summary>The frames are examined for physical consistency.</summary>
    PhysicsConsistency,
}

/// <summary>How far a generation is. Thread-safe (immutable).</summary>
/// <param name="Stage">The stage under way.</param>
/// <param name="Step">Steps of the stage that are done.</param>
/// <param name="Steps">Steps of the stage.</param>
/// <param name="Shot">The shot under way, from 1.</param>
/// <param name="Shots">The number of shots.</param>
public sealed record GenerationProgress(GenerationStage Stage, int Step, int Steps, int Shot, int Shots)
{
    /// <summary>Time left of this stage, over all shots that follow at the same pace; null until there is a pace.</summary>
    public TimeSpan? EstimatedTimeLeft { get; init; }

    /// <summary>The first frame as it looks so far (one frame, of the video's size); null where none was asked for.</summary>
    public VideoFrames? Preview { get; init; }
}

/// <summary>How long a stage took, over all shots.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Elapsed">Wall-clock time.</param>
public sealed record StageTiming(GenerationStage Stage, TimeSpan Elapsed);
