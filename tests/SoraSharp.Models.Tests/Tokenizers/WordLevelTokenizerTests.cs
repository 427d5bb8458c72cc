using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tests.Checkpoints;
using SoraSharp.Models.Tokenizers;
using Xunit;

namespace SoraSharp.Models.Tests.Tokenizers;

/// <summary>The small tokenizer that Mini uses: words, lower case.</summary>
public sealed class WordLevelTokenizerTests : IDisposable
{
    private const string Json = """
        {
          "added_tokens": [{"id": 0, "content": "<pad>", "special": true, "normalized": false}, {"id": 1, "content": "<unk>", "special": true, "normalized": false}],
          "normalizer": {"type": "Lowercase"},
          "pre_tokenizer": {"type": "Whitespace"},
          "post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<bos>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
            "special_tokens": {"<bos>": {"id": "<bos>", "ids": [2], "tokens": ["<bos>"]}}},
          "model": {"type": "WordLevel", "unk_token": "<unk>", "vocab": {"<pad>": 0, "<unk>": 1, "<bos>": 2, "a": 3, "red": 4, "ball": 5, "bounces": 6, ",": 7, ".": 8, "...": 9}}
        }
        """;

    private const string Names = """{"pad_token": "<pad>", "bos_token": {"content": "<bos>", "special": true}, "unk_token": "<unk>", "eos_token": null}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Words_and_signs_become_ids_whatever_their_case()
    {
        ITokenizer tokenizer = Load(Json);
        Assert.Equal([2, 3, 4, 5, 7, 6, 8], tokenizer.Encode("A RED ball,  bounces\n."));
        Assert.Equal([3, 4], tokenizer.Encode("a red", addSpecialTokens: false));
        Assert.Equal([2], tokenizer.Encode(""));
        Assert.Equal(10, tokenizer.VocabularySize);
        Assert.Equal((0, 2, null, 1), (tokenizer.PadId, tokenizer.BosId, tokenizer.EosId, tokenizer.UnknownId));
    }

    [Fact]
    public void Unknown_words_are_reported_once_in_order()
    {
        ITokenizer tokenizer = Load(Json);
        Assert.Equal(["purple", "elephant", "!"], tokenizer.UnknownParts("A Purple elephant, a purple ball!"));
        Assert.Equal([2, 3, 1, 5], tokenizer.Encode("a purple ball"));
        Assert.Empty(tokenizer.UnknownParts("a red ball bounces..."));
    }

    [Fact]
    public void Padding_fills_either_side_and_long_text_is_cut_off()
    {
        ITokenizer tokenizer = Load(Json);
        PaddedTokens left = tokenizer.EncodePadded("a ball", 5, PaddingSide.Left);
        Assert.Equal([0, 0, 2, 3, 5], left.Ids);
        Assert.Equal([0, 0, 1, 1, 1], left.Mask);
        PaddedTokens right = tokenizer.EncodePadded("a ball", 5, PaddingSide.Right);
        Assert.Equal([2, 3, 5, 0, 0], right.Ids);
        Assert.Equal([1, 1, 1, 0, 0], right.Mask);
        Assert.Equal([2, 3], tokenizer.EncodePadded("a ball", 2, PaddingSide.Left).Ids);
        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.Encode("a", 0));
    }

    [Theory]
    [InlineData("\"Lowercase\"", "\"NFKC\"", "normalizer.type is \"NFKC\"; normalizers known are")]
    [InlineData("\"Whitespace\"", "\"ByteLevel\"", "pre_tokenizer.type is \"ByteLevel\"; pre-tokenizers known are")]
    [InlineData("\"WordLevel\"", "\"WordPiece\"", "model.type is \"WordPiece\"; models known are BPE, Unigram and WordLevel")]
    [InlineData("\"TemplateProcessing\"", "\"RobertaProcessing\"", "the only post-processor known")]
    [InlineData("\"red\": 4", "\"red\": -4", "model.vocab.red is -4")]
    [InlineData("\"red\": 4", "\"red\": \"4\"", "model.vocab.red is \"4\"")]
    [InlineData("\"unk_token\": \"<unk>\", ", "", "unk_token is omitted")]
    [InlineData("\"unk_token\": \"<unk>\"", "\"unk_token\": \"<none>\"", "it must be a piece of the vocabulary")]
    [InlineData("\"ids\": [2]", "\"ids\": \"2\"", "it must be a list")]
    [InlineData("{\"Sequence\": {\"id\": \"A\", \"type_id\": 0}}", "{\"Other\": {}}", "it must hold one Sequence")]
    public void What_is_not_known_is_refused(string from, string to, string reason)
    {
        Assert.Contains(from, Json, StringComparison.Ordinal);
        Assert.Contains(reason, Assert.Throws<CheckpointException>(() => Load(Json.Replace(from, to, StringComparison.Ordinal))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_files_and_tokens_are_named()
    {
        Assert.Contains("has no tokenizer.json", Assert.Throws<CheckpointException>(() => TokenizerFile.Load(_folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("pad_token is \"<nil>\"", Assert.Throws<CheckpointException>(() => Load(Json, """{"pad_token": "<nil>"}""")).Message, StringComparison.Ordinal);
        ITokenizer bare = Load(Json, "{}");
        Assert.Null(bare.PadId);
        Assert.Contains("pad_token", Assert.Throws<InvalidOperationException>(() => bare.EncodePadded("a", 4, PaddingSide.Left)).Message, StringComparison.Ordinal);
    }

    private ITokenizer Load(string json, string names = Names)
    {
        _folder.Write("tokenizer.json", json);
        _folder.Write("tokenizer_config.json", names);
        return TokenizerFile.Load(_folder.Path);
    }
}
