using System.Globalization;
using System.Text;

namespace SoraSharp.Text.Cleaning;

/// <summary>
/// Undoes UTF-8 that was read as Windows-1252 or Latin-1 ("schÃ¶n" for "schön"). A sequence counts where its characters are the bytes of one UTF-8
/// character and do not make sense as they are. Out of scope: text read in other codes (1250, 1251, Mac Roman, code page 437, …), bytes
/// that were lost on the way, and no-break spaces that became spaces. Thread-safe.
/// </summary>
internal static class MojibakeRepair
{
    /// <summary>The text with every such sequence as the character it was; again until none is left, for text that went wrong twice.</summary>
    public static string Repair(string text)
    {
        while (true)
        {
            string repaired = Once(text);
            if (repaired.Length == text.Length) return text;
            text = repaired;
        }
    }

    private static string Once(string text)
    {
        StringBuilder? result = null;
        Span<byte> bytes = stackalloc byte[4];
        for (int i = 0; i < text.Length;)
        {
            int length = Sequence(text, i, bytes);
            if (length > 0)
            {
                result ??= new StringBuilder(text, 0, i, text.Length);
                result.Append(Encoding.UTF8.GetString(bytes[..length]));
                i += length;
            }
            else
            {
                result?.Append(text[i]);
                i++;
            }
        }

        return result?.ToString() ?? text;
    }

    /// <summary>How many characters from a place are the bytes of one character of UTF-8, or 0.</summary>
    private static int Sequence(string text, int start, Span<byte> bytes)
    {
        if (Windows1252.Byte(text[start]) is not { } lead) return 0;
        int length = lead switch { >= 0xC2 and <= 0xDF => 2, >= 0xE0 and <= 0xEF => 3, >= 0xF0 and <= 0xF4 => 4, _ => 0 };
        if (length == 0 || start + length > text.Length) return 0;
        bytes[0] = lead;
        for (int i = 1; i < length; i++)
        {
            if (Windows1252.Byte(text[start + i]) is not { } next || next is < 0x80 or > 0xBF) return 0;
            bytes[i] = next;
        }

        bool whole = Rune.DecodeFromUtf8(bytes[..length], out _, out int used) == System.Buffers.OperationStatus.Done && used == length;
        return whole && (length > 2 || IsUnlikely(text[start], text[start + 1])) ? length : 0;
    }

    /// <summary>Â and Ã hardly ever stand before a sign; other capitals do before quotes, dashes, dots and letters.</summary>
    private static bool IsUnlikely(char first, char second)
    {
        if (first is 'Â' or 'Ã') return true;
        return CharUnicodeInfo.GetUnicodeCategory(second) is UnicodeCategory.Control or UnicodeCategory.CurrencySymbol or UnicodeCategory.ModifierSymbol
            || second is '\u201A' or '\u201E' or '\u2020' or '\u2021' or '\u00A6' or '\u00A7' or '\u00B1' or '\u00B6' or '\u00AC';
    }
}
