namespace SoraSharp.Text.Cleaning;

/// <summary>The single-byte code that most wrongly decoded text went through; its five free places are the control characters of Latin-1. Thread-safe.</summary>
internal static class Windows1252
{
    /// <summary>The characters of bytes 0x80 to 0x9F.</summary>
    private const string High = "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";

    private const int FirstHigh = 0x80;

    /// <summary>The character of a byte.</summary>
    public static char Character(byte code) => code >= FirstHigh && code < FirstHigh + High.Length ? High[code - FirstHigh] : (char)code;

    /// <summary>The byte of a character, in this code or in Latin-1; null where neither has it.</summary>
    public static byte? Byte(char character)
    {
        if (character <= 0xFF) return (byte)character;
        int index = High.IndexOf(character, StringComparison.Ordinal);
        return index < 0 ? null : (byte)(FirstHigh + index);
    }
}
