using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace SoraSharp.Models.Tokenizers;

/// <summary>
/// SentencePiece's compiled normalisation: a double-array trie (Aoe 1989, as Darts lays it out) from UTF-8 to places in a text of results that end with 0. Applied as
/// huggingface/tokenizers does: to a whole grapheme of up to five bytes first, else to its characters, and of several matches the shortest.
/// Immutable and thread-safe.
/// </summary>
internal sealed class PrecompiledCharacterMap
{
    private const int LongestGrapheme = 5;
    private readonly uint[] _trie;
    private readonly byte[] _results;

    private PrecompiledCharacterMap(uint[] trie, byte[] results) => (_trie, _results) = (trie, results);

    /// <summary>Reads <c>precompiled_charsmap</c>, or returns null where it is damaged.</summary>
    public static PrecompiledCharacterMap? Parse(string base64)
    {
        byte[] bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out int length) || length < sizeof(uint)) return null;
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (size % sizeof(uint) != 0 || size > length - sizeof(uint)) return null;
        uint[] trie = new uint[size / sizeof(uint)];
        for (int i = 0; i < trie.Length; i++) trie[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(sizeof(uint) * (i + 1)));
        return new(trie, bytes[(sizeof(uint) + (int)size)..length]);
    }

    /// <summary>A text's normal form.</summary>
    public string Normalize(string text)
    {
        StringBuilder result = new(text.Length);
        Span<byte> utf8 = stackalloc byte[4];
        for (TextElementEnumerator graphemes = StringInfo.GetTextElementEnumerator(text); graphemes.MoveNext();)
        {
            string grapheme = graphemes.GetTextElement();
            if (Encoding.UTF8.GetByteCount(grapheme) <= LongestGrapheme && Find(Encoding.UTF8.GetBytes(grapheme)) is { } whole)
            {
                result.Append(whole);
                continue;
            }

            foreach (Rune rune in grapheme.EnumerateRunes())
            {
                int count = rune.EncodeToUtf8(utf8);
                if (Find(utf8[..count]) is { } found) result.Append(found);
                else result.Append(rune);
            }
        }

        return result.ToString();
    }

    /// <summary>The result of the shortest entry that the text begins with, or null.</summary>
    private string? Find(ReadOnlySpan<byte> text)
    {
        if (_trie.Length == 0) return null;
        uint position = Offset(_trie[0]);
        foreach (byte b in text)
        {
            if (b == 0) return null;
            position ^= b;
            if (position >= _trie.Length) return null;
            uint unit = _trie[position];
            if ((unit & 0x800000FF) != b) return null;
            position ^= Offset(unit);
            bool isEntry = (unit >> 8 & 1) == 1;
            if (isEntry && position < _trie.Length) return Result((int)(_trie[position] & 0x7FFFFFFF));
        }

        return null;
    }

    private string? Result(int start)
    {
        if (start > _results.Length) return null;
        ReadOnlySpan<byte> rest = _results.AsSpan(start);
        int end = rest.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]);
    }

    private static uint Offset(uint unit) => unit >> 10 << (int)((unit & 0x200) >> 6);
}
