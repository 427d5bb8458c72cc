using SoraSharp.Models.Tests.Checkpoints;
using SoraSharp.Models.Tokenizers;
using Xunit;

namespace SoraSharp.Models.Tests.Tokenizers;

/// <summary>The kind of tokenizer that UMT5 has; numbers against the reference are the golden case <c>wan/text/tokenizer</c>.</summary>
public sealed class UnigramTokenizerTests : IDisposable
{
    private const string Model = """{"type": "Unigram", "unk_id": 1, "vocab": [["<pad>", 0], ["<unk>", 0], ["▁", -3], ["▁a", -1], ["b", -2], ["c", -2], ["bc", -5], ["ab", -1]]}""";

    private const string Pieces = """{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_cut_with_the_best_sum_of_scores_wins()
    {
        ITokenizer tokenizer = Load(Model, Pieces);
        // b and c apart score −4, together −5.
        Assert.Equal([3, 4, 5], tokenizer.Encode("abc"));
        Assert.Equal([3, 3], tokenizer.Encode("a a"));
        Assert.Empty(tokenizer.Encode(""));
    }

    [Fact]
    public void Neighbouring_unknown_characters_are_one_token()
    {
        ITokenizer tokenizer = Load(Model, Pieces);
        Assert.Equal([3, 1, 4, 1], tokenizer.Encode("axy\U0001F600bz"));
        Assert.Equal(["xy\U0001F600", "z"], tokenizer.UnknownParts("axy\U0001F600bz"));
    }

    [Theory]
    [InlineData("""{"type": "Unigram", "unk_id": 2, "vocab": [["a", 0]]}""", "unk_id")]
    [InlineData("""{"type": "Unigram", "unk_id": 0, "vocab": []}""", "vocab")]
    [InlineData("""{"type": "Unigram", "unk_id": 0, "vocab": {"a": 0}}""", "vocab")]
    [InlineData("""{"type": "Unigram", "unk_id": 0, "vocab": [["a", 0], ["b"]]}""", "vocab[1]")]
    [InlineData("""{"type": "Unigram", "unk_id": 0, "byte_fallback": true, "vocab": [["a", 0]]}""", "byte_fallback")]
    public void A_damaged_model_is_refused(string model, string named) =>
        Assert.Contains(named, Assert.Throws<CheckpointException>(() => Load(model, Pieces)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"type": "Metaspace", "prepend_scheme": "first"}""", "null", "prepend_scheme")]
    [InlineData("""{"type": "Metaspace", "replacement": "ab"}""", "null", "replacement")]
    [InlineData(Pieces, """{"type": "Precompiled", "precompiled_charsmap": "AAAA"}""", "precompiled_charsmap")]
    [InlineData(Pieces, """{"type": "Precompiled", "precompiled_charsmap": "/////w=="}""", "precompiled_charsmap")]
    public void Damaged_steps_are_refused(string pieces, string normalizer, string named) =>
        Assert.Contains(named, Assert.Throws<CheckpointException>(() => Load(Model, pieces, normalizer)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_character_map_whose_places_lie_outside_it_changes_nothing()
    {
        // One unit that points far beyond the table.
        ITokenizer tokenizer = Load(Model, Pieces, """{"type": "Precompiled", "precompiled_charsmap": "BAAAAAD8//8="}""");
        Assert.Equal([3, 4], tokenizer.Encode("ab"));
    }

    private ITokenizer Load(string model, string pieces, string normalizer = "null")
    {
        File.WriteAllText(Path.Combine(_folder.Path, "tokenizer.json"), $$"""{"added_tokens": [], "normalizer": {{normalizer}}, "pre_tokenizer": {{pieces}}, "post_processor": null, "model": {{model}}}""");
        return TokenizerFile.Load(_folder.Path);
    }
}
