namespace SoraSharp.Models.Checkpoints;

/// <summary>
/// Python's <c>json</c> writes numbers that JSON does not have: NaN, Infinity and −Infinity as bare words. They become strings, so
/// that a file can be read, and whoever asks for such a value as a number is told what it is.
/// </summary>
internal static class PythonJson
{
    /// <summary>The same JSON with the bare words in quotes; the same memory where there are none.</summary>
    public static ReadOnlyMemory<byte> Standardise(ReadOnlyMemory<byte> json)
    {
        ReadOnlySpan<byte> text = json.Span;
        if (text.IndexOf("Infinity"u8) < 0 && text.IndexOf("NaN"u8) < 0) return json;
        List<byte> result = new(text.Length + 16);
        bool quoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            int word = quoted ? 0 : Word(text[i..]);
            if (word > 0)
            {
                result.Add((byte)'"');
                result.AddRange(text.Slice(i, word));
                result.Add((byte)'"');
                i += word - 1;
                continue;
            }

            if (text[i] == '"') quoted = !quoted;
            result.Add(text[i]);
            // What a backslash escapes inside a string does not end it.
            if (quoted && text[i] == '\\' && i + 1 < text.Length) result.Add(text[++i]);
        }

        return result.ToArray();
    }

    private static int Word(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("-Infinity"u8)) return "-Infinity"u8.Length;
        if (text.StartsWith("Infinity"u8)) return "Infinity"u8.Length;
        return text.StartsWith("NaN"u8) ? "NaN"u8.Length : 0;
    }
}
