namespace SoraSharp.Models.Tokenizers;

/// <summary>
/// The way of a text through a <c>tokenizer.json</c>: added tokens are cut out, the rest is normalised, cut at added
/// tokens in normalised form, cut into pieces, and each piece goes through the model.
/// </summary>
internal sealed class PipelineTokenizer : ITokenizer
{
    public required AddedTokens Verbatim { get; init; }

    public required Func<string, string> Normalizer { get; init; }

    public required AddedTokens Normalized { get; init; }

    public required Func<string, IEnumerable<string>> PreTokenizer { get; init; }

    public required ITokenModel Model { get; init; }

    public required long[] Before { get; init; }

    public required long[] After { get; init; }

    public required int VocabularySize { get; init; }

    public required int? PadId { get; init; }

    public required int? BosId { get; init; }

    public required int? EosId { get; init; }

    public int? UnknownId => Model.UnknownId;

    public long[] Encode(string text, int maximumLength = int.MaxValue, bool addSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        int special = addSpecialTokens ? Before.Length + After.Length : 0;
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumLength, special);
        List<long> ids = Run(text, null);
        IEnumerable<long> kept = ids.Take(maximumLength - special);
        return addSpecialTokens ? [.. Before, .. kept, .. After] : [.. kept];
    }

    public IReadOnlyList<string> UnknownParts(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        UnknownParts unknown = new();
        Run(text, unknown);
        return unknown.Parts;
    }

    private List<long> Run(string text, UnknownParts? unknown)
    {
        List<long> ids = [];
        foreach ((string stretch, int? token) in Verbatim.Split(text))
        {
            if (token is { } id) ids.Add(id);
            else RunStretch(stretch, ids, unknown);
        }

        return ids;
    }

    private void RunStretch(string stretch, List<long> ids, UnknownParts? unknown)
    {
        foreach ((string part, int? token) in Normalized.Split(Normalizer(stretch)))
        {
            if (token is { } id) ids.Add(id);
            else foreach (string piece in PreTokenizer(part)) Model.Encode(piece, ids, unknown);
        }
    }
}
