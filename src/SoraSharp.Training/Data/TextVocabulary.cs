using System.Text.Json.Nodes;
using SoraSharp.Training.Components;
using SoraSharp.Worlds.Captions;

namespace SoraSharp.Training.Data;

/// <summary>The words of all captions as token ids, and the same as a <c>tokenizer.json</c>. Immutable and thread-safe.</summary>
internal static class TextVocabulary
{
    public const int Padding = 0, End = 1, Begin = 2, Unknown = 3;
    private static readonly string[] Special = ["<pad>", "<eos>", "<bos>", "<unk>"];
    private static readonly Dictionary<string, int> Ids = Special.Concat(CaptionVocabulary.Words).Select((word, id) => (word, id)).ToDictionary(entry => entry.word, entry => entry.id, StringComparer.Ordinal);

    /// <summary>The number of ids.</summary>
    public static int Count => Ids.Count;

    /// <summary>The caption's ids after the beginning; no words give the empty caption, which stands for "anything".</summary>
    public static int[] Encode(IReadOnlyList<string> words)
    {
        int[] ids = [Begin, .. words.Select(word => Ids.GetValueOrDefault(word, Unknown))];
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
    public static JsonObject TokenizerJson() => new()
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
            ["vocab"] = new JsonObject(Ids.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)JsonValue.Create(entry.Value)))),
            ["unk_token"] = Special[Unknown],
        },
    };
}
