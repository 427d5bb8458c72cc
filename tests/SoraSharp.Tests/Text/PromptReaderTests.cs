using SoraSharp.Models.Tokenizers;
using SoraSharp.Text;
using Xunit;

namespace SoraSharp.Tests.Text;

public sealed class PromptReaderTests
{
    private static readonly ITokenizer ClosedVocabulary = Load("""
        {
          "normalizer": { "type": "Lowercase" },
          "pre_tokenizer": { "type": "Whitespace" },
          "model": { "type": "WordLevel", "unk_token": "[unk]", "vocab": { "[pad]": 0, "[unk]": 1, "a": 2, "red": 3, "orange": 4, "ball": 5, "bounces": 6, "and": 7, "the": 8 } },
          "added_tokens": [ { "id": 0, "content": "[pad]", "special": true }, { "id": 1, "content": "[unk]", "special": true } ]
        }
        """);

    private static readonly Dictionary<string, string> Synonyms = new() { ["ginger"] = "orange", ["jumps"] = "bounces" };

    [Fact]
    public void Known_words_are_left_as_they_are()
    {
        ReadPrompt read = new PromptReader(ClosedVocabulary, Synonyms, dropsUnknown: true).Read("A Red ball bounces");

        Assert.Equal("A Red ball bounces", read.Text);
        Assert.Empty(read.UnknownWords);
        Assert.Empty(read.Substitutions);
    }

    [Fact]
    public void Unknown_words_are_reported_once_each_in_order()
    {
        ReadPrompt read = new PromptReader(ClosedVocabulary, Synonyms, dropsUnknown: true).Read("A red zeppelin, a Quokka; and the zeppelin bounces!");

        Assert.Equal(["zeppelin", "Quokka"], read.UnknownWords);
        Assert.Equal("A red a and the bounces", read.Text);
    }

    [Fact]
    public void Unknown_words_stay_where_the_model_has_a_token_for_them()
    {
        ReadPrompt read = new PromptReader(ClosedVocabulary, Synonyms, dropsUnknown: false).Read("a red zeppelin");

        Assert.Equal("a red zeppelin", read.Text);
        Assert.Equal(["zeppelin"], read.UnknownWords);
    }

    [Fact]
    public void Synonyms_stand_for_unknown_words()
    {
        ReadPrompt read = new PromptReader(ClosedVocabulary, Synonyms, dropsUnknown: true).Read("a Ginger ball jumps");

        Assert.Equal("a orange ball bounces", read.Text);
        Assert.Equal([new("Ginger", "orange"), new("jumps", "bounces")], read.Substitutions);
        Assert.Empty(read.UnknownWords);
    }

    [Fact]
    public void A_long_text_of_unknown_words_is_read_in_reasonable_time()
    {
        string text = string.Join(' ', Enumerable.Range(0, 4000).Select(i => $"w{i % 50}"));

        Assert.Equal(50, new PromptReader(ClosedVocabulary, Synonyms, dropsUnknown: true).Read(text).UnknownWords.Count);
    }

    private static ITokenizer Load(string json)
    {
        string folder = Directory.CreateTempSubdirectory("sorasharp-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "tokenizer.json"), json);
            File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), """{ "pad_token": "[pad]", "unk_token": "[unk]" }""");
            return TokenizerFile.Load(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
