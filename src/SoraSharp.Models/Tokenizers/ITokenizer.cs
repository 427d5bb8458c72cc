namespace SoraSharp.Models.Tokenizers;

/// <summary>Turns text into token ids. Thread-safe.</summary>
public interface ITokenizer
{
    /// <summary>One more than the largest token id.</summary>
    int VocabularySize { get; }

    /// <summary>The token that fills a row to its length, or null where the tokenizer has none.</summary>
    int? PadId { get; }

    /// <summary>The token that begins a text, or null.</summary>
    int? BosId { get; }

    /// <summary>The token that ends a text, or null.</summary>
    int? EosId { get; }

    /// <summary>The token that stands for text outside the vocabulary, or null.</summary>
    int? UnknownId { get; }

    /// <summary>
    /// The ids of a text, by default with the special tokens that the tokenizer puts around it. Text that does not fit is cut off
    /// on the right, inside the special tokens. Takes time in proportion to the text, up to a logarithm.
    /// </summary>
    /// <param name="text">Any text, without a limit of length.</param>
    /// <param name="maximumLength">The largest number of ids; at least the number of special tokens.</param>
    /// <param name="addSpecialTokens">Whether the special tokens are put around.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximumLength"/> leaves no room for the special tokens.</exception>
    long[] Encode(string text, int maximumLength = int.MaxValue, bool addSpecialTokens = true);

    /// <summary>The parts of a text that the vocabulary lacks, in order of first appearance, each once.</summary>
    IReadOnlyList<string> UnknownParts(string text);
}

/// <summary>On which side a row of ids is filled up.</summary>
public enum PaddingSide
{
    /// <summary>Before the text, as Gemma wants it.</summary>
    Left,

    /// <summary>After the text.</summary>
    Right,
}

/// <summary>Ids filled up to a fixed length.</summary>
/// <param name="Ids">The ids.</param>
/// <param name="Mask">1 where an id is of the text or its special tokens, 0 where it fills up.</param>
public sealed record PaddedTokens(long[] Ids, long[] Mask);

/// <summary>What any tokenizer can do.</summary>
public static class TokenizerExtensions
{
    /// <summary>Encodes a text to exactly <paramref name="length"/> ids: cut off on the right, filled up on a side.</summary>
    /// <exception cref="InvalidOperationException">The tokenizer has no padding token.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> leaves no room for the special tokens.</exception>
    public static PaddedTokens EncodePadded(this ITokenizer tokenizer, string text, int length, PaddingSide side, bool addSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        int pad = tokenizer.PadId ?? throw new InvalidOperationException("The tokenizer has no padding token; set pad_token in tokenizer_config.json.");
        long[] encoded = tokenizer.Encode(text, length, addSpecialTokens);
        long[] ids = new long[length], mask = new long[length];
        Array.Fill(ids, pad);
        int start = side is PaddingSide.Left ? length - encoded.Length : 0;
        encoded.CopyTo(ids, start);
        mask.AsSpan(start, encoded.Length).Fill(1);
        return new PaddedTokens(ids, mask);
    }
}
