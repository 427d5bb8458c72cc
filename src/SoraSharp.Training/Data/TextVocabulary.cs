using System.Text.Json.Nodes;
using SoraSharp.Training.Components;
using SoraSharp.Worlds.Captions;

namespace SoraSharp.Training.Data;

/// <summary>
/// The words of all captions as token ids, and the same as a <c>tokenizer.json</c>. A run keeps the words it began with and appends
/// new ones, so that a resumed run's embeddings stay with their words. Immutable and thread-safe.
/// </summary>
internal sealed class TextVocabulary
{
    /// <summary>Rows of the embedding table: the special tokens, the words, and room for more.</summary>
    public const int TableSize = 768;

    public const int Padding = 0, End = 1, Begin = 2, Unknown = 3;
    private static readonly string[] Special = ["<pad>", "<eos>", "<bos>", "<unk>"];
    private readonly Dictionary<string, int> _ids;

    private TextVocabulary(IReadOnlyList<string> words)
    {
        if (Special.Length + words.Count > TableSize) throw new TrainingException($"Captions have {words.Count} words; the embedding table has room for {TableSize - Special.Length}. Enlarge it and train from the start.");
        _ids = Special.Concat(words).Select((word, id) => (word, id)).ToDictionary(entry => entry.word, entry => entry.id, StringComparer.Ordinal);
    }

    /// <summary>The empty caption, which stands for "anything".</summary>
    public static int[] Empty { get; } = [Begin];

    /// <summary>The vocabulary of a run: a line a word in <paramref name="path"/>, which is written where it lacks words.</summary>
    public static TextVocabulary OfRun(string path)
    {
        string[] known = File.Exists(path) ? File.ReadAllLines(path) : [];
        string[] words = [.. known, .. CaptionVocabulary.Words.Except(known)];
        if (words.Length > known.Length) File.WriteAllLines(path, words);
        return new TextVocabulary(words);
    }

    /// <summary>The caption's ids after the beginning.</summary>
    public int[] Encode(IReadOnlyList<string> words)
    {
        int[] ids = [Begin, .. words.Select(word => _ids.GetValueOrDefault(word, Unknown))];
        if (ids.Length > MiniFormat.TextTokens) throw new InvalidOperationException($"A caption has {words.Count} words; with {MiniFormat.TextTokens} text tokens {MiniFormat.TextTokens - 1} is the most: \"{string.Join(' ', words)}\".");
        return ids;
    }

    /// <summary><c>tokenizer_config.json</c>.</summary>
    public static JsonObject TokenizerConfig() => new()
    {
        ["tokenizer_class"] = "PreTrainedTokenizerFast",
        ["model_max_length"] = MiniFormat.TextTokens,
        ["padding_side"] = "left",
        ["pad_token"] = Special[Padding],
        ["eos_token"] = Special[End],
        ["bos_token"] = Special[Begin],
        ["unk_token"] = Special[Unknown],
    };

    /// <summary>A word-level <c>tokenizer.json</c>: lower case, parted at white space and punctuation.</summary>
    public JsonObject TokenizerJson() => new()
    {
        ["version"] = "1.0",
        ["truncation"] = null,
        ["padding"] = null,
        ["added_tokens"] = new JsonArray([.. Special.Select((token, id) => new JsonObject
        {
            ["id"] = id, ["content"] = token, ["single_word"] = false, ["lstrip"] = false, ["rstrip"] = false, ["normalized"] = false, ["special"] = true,
        })]),
        ["normalizer"] = new JsonObject { ["type"] = "Lowercase" },
        ["pre_tokenizer"] = new JsonObject
        {
            ["type"] = "Sequence",
            ["pretokenizers"] = new JsonArray(
                new JsonObject { ["type"] = "WhitespaceSplit" },
                new JsonObject { ["type"] = "Punctuation", ["behavior"] = "Removed" }),
        },
        ["post_processor"] = new JsonObject
        {
            ["type"] = "TemplateProcessing",
            ["single"] = new JsonArray(
                new JsonObject { ["SpecialToken"] = new JsonObject { ["id"] = Special[Begin], ["type_id"] = 0 } },
                new JsonObject { ["Sequence"] = new JsonObject { ["id"] = "A", ["type_id"] = 0 } }),
            ["pair"] = new JsonArray(
                new JsonObject { ["Sequence"] = new JsonObject { ["id"] = "A", ["type_id"] = 0 } },
                new JsonObject { ["Sequence"] = new JsonObject { ["id"] = "B", ["type_id"] = 1 } }),
            ["special_tokens"] = new JsonObject
            {
                [Special[Begin]] = new JsonObject { ["id"] = Special[Begin], ["ids"] = new JsonArray(Begin), ["tokens"] = new JsonArray(Special[Begin]) },
            },
        },
        ["decoder"] = null,
        ["model"] = new JsonObject
        {
            ["type"] = "WordLevel",
            ["vocab"] = new JsonObject(_ids.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)JsonValue.Create(entry.Value)))),
            ["unk_token"] = Special[Unknown],
        },
    };
}
