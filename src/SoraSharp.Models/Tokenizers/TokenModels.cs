using System.Text;

namespace SoraSharp.Models.Tokenizers;

/// <summary>Turns a piece of normalised text into ids. Thread-safe.</summary>
internal interface ITokenModel
{
    /// <summary>The id for what the vocabulary lacks, or null.</summary>
    int? UnknownId { get; }

    /// <summary>Appends the ids of a piece, and to <paramref name="unknown"/>, where given, what the vocabulary lacks.</summary>
    void Encode(string text, List<long> ids, UnknownParts? unknown);
}

/// <summary>Unknown parts in order of first appearance.</summary>
internal sealed class UnknownParts
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<string> _parts = [];

    public IReadOnlyList<string> Parts => _parts;

    public void Add(string part)
    {
        if (_seen.Add(part)) _parts.Add(part);
    }
}

/// <summary>The ids of pieces.</summary>
internal sealed class Vocabulary(Dictionary<string, int> ids)
{
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _bySpan = ids.GetAlternateLookup<ReadOnlySpan<char>>();

    public IReadOnlyDictionary<string, int> Ids => ids;

    public int? Find(ReadOnlySpan<char> piece) => _bySpan.TryGetValue(piece, out int id) ? id : null;

    public int? Find(Rune rune)
    {
        Span<char> characters = stackalloc char[2];
        return Find(characters[..rune.EncodeToUtf16(characters)]);
    }
}

/// <summary>One id a word, as huggingface/tokenizers runs the model type <c>WordLevel</c>.</summary>
internal sealed class WordLevelModel(Vocabulary vocabulary, int unknownId) : ITokenModel
{
    public int? UnknownId => unknownId;

    public void Encode(string text, List<long> ids, UnknownParts? unknown)
    {
        int? id = vocabulary.Find(text);
        if (id is null) unknown?.Add(text);
        ids.Add(id ?? unknownId);
    }
}
