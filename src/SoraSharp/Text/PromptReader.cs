using System.Text;
using SoraSharp.Models.Tokenizers;

namespace SoraSharp.Text;

/// <summary>What was made of a text before it was encoded.</summary>
/// <param name="Text">The text to encode.</param>
/// <param name="UnknownWords">Words outside the vocabulary that no synonym stands for.</param>
/// <param name="Substitutions">Words that were read as others.</param>
internal sealed record ReadPrompt(string Text, IReadOnlyList<string> UnknownWords, IReadOnlyList<WordSubstitution> Substitutions);

/// <summary>
/// Finds the words that a checkpoint's tokenizer does not know, reads those as others that have a synonym, and reports the rest.
/// A tokenizer that falls back to bytes knows every word. Thread-safe.
/// </summary>
/// <param name="tokenizer">The checkpoint's tokenizer.</param>
/// <param name="synonyms">What to read instead of unknown words, by lower-case word.</param>
/// <param name="dropsUnknown">Whether unknown words are left out of the text; otherwise they become the tokenizer's unknown token.</param>
internal sealed class PromptReader(ITokenizer tokenizer, IReadOnlyDictionary<string, string> synonyms, bool dropsUnknown)
{
    public ReadPrompt Read(string text)
    {
        if (tokenizer.UnknownParts(text).Count == 0) return new(text, [], []);

        StringBuilder read = new(text.Length);
        List<string> unknown = [];
        List<WordSubstitution> substitutions = [];
        foreach ((string part, bool isWord) in Parts(text))
        {
            if (tokenizer.UnknownParts(part).Count == 0)
            {
                read.Append(part);
            }
            else if (isWord && synonyms.TryGetValue(part.ToLowerInvariant(), out string? other))
            {
                read.Append(other);
                AddOnce(substitutions, new(part, other), s => s.Word);
            }
            else
            {
                if (isWord) AddOnce(unknown, part, w => w);
                if (!dropsUnknown) read.Append(part);
            }
        }

        return new(dropsUnknown ? CollapseSpaces(read.ToString()) : read.ToString(), unknown, substitutions);
    }

    /// <summary>A text's words: letters, digits, and apostrophes and hyphens between them.</summary>
    public static IEnumerable<string> Words(string text) => Parts(text).Where(part => part.IsWord).Select(part => part.Part);

    private static void AddOnce<T>(List<T> list, T item, Func<T, string> word)
    {
        if (!list.Any(other => string.Equals(word(other), word(item), StringComparison.OrdinalIgnoreCase))) list.Add(item);
    }

    /// <summary>Words (letters, digits, and apostrophes and hyphens between them), and every other character by itself.</summary>
    private static IEnumerable<(string Part, bool IsWord)> Parts(string text)
    {
        for (int i = 0; i < text.Length;)
        {
            int end = i;
            while (end < text.Length && (IsLetter(text[end]) || (end > i && end + 1 < text.Length && text[end] is '\'' or '\u2019' or '-' && IsLetter(text[end + 1])))) end++;
            if (end > i)
            {
                yield return (text[i..end], true);
                i = end;
            }
            else
            {
                int length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? 2 : 1;
                yield return (text.Substring(i, length), false);
                i += length;
            }
        }
    }

    private static bool IsLetter(char c) => char.IsLetterOrDigit(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark;

    private static string CollapseSpaces(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
