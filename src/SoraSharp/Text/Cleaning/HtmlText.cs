using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SoraSharp.Text.Cleaning;

/// <summary>Character references of HTML 5, resolved as Python's <c>html.unescape</c> does. Thread-safe.</summary>
internal static partial class HtmlText
{
    private const string Replacement = "\uFFFD";

    /// <summary>Every reference, also those that HTML lets end without a semicolon; what is no reference stays.</summary>
    public static string Unescape(string text) => text.Contains('&', StringComparison.Ordinal) ? Reference().Replace(text, match => Resolve(match.Value)) : text;

    /// <summary>Only references that end with a semicolon and that this ends.</summary>
    public static string UnescapeComplete(string text) => text.Contains('&', StringComparison.Ordinal) ? CompleteReference().Replace(text, match => ResolveComplete(match.Value)) : text;

    private static string ResolveComplete(string reference)
    {
        if (reference[1] != '#') return CharacterTables.Entities.GetValueOrDefault(reference[1..], reference);
        string resolved = Resolve(reference);
        return resolved.Contains(';', StringComparison.Ordinal) ? reference : resolved;
    }

    private static string Resolve(string reference)
    {
        string name = reference[1..];
        if (name[0] == '#') return Numbered(name.TrimEnd(';')[1..]);
        if (CharacterTables.Entities.TryGetValue(name, out string? character)) return character;
        for (int length = name.Length - 1; length > 1; length--)
        {
            if (CharacterTables.Entities.TryGetValue(name[..length], out string? beginning)) return beginning + name[length..];
        }

        return reference;
    }

    private static string Numbered(string digits)
    {
        bool hexadecimal = digits[0] is 'x' or 'X';
        string significant = (hexadecimal ? digits[1..] : digits).TrimStart('0');
        // Longer numbers are beyond the last character, and beyond an int.
        if (significant.Length > 7) return Replacement;
        int code = significant.Length == 0 ? 0 : int.Parse(significant, hexadecimal ? NumberStyles.HexNumber : NumberStyles.None, CultureInfo.InvariantCulture);
        if (code == 0 || code > 0x10FFFF || code is >= 0xD800 and <= 0xDFFF) return Replacement;
        if (code is >= 0x80 and <= 0x9F) return Windows1252.Character((byte)code).ToString();
        bool isNoCharacter = code is >= 1 and <= 8 or 0xB or >= 0xE and <= 0x1F or 0x7F or >= 0xFDD0 and <= 0xFDEF || (code & 0xFFFE) == 0xFFFE;
        return isNoCharacter ? "" : char.ConvertFromUtf32(code);
    }

    [GeneratedRegex("&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();

    [GeneratedRegex("&#?[0-9A-Za-z]{1,24};", RegexOptions.CultureInvariant)]
    private static partial Regex CompleteReference();
}
