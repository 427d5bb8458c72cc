using System.Text;
using System.Text.RegularExpressions;
using SoraSharp.Models.Tokenizers;

namespace SoraSharp.Text.Cleaning;

/// <summary>
/// What Wan was trained to have done to its prompts: broken encodings repaired, HTML references resolved, quotes, widths and ligatures made plain, control
/// characters removed, white space collapsed. Behaves as ftfy 6.3's <c>fix_text</c>, twice <c>html.unescape</c> and a collapse of white space (diffusers
/// <c>pipeline_wan.py</c>, <c>prompt_clean</c>), but for what <see cref="MojibakeRepair"/> leaves out. Thread-safe.
/// </summary>
internal static partial class PromptCleaner
{
    private static readonly Dictionary<char, string> s_ligatures = new()
    {
        ['Ĳ'] = "IJ",
        ['ĳ'] = "ij",
        ['ŉ'] = "ʼn",
        ['Ǳ'] = "DZ",
        ['ǲ'] = "Dz",
        ['ǳ'] = "dz",
        ['Ǆ'] = "DŽ",
        ['ǅ'] = "Dž",
        ['ǆ'] = "dž",
        ['Ǉ'] = "LJ",
        ['ǈ'] = "Lj",
        ['ǉ'] = "lj",
        ['Ǌ'] = "NJ",
        ['ǋ'] = "Nj",
        ['ǌ'] = "nj",
        ['ﬀ'] = "ff",
        ['ﬁ'] = "fi",
        ['ﬂ'] = "fl",
        ['ﬃ'] = "ffi",
        ['ﬄ'] = "ffl",
        ['ﬅ'] = "ſt",
        ['ﬆ'] = "st",
    };

    /// <summary>A prompt as the tokenizer is to see it.</summary>
    public static string Clean(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // Where there are tags, references are meant; the last step resolves them all the same.
        bool unescapes = true;
        StringBuilder result = new(text.Length);
        foreach (string line in Lines(text))
        {
            unescapes &= !line.Contains('<', StringComparison.Ordinal);
            result.Append(Repair(line, unescapes));
        }

        return Collapse(HtmlText.Unescape(HtmlText.Unescape(result.ToString())));
    }

    /// <summary>Lines with their ends.</summary>
    private static IEnumerable<string> Lines(string text)
    {
        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOf('\n', start) + 1;
            if (end == 0) end = text.Length;
            yield return text[start..end];
            start = end;
        }
    }

    /// <summary>All repairs, again until they change nothing.</summary>
    private static string Repair(string line, bool unescapes)
    {
        while (true)
        {
            string repaired = unescapes ? HtmlText.UnescapeComplete(line) : line;
            repaired = MojibakeRepair.Repair(repaired);
            repaired = Terminal().Replace(Characters(repaired), "");
            repaired = CanonicalForm.Compose(WithoutControls(repaired));
            if (repaired == line) return line;
            line = repaired;
        }
    }

    /// <summary>Characters that have a plainer one.</summary>
    private static string Characters(string text)
    {
        StringBuilder result = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\r') result.Append('\n');
            else if (c == '\n' && i > 0 && text[i - 1] == '\r') continue;
            else if (s_ligatures.TryGetValue(c, out string? letters) || CharacterTables.Widths.TryGetValue(c, out letters)) result.Append(letters);
            else result.Append(Plain(c));
        }

        return result.ToString();
    }

    private static char Plain(char c) => c switch
    {
        '\u2028' or '\u2029' => '\n',
        >= '\u0080' and <= '\u009F' => Windows1252.Character((byte)c),
        '\u3000' => ' ',
        '\u02BC' or >= '\u2018' and <= '\u201B' => '\'',
        >= '\u201C' and <= '\u201F' => '"',
        _ => c,
    };

    private static string WithoutControls(string text) => string.Concat(text.Where(c =>
        c is not (<= '\u0008' or '\u000B' or >= '\u000E' and <= '\u001F' or '\u007F' or >= '\u206A' and <= '\u206F' or '\uFEFF' or >= '\uFFF9' and <= '\uFFFC')));

    private static string Collapse(string text)
    {
        StringBuilder result = new(text.Length);
        foreach (char c in PythonText.Strip(text))
        {
            if (!PythonText.IsSpace(c)) result.Append(c);
            else if (result[^1] != ' ') result.Append(' ');
        }

        return result.ToString();
    }

    [GeneratedRegex("\u001B\\[([0-9;]*)([a-zA-Z])", RegexOptions.CultureInvariant)]
    private static partial Regex Terminal();
}
