namespace SoraSharp;

/// <summary>What a checkpoint's folder cannot say. Immutable.</summary>
public sealed record CheckpointOptions
{
    /// <summary>The transformer blocks whose self-attention the perturbed evaluation skips.</summary>
    /// <value>From 0; null for the family's (29 for LTX-2.0, 28 for 2.3, the last block of smaller models).</value>
    public IReadOnlyList<int>? PerturbedBlocks { get; init; }

    /// <summary>Whether each modality's cross-attention is modulated by the other's time.</summary>
    /// <value>null for the family's (false for LTX-2.0, true for 2.3).</value>
    public bool? UseCrossTimestep { get; init; }

    /// <summary>Tokens that a prompt is padded to and may have at most.</summary>
    /// <value>1 or more; null for the family's (1024, or what the tokenizer's own configuration says if that is less).</value>
    public int? MaxTokens { get; init; }

    /// <summary>Whether a prompt with more tokens than that is cut off, as diffusers does; otherwise it is refused, so that nobody loses words unawares.</summary>
    /// <value>Default false.</value>
    public bool TruncatesPrompts { get; init; }

    /// <summary>The shortest shot that a checkpoint with a duration head (LTX-2.5) makes where a request names no length.</summary>
    /// <value>0 or more, less than <see cref="LongestPrediction"/>. Default 1 second.</value>
    public TimeSpan ShortestPrediction { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest shot that a checkpoint with a duration head (LTX-2.5) makes where a request names no length.</summary>
    /// <value>More than <see cref="ShortestPrediction"/>, at most an hour. Default 20 seconds.</value>
    public TimeSpan LongestPrediction { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// For an original LTX-2 checkpoint in one file: a folder of the release in diffusers' layout, which what the file lacks is read from: every
    /// component's configuration, the tokenizer and the text encoder. Weights of the other components need not be in it.
    /// </summary>
    /// <value>null where the checkpoint is a folder.</value>
    public string? Base { get; init; }

    /// <summary>The folder of LTX-2's latent upsampler, which two stages need.</summary>
    /// <value>null for <c>latent_upsampler</c> in the checkpoint's folder, if there is one.</value>
    public string? LatentUpsampler { get; init; }

    /// <summary>Whether the checkpoint is a distilled one, which takes eight given noise levels and no guidance.</summary>
    /// <value>null for what its scheduler says: distilled ones shift no noise levels.</value>
    public bool? IsDistilled { get; init; }

    /// <summary>Videos of more pixels (width · height · frames) are decoded in overlapping tiles, which bounds the memory it takes.</summary>
    /// <value>0 or more. Default 12,000,000.</value>
    public long MaxUntiledPixels { get; init; } = 12_000_000;

    /// <summary>The text guidance of the expert for low noise, where a checkpoint has two (Wan 2.2 A14B).</summary>
    /// <value>0 or more, 1 is none; null for the request's, which otherwise counts for the expert of high noise alone.</value>
    public double? LowNoiseGuidance { get; init; }

    /// <summary>Whether both experts of a checkpoint that has two (Wan 2.2 A14B) stay loaded; otherwise the first one's memory is given back before the second is loaded, and every request loads them anew.</summary>
    /// <value>Default false: as much memory as one of them needs.</value>
    public bool KeepsExperts { get; init; }
}
