using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SoraSharp.Models.Checkpoints;

namespace SoraSharp.Models.Tokenizers;

/// <summary>The steps before the model: normalizers (text to text) and pre-tokenizers (text to pieces).</summary>
internal static class TextSteps
{
    /// <summary>Reads the <c>normalizer</c> of a <c>tokenizer.json</c>.</summary>
    /// <exception cref="CheckpointException">It is of a type that is not known.</exception>
    public static Func<string, string> Normalizer(ModelConfig? config)
    {
        switch (config?.GetString("type"))
        {
            case null:
                return text => text;
            case "Sequence":
                Func<string, string>[] steps = [.. config.GetObjects("normalizers").Select(Normalizer)];
                return text => steps.Aggregate(text, (t, step) => step(t));
            case "Precompiled":
                PrecompiledCharacterMap map = PrecompiledCharacterMap.Parse(config.GetString("precompiled_charsmap")) ?? throw config.Wrong("precompiled_charsmap", "it must be a compiled character map in base64");
                return map.Normalize;
            case "Replace" when config.GetObject("pattern").Has("Regex"):
                Regex replaced = Expression(config);
                string replacement = config.GetString("content");
                return text => replaced.Replace(text, _ => replacement);
            case "Replace":
                string pattern = Literal(config), content = config.GetString("content");
                return text => text.Replace(pattern, content, StringComparison.Ordinal);
            case "Prepend":
                string prefix = config.GetString("prepend");
                return text => text.Length == 0 ? text : prefix + text;
            case "Lowercase":
                return Lowercase;
            case "Strip":
                bool left = config.GetBool("strip_left"), right = config.GetBool("strip_right");
                return text => (left, right) switch { (true, true) => text.Trim(), (true, false) => text.TrimStart(), (false, true) => text.TrimEnd(), _ => text };
            default:
                throw config.Wrong("type", "normalizers known are Sequence, Precompiled, Replace, Prepend, Lowercase and Strip");
        }
    }

    /// <summary>Reads the <c>pre_tokenizer</c> of a <c>tokenizer.json</c>.</summary>
    /// <exception cref="CheckpointException">It is of a type that is not known.</exception>
    public static Func<string, IEnumerable<string>> PreTokenizer(ModelConfig? config)
    {
        switch (config?.GetString("type"))
        {
            case null:
                return text => [text];
            case "Sequence":
                Func<string, IEnumerable<string>>[] steps = [.. config.GetObjects("pretokenizers").Select(PreTokenizer)];
                return text => steps.Aggregate<Func<string, IEnumerable<string>>, IEnumerable<string>>([text], (pieces, step) => pieces.SelectMany(step));
            case "Split":
                if (config.GetBool("invert", false)) throw config.Wrong("invert", "only false is known");
                SplitBehavior behavior = Behavior(config);
                if (config.GetObject("pattern").Has("Regex"))
                {
                    Regex separators = Expression(config);
                    return text =>
                    {
                        Dictionary<int, int> lengths = separators.Matches(text).ToDictionary(m => m.Index, m => m.Length);
                        return Cut(text, behavior, (_, i) => lengths.GetValueOrDefault(i));
                    };
                }

                string pattern = Literal(config);
                return text => Cut(text, behavior, (t, i) => string.CompareOrdinal(t, i, pattern, 0, pattern.Length) == 0 ? pattern.Length : 0);
            case "Metaspace":
                return Metaspace(config);
            case "WhitespaceSplit":
                return text => Cut(text, SplitBehavior.Removed, SpaceAt);
            case "Whitespace":
                return Words;
            case "Punctuation":
                SplitBehavior punctuation = config.Has("behavior") ? Behavior(config) : SplitBehavior.Isolated;
                return text => Cut(text, punctuation, PunctuationAt);
            case "BertPreTokenizer":
                return text => Cut(text, SplitBehavior.Removed, SpaceAt).SelectMany(t => Cut(t, SplitBehavior.Isolated, PunctuationAt));
            default:
                throw config.Wrong("type", "pre-tokenizers known are Sequence, Split, Metaspace, WhitespaceSplit, Whitespace, Punctuation and BertPreTokenizer");
        }
    }

