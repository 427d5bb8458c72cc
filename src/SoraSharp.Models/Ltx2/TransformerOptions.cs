using System.Collections.Immutable;

namespace SoraSharp.Models.Ltx2;

/// <summary>
/// What changes the shape of LTX-2's forward pass rather than its inputs. Every distinct value is a network function of its own. Immutable.
/// </summary>
public sealed record Ltx2DenoiseOptions
{
    /// <summary>Whether the audio-video attentions see the other stream's sigma (2.3) or their own timestep (2.0).</summary>
    public bool UseCrossTimestep { get; init; } = true;

    /// <summary>Whether the audio-video attentions are left out (modality guidance).</summary>
    public bool IsolateModalities { get; init; }

    /// <summary>
    /// The blocks whose self-attention spatio-temporal guidance perturbs (Hyung et al. 2024). No effect where the
    /// configuration has no perturbed attention or a block does not exist, as in the reference.
    /// </summary>
    public ImmutableArray<int> PerturbedBlocks { get; init; } = [];

    /// <summary>
    /// Whether the input <c>perturbation_mask</c> says how far each row is perturbed (0 entirely, 1 not at all); without it, every row is,
    /// and perturbed blocks compute no self-attention.
    /// </summary>
    public bool PerturbationMask { get; init; }

    /// <summary>Whether masks for the text embeddings are given.</summary>
    public bool TextMasks { get; init; }

    /// <summary>Whether every video token has its own timestep (conditioning frames), and not one per row.</summary>
    public bool VideoTimestepPerToken { get; init; }

    /// <summary>Whether every audio token has its own timestep, and not one per row.</summary>
    public bool AudioTimestepPerToken { get; init; }

    /// <summary>Whether a mask for the video's self-attention is given.</summary>
    public bool VideoSelfAttentionMask { get; init; }

    /// <summary>Whether a mask of the tokens that belong to keyframes is given (2.5).</summary>
    public bool KeyframesMask { get; init; }

    /// <summary>Whether the rows of a batch have rotary tables of their own; otherwise one serves all.</summary>
    public bool PositionsPerRow { get; init; }

    /// <inheritdoc />
    public bool Equals(Ltx2DenoiseOptions? other) => other is not null && Key == other.Key && PerturbedBlocks.SequenceEqual(other.PerturbedBlocks);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Key, PerturbedBlocks.Length);

    private (bool, bool, bool, bool, bool, bool, bool, bool, bool) Key =>
        (UseCrossTimestep, IsolateModalities, PerturbationMask, TextMasks, VideoTimestepPerToken, AudioTimestepPerToken, VideoSelfAttentionMask, KeyframesMask, PositionsPerRow);
}
