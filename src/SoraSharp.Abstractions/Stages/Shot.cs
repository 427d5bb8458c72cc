namespace SoraSharp.Stages;

/// <summary>One continuous take, every value settled. Thread-safe (immutable).</summary>
public sealed record Shot
{
    /// <summary>Its place in the video, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The text to encode: the prompt with its style in the model's words.</summary>
    public required string Prompt { get; init; }

    /// <summary>The text to be guided away from; may be empty.</summary>
    public required string NegativePrompt { get; init; }

    /// <summary>Frames, size and rate.</summary>
    public required VideoShape Shape { get; init; }

    /// <summary>Where its noise starts.</summary>
    public required long Seed { get; init; }

    /// <summary>Denoising steps.</summary>
    public required int Steps { get; init; }

    /// <summary>Noise levels to step through instead of the scheduler's own; null for those.</summary>
    public IReadOnlyList<double>? Sigmas { get; init; }

    /// <summary>The solver that steps it; null for the generator's.</summary>
    public SchedulerChoice? Scheduler { get; init; }

    /// <summary>How strongly guidance pulls the video.</summary>
    public required GuidanceTerms VideoGuidance { get; init; }

    /// <summary>How strongly guidance pulls the sound.</summary>
    public required GuidanceTerms AudioGuidance { get; init; }

    /// <summary>The second stage, where the shot is made in two: small first, then larger. Null for one stage.</summary>
    public ShotRefinement? Refinement { get; init; }

    /// <summary>How the sound is denoised anew once the picture is finished; null where it stays as it was denoised with the picture.</summary>
    public SoundPass? SoundPass { get; init; }

    /// <summary>What it is given besides words.</summary>
    public ShotConditioning Conditioning { get; init; } = ShotConditioning.None;
}

/// <summary>Turns a request into the shots to make. Implementations are thread-safe.</summary>
public interface IShotPlanner
{
    /// <summary>Plans the shots.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="profile">What the model can make, and its defaults.</param>
    /// <param name="cancellationToken">Stops planning.</param>
    /// <returns>At least one shot, in order.</returns>
    /// <exception cref="InvalidRequestException">The request asks for what the model cannot make; lists every error.</exception>
    Task<IReadOnlyList<Shot>> PlanAsync(VideoRequest request, ModelProfile profile, CancellationToken cancellationToken = default);
}