    /// <summary>Spaces become a visible sign, one is put before the text, and pieces begin at the signs.</summary>
    private static Func<string, IEnumerable<string>> Metaspace(ModelConfig config)
    {
        string sign = config.GetString("replacement", "\u2581");
        if (sign.Length != 1) throw config.Wrong("replacement", "it must be one character");
        bool prepends = config.GetString("prepend_scheme", config.GetBool("add_prefix_space", true) ? "always" : "never") switch
        {
            "always" => true,
            "never" => false,
            _ => throw config.Wrong("prepend_scheme", "known are \"always\" and \"never\""),
        };
        bool splits = config.GetBool("split", true);
        return text =>
        {
            string marked = text.Replace(" ", sign, StringComparison.Ordinal);
            if (prepends && !marked.StartsWith(sign, StringComparison.Ordinal)) marked = sign + marked;
            return splits ? Cut(marked, SplitBehavior.MergedWithNext, (t, i) => t[i] == sign[0] ? 1 : 0) : [marked];
        };
    }

    /// <summary>Lower case letter by letter, whatever the user's language; U+0130 is the one letter that becomes two.</summary>
    private static string Lowercase(string text) => text.ToLowerInvariant().Replace("\u0130", "i\u0307", StringComparison.Ordinal);

    private static Regex Expression(ModelConfig config)
    {
        ModelConfig pattern = config.GetObject("pattern");
        try
        {
            // Without backtracking no expression from a file can take forever on a prompt.
            return new Regex(pattern.GetString("Regex"), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw pattern.Wrong("Regex", $"it must be a regular expression without look-around or back-references ({e.Message})");
        }
    }

    private static string Literal(ModelConfig config)
    {
        string pattern = config.GetObject("pattern").GetString("String");
        return pattern.Length > 0 ? pattern : throw config.Wrong("pattern", "it must not be empty");
    }

    private static SplitBehavior Behavior(ModelConfig config) => config.GetString("behavior") switch
    {
        "Removed" => SplitBehavior.Removed,
        "Isolated" => SplitBehavior.Isolated,
        "MergedWithPrevious" => SplitBehavior.MergedWithPrevious,
        "MergedWithNext" => SplitBehavior.MergedWithNext,
        "Contiguous" => SplitBehavior.Contiguous,
        _ => throw config.Wrong("behavior", "it must be Removed, Isolated, MergedWithPrevious, MergedWithNext or Contiguous"),
    };

    /// <summary>Cuts where <paramref name="matchAt"/> finds a separator (its length, or 0); what becomes of separators is the behavior's.</summary>
    private static IEnumerable<string> Cut(string text, SplitBehavior behavior, Func<string, int, int> matchAt)
    {
        int start = 0;
        for (int i = 0; i < text.Length;)
        {
            int length = matchAt(text, i);
            if (length == 0)
            {
                i++;
                continue;
            }

            int end = i + length;
            if (behavior is SplitBehavior.Contiguous)
            {
                for (int more; end < text.Length && (more = matchAt(text, end)) > 0;) end += more;
            }

            // Before the separator, or with it.
            int cut = behavior is SplitBehavior.MergedWithPrevious ? end : i;
            if (cut > start) yield return text[start..cut];
            if (behavior is SplitBehavior.Isolated or SplitBehavior.Contiguous) yield return text[i..end];
            start = behavior is SplitBehavior.MergedWithNext ? i : end;
            i = end;
        }

        if (start < text.Length) yield return text[start..];
    }

    /// <summary>Runs of word characters and runs of others that are not white space: <c>\w+|[^\w\s]+</c>.</summary>
    private static IEnumerable<string> Words(string text)
    {
        int start = 0, kind = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            int now = i == text.Length || char.IsWhiteSpace(text[i]) ? 0 : IsWord(text, i) ? 1 : 2;
            if (now == kind) continue;
            if (kind != 0) yield return text[start..i];
            (start, kind) = (i, now);
        }
    }

    private static bool IsWord(string text, int i)
    {
        // Both halves of a pair are classified by the whole character.
        int first = char.IsLowSurrogate(text[i]) && i > 0 && char.IsHighSurrogate(text[i - 1]) ? i - 1 : i;
        return CharUnicodeInfo.GetUnicodeCategory(text, first) is
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation;
    }

    private static int SpaceAt(string text, int i) => char.IsWhiteSpace(text[i]) ? 1 : 0;

    /// <summary>ASCII signs, and what Unicode counts as punctuation.</summary>
    private static int PunctuationAt(string text, int i)
    {
        if (!Rune.TryGetRuneAt(text, i, out Rune rune)) return 0;
        bool sign = rune.IsAscii ? char.IsPunctuation((char)rune.Value) || char.IsSymbol((char)rune.Value) : Rune.IsPunctuation(rune);
        return sign ? rune.Utf16SequenceLength : 0;
    }

    private enum SplitBehavior
    {
        Removed,
        Isolated,
        MergedWithPrevious,
        MergedWithNext,
        Contiguous,
    }
}
