namespace SoraSharp.Models.Gemma;

/// <summary>A rotary embedding of Gemma.</summary>
/// <param name="Theta">The ratio of the highest to the lowest frequency, nearly.</param>
/// <param name="Factor">What positions are divided by ("linear" scaling), 1 for none.</param>
/// <param name="RotatedShare">The share of a head's pairs that turn at all, those of the highest frequencies ("proportional"); from 0 to 1.</param>
public sealed record GemmaRopeConfig(double Theta, double Factor, double RotatedShare = 1);

/// <summary>What a layer of Gemma's text model is made of. The generations differ in these alone. Immutable.</summary>
internal sealed record GemmaLayerShape
{
    /// <summary>The width of the hidden states.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>The width inside the feed-forward layer.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Query heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Key and value heads, each shared by equally many query heads.</summary>
    public required int KeyValueHeads { get; init; }

    /// <summary>Features of a head.</summary>
    public required int HeadFeatures { get; init; }

    /// <summary>What is added to mean squares.</summary>
    public required double Eps { get; init; }

    /// <summary>What attention scores are multiplied by.</summary>
    public required double Scale { get; init; }

    /// <summary>Whether a token sees only some before it.</summary>
    public required bool Slides { get; init; }

    /// <summary>Whether queries, keys, values and outputs have a bias.</summary>
    public bool Bias { get; init; }

    /// <summary>What norms add to their stored weight: 1 in Gemma 3, 0 in Gemma 4.</summary>
    public double NormOffset { get; init; }

    /// <summary>Whether values are normalised, without a weight (Gemma 4).</summary>
    public bool NormalizesValues { get; init; }

    /// <summary>Whether the projection of keys serves as values too (Gemma 4).</summary>
    public bool KeysAreValues { get; init; }

    /// <summary>Whether the layer's output is multiplied by a stored number (Gemma 4).</summary>
    public bool HasScalar { get; init; }

    /// <summary>The earlier layer whose keys and values this one uses, or null where it has its own (Gemma 4).</summary>
    public int? KeyValuesOf { get; init; }
}

/// <summary>What Gemma's text model is made of. Immutable.</summary>
/// <param name="VocabularySize">The number of token ids.</param>
/// <param name="HiddenSize">The width of the hidden states.</param>
/// <param name="Eps">What norms add to mean squares.</param>
/// <param name="NormOffset">What the final norm adds to its stored weight.</param>
/// <param name="SlidingWindow">A sliding layer's token sees itself and this many minus one before it.</param>
/// <param name="FullRope">The rotary embedding of layers that see all.</param>
/// <param name="SlidingRope">The rotary embedding of sliding layers.</param>
/// <param name="Layers">The layers. May be empty.</param>
internal sealed record GemmaShape(
    int VocabularySize,
    int HiddenSize,
    double Eps,
    double NormOffset,
    int SlidingWindow,
    GemmaRopeConfig FullRope,
    GemmaRopeConfig SlidingRope,
    IReadOnlyList<GemmaLayerShape> Layers)
{
    /// <summary>Token ids that stand for pictures and sounds; in a text they are read as <see cref="PadId"/>.</summary>
    public IReadOnlyList<long> PlaceholderIds { get; init; } = [];

    /// <summary>The id of padding.</summary>
    public long PadId { get; init; }
}
