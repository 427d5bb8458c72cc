using System.Text;
using System.Text.Json;
using SoraSharp.Golden;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tests.Checkpoints;
using SoraSharp.Models.Tokenizers;
using Xunit;

namespace SoraSharp.Models.Tests.Tokenizers;

/// <summary>Byte pairs with byte fallback. That the ids are the reference's is a golden case.</summary>
public sealed class GemmaTokenizerTests
{
    private static readonly ITokenizer s_tokenizer = TokenizerFile.Load(Path.Combine(GoldenCases.Repository, "ltx2", "checkpoints", "tokenizer"));

    [Fact]
    public void A_text_of_100000_characters_is_encoded_and_cut_off()
    {
        string text = string.Concat(Enumerable.Repeat("wörd 你好 quick ", 8_000));
        Assert.True(text.Length > 100_000);
        long[] all = s_tokenizer.Encode(text);
        Assert.True(all.Length > 10_000);
        Assert.Equal(all[..1024], s_tokenizer.Encode(text, 1024));
        Assert.NotEmpty(s_tokenizer.Encode(new string('a', 200_000)));
        Assert.NotEmpty(s_tokenizer.Encode(new string('\n', 200_000)));
        Assert.NotEmpty(s_tokenizer.Encode(new string('<', 200_000)));
    }

    [Fact]
    public void Lone_surrogates_and_every_character_of_the_first_plane_are_encoded()
    {
        Assert.Equal(s_tokenizer.Encode("\uFFFD"), s_tokenizer.Encode("\uD800"));
        Assert.Equal(s_tokenizer.Encode("a\uFFFDb\uFFFD"), s_tokenizer.Encode("a\uDC00b\uD83D"));
        StringBuilder all = new();
        for (int i = 0; i < 0xD800; i++) all.Append((char)i);
        Assert.NotEmpty(s_tokenizer.Encode(all.ToString()));
        Assert.Empty(s_tokenizer.UnknownParts(all.ToString()));
    }

    [Fact]
    public void Many_threads_get_the_same_ids()
    {
        string[] texts = [.. Enumerable.Range(0, 64).Select(i => $"The {i}th fox, 你好 <b>\n\n{new string('x', i)}")];
        long[][] alone = [.. texts.Select(t => s_tokenizer.Encode(t))];
        Parallel.For(0, 640, i => Assert.Equal(alone[i % 64], s_tokenizer.Encode(texts[i % 64])));
    }

    [Fact]
    public void The_names_of_special_tokens_are_found() =>
        Assert.Equal((0, 2, 1, 3), (s_tokenizer.PadId, s_tokenizer.BosId, s_tokenizer.EosId, s_tokenizer.UnknownId));

    [Theory]
    [InlineData("\"merges\": [[\"a\", \"b\"]]", "abab", new long[] { 4, 4 })]
    [InlineData("\"merges\": [\"a b\"]", "abab", new long[] { 4, 4 })]
    [InlineData("\"merges\": [\"b a\", \"a b\"]", "abab", new long[] { 1, 5, 2 })]
    [InlineData("\"merges\": []", "abzza", new long[] { 1, 2, 0, 0, 1 })]
    [InlineData("\"merges\": [], \"fuse_unk\": true", "zzabzza", new long[] { 0, 1, 2, 0, 1 })]
    [InlineData("\"merges\": [], \"byte_fallback\": true", "aZb", new long[] { 1, 3, 2 })]
    [InlineData("\"merges\": [], \"ignore_merges\": true", "ab", new long[] { 4 })]
    public void Merges_unknowns_and_bytes_follow_the_file(string settings, string text, long[] ids) => Assert.Equal(ids, Small(settings).Encode(text));

    [Theory]
    [InlineData("\"merges\": [[\"a\", \"z\"]]", "model.merges[0]")]
    [InlineData("\"merges\": [\"ab\"]", "model.merges[0]")]
    [InlineData("\"merges\": [[\"a\"]]", "model.merges[0]")]
    [InlineData("\"merges\": [5]", "model.merges[0]")]
    [InlineData("\"merges\": 5", "merges is 5")]
    [InlineData("\"vocab_only\": 1", "merges is omitted")]
    [InlineData("\"merges\": [], \"dropout\": 0.1", "only null and 0 are known")]
    [InlineData("\"merges\": [], \"continuing_subword_prefix\": \"##\"", "only null is known")]
    public void Damaged_rules_are_refused(string settings, string reason) =>
        Assert.Contains(reason, Assert.Throws<CheckpointException>(() => Small(settings)).Message, StringComparison.Ordinal);

    [Fact]
    public void Added_tokens_obey_their_flags()
    {
        ITokenizer tokenizer = Small("\"merges\": []", """
            {"id": 10, "content": "ab", "single_word": true, "normalized": false},
            {"id": 11, "content": "<x>", "lstrip": true, "rstrip": true, "normalized": false},
            {"id": 12, "content": "<xx>", "normalized": false}
            """);
        Assert.Equal([10], tokenizer.Encode("ab"));
        Assert.Equal([1, 2, 1, 2], tokenizer.Encode("abab"));
        Assert.Equal([1, 11, 2], tokenizer.Encode("a  <x>  b"));
        Assert.Equal([12, 11], tokenizer.Encode("<xx><x>"));
    }

    [Fact]
    public void The_queue_merges_as_one_merge_at_a_time_does()
    {
        // Rules at random over three letters; the plain way looks for the earliest rule's leftmost place again and again.
        Random random = new(5);
        for (int round = 0; round < 40; round++)
        {
            List<string> pieces = ["a", "b", "c"];
            List<(string Left, string Right)> rules = [];
            while (rules.Count < 12)
            {
                (string Left, string Right) rule = (pieces[random.Next(pieces.Count)], pieces[random.Next(pieces.Count)]);
                if (rules.Contains(rule)) continue;
                rules.Add(rule);
                if (!pieces.Contains(rule.Left + rule.Right)) pieces.Add(rule.Left + rule.Right);
            }

            using TemporaryFolder folder = new();
            folder.Write("tokenizer.json", JsonSerializer.Serialize(new
            {
                model = new { type = "BPE", vocab = pieces.Select((p, i) => (p, i)).ToDictionary(p => p.p, p => p.i), merges = rules.Select(r => new[] { r.Left, r.Right }) },
            }));
            ITokenizer tokenizer = TokenizerFile.Load(folder.Path);
            for (int i = 0; i < 20; i++)
            {
                string text = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => "abc"[random.Next(3)]));
                Assert.Equal(Plain(text).Select(p => (long)pieces.IndexOf(p)), tokenizer.Encode(text));
            }

            List<string> Plain(string text)
            {
                List<string> parts = [.. text.Select(c => c.ToString())];
                while (true)
                {
                    (int rank, int at) = Enumerable.Range(0, Math.Max(parts.Count - 1, 0)).Select(i => (Rank: rules.IndexOf((parts[i], parts[i + 1])), At: i))
                        .Where(m => m.Rank >= 0).DefaultIfEmpty((-1, -1)).Min();
                    if (rank < 0) return parts;
                    parts[at] += parts[at + 1];
                    parts.RemoveAt(at + 1);
                }
            }
        }
    }

    private static ITokenizer Small(string settings, string added = "")
    {
        using TemporaryFolder folder = new();
        folder.Write("tokenizer.json", $$"""
            {"added_tokens": [{{added}}], "model": {"type": "BPE", "unk_token": "?", "vocab": {"?": 0, "a": 1, "b": 2, "<0x5A>": 3, "ab": 4, "ba": 5}, {{settings}} } }
            """);
        return TokenizerFile.Load(folder.Path);
    }
}
