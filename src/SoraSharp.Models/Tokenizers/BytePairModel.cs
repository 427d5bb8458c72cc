using System.Runtime.InteropServices;
using System.Text;

namespace SoraSharp.Models.Tokenizers;

/// <summary>
/// Byte-pair encoding (Sennrich et al. 2016) with byte fallback, as huggingface/tokenizers runs the model type
/// <c>BPE</c>: a character outside the vocabulary becomes its UTF-8 bytes, then neighbours are merged, the earliest rule
/// first and of equal ones the leftmost.
/// Microsoft.ML.Tokenizers 2.0.1 was measured on the 57 prompts of the golden case: its SentencePieceTokenizer gives
/// the reference's ids for 50 (with or without added tokens; runs of spaces, tabs and line feeds differ) and needs
/// <c>tokenizer.model</c>, which folders may lack; its BpeTokenizer, which knows no byte fallback, for 7.
/// </summary>
internal sealed class BytePairModel : ITokenModel
{
    private readonly Vocabulary _vocabulary;
    private readonly Dictionary<(int Left, int Right), (int Rank, int Merged)> _merges;
    private readonly int[]? _bytes;
    private readonly bool _fuseUnknown, _ignoreMerges;

    /// <param name="vocabulary">The ids of the pieces.</param>
    /// <param name="merges">The rules, the earliest first.</param>
    /// <param name="unknownId">The piece for characters that the vocabulary lacks, or null: they are left out.</param>
    /// <param name="byteFallback">Whether such characters are first tried as bytes.</param>
    /// <param name="fuseUnknown">Whether a run of unknown characters is one piece.</param>
    /// <param name="ignoreMerges">Whether a text that is a piece itself is taken whole.</param>
    public BytePairModel(Vocabulary vocabulary, Dictionary<(int Left, int Right), (int Rank, int Merged)> merges, int? unknownId, bool byteFallback, bool fuseUnknown, bool ignoreMerges)
    {
        _vocabulary = vocabulary;
        _merges = merges;
        UnknownId = unknownId;
        _fuseUnknown = fuseUnknown;
        _ignoreMerges = ignoreMerges;
        if (byteFallback) _bytes = [.. Enumerable.Range(0, 256).Select(b => vocabulary.Find($"<0x{b:X2}>") ?? -1)];
    }

    public int? UnknownId { get; }

    public void Encode(string text, List<long> ids, UnknownParts? unknown)
    {
        if (_ignoreMerges && _vocabulary.Find(text) is { } whole)
        {
            ids.Add(whole);
            return;
        }

        List<int> symbols = Characters(text, unknown);
        Merge(CollectionsMarshal.AsSpan(symbols), ids);
    }

    private List<int> Characters(string text, UnknownParts? unknown)
    {
        List<int> symbols = new(text.Length);
        Span<byte> utf8 = stackalloc byte[4];
        int unknownStart = -1, position = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            // A lone surrogate is enumerated as U+FFFD, one character long.
            int length = char.IsSurrogate(text[position]) && rune.Value != Rune.ReplacementChar.Value ? 2 : 1;
            int? id = _vocabulary.Find(rune);
            if (id is null && _bytes is not null)
            {
                int count = rune.EncodeToUtf8(utf8);
                bool known = true;
                foreach (byte b in utf8[..count]) known &= _bytes[b] >= 0;
                if (known)
                {
                    foreach (byte b in utf8[..(count - 1)]) symbols.Add(_bytes[b]);
                    id = _bytes[utf8[count - 1]];
                }
            }

            if (id is { } found)
            {
                EndUnknown(position);
                symbols.Add(found);
            }
            else
            {
                if (unknownStart < 0) unknownStart = position;
                else if (!_fuseUnknown && UnknownId is { } previous) symbols.Add(previous);
            }

            position += length;
        }

        EndUnknown(position);
        return symbols;

        void EndUnknown(int end)
        {
            if (unknownStart < 0) return;
            unknown?.Add(text[unknownStart..end]);
            if (UnknownId is { } id) symbols.Add(id);
            unknownStart = -1;
        }
    }

    /// <summary>Merges with a queue of candidates, so that a long text without a boundary takes n·log n steps.</summary>
    private void Merge(Span<int> symbols, List<long> ids)
    {
        int[] next = new int[symbols.Length], previous = new int[symbols.Length];
        PriorityQueue<int, (int Rank, int Position)> queue = new();
        for (int i = 0; i < symbols.Length; i++)
        {
            previous[i] = i - 1;
            next[i] = i + 1 < symbols.Length ? i + 1 : -1;
            Consider(symbols, i);
        }

        const int gone = -1;
        while (queue.TryDequeue(out int left, out (int Rank, int Position) rule))
        {
            // What was queued may have been merged meanwhile, with a piece on either side.
            int right = symbols[left] == gone ? -1 : next[left];
            if (right < 0 || !_merges.TryGetValue((symbols[left], symbols[right]), out (int Rank, int Merged) merge) || merge.Rank != rule.Rank) continue;
            symbols[left] = merge.Merged;
            symbols[right] = gone;
            next[left] = next[right];
            if (next[right] >= 0) previous[next[right]] = left;
            if (previous[left] >= 0) Consider(symbols, previous[left]);
            Consider(symbols, left);
        }

        for (int i = symbols.Length > 0 ? 0 : -1; i >= 0; i = next[i]) ids.Add(symbols[i]);

        void Consider(Span<int> all, int left)
        {
            if (next[left] >= 0 && _merges.TryGetValue((all[left], all[next[left]]), out (int Rank, int Merged) merge)) queue.Enqueue(left, (merge.Rank, left));
        }
    }
}
