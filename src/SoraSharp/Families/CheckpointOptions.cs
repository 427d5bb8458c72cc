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

    /// <summary>Videos of more pixels (width · height · frames) are decoded in overlapping tiles, which bounds the memory it takes.</summary>
    /// <value>0 or more. Default 12,000,000.</value>
    public long MaxUntiledPixels { get; init; } = 12_000_000;
}
