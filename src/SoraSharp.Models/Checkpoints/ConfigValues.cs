using System.Text.Json;

namespace SoraSharp.Models.Checkpoints;

/// <summary>
/// The keys of a component's <c>config.json</c>, read with the defaults that the reference class has for keys left out.
/// Immutable.
/// </summary>
internal sealed class ConfigValues
{
    private const int MaximumListLength = 4096;
    private readonly JsonElement _root;

    /// <param name="root">The file's root object.</param>
    /// <exception cref="CheckpointException">It is not an object.</exception>
    public ConfigValues(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) throw new CheckpointException($"A component's config.json holds a JSON {root.ValueKind}; it must be an object of keys and values.");
        _root = root;
    }

    /// <summary>Whether the key is there, even with the value null.</summary>
    public bool Has(string key) => _root.TryGetProperty(key, out _);

    public int Int32(string key, int orElse, int minimum = 1) => TryGet(key, out JsonElement value) ? Int32(key, value, minimum) : orElse;

    /// <summary>A number, or null where the key is left out or null.</summary>
    public int? Int32OrNull(string key, int minimum = 1) => TryGet(key, out JsonElement value) ? Int32(key, value, minimum) : null;

    public double Double(string key, double orElse) =>
        !TryGet(key, out JsonElement value) ? orElse
        : value.ValueKind == JsonValueKind.Number ? value.GetDouble()
        : throw Wrong(key, value, "a number");

    public bool Boolean(string key, bool orElse) => TryGet(key, out JsonElement value) ? Boolean(key, value) : orElse;

    public string String(string key, string orElse) => TryGet(key, out JsonElement value) ? String(key, value) : orElse;

    /// <summary>A text whose null means "none" and not the default.</summary>
    public string? StringOrNull(string key, string? orElse) =>
        !_root.TryGetProperty(key, out JsonElement value) ? orElse
        : value.ValueKind == JsonValueKind.Null ? null
        : String(key, value);

    public IReadOnlyList<int> Int32s(string key, IReadOnlyList<int> orElse, int minimum = 1) =>
        TryGet(key, out JsonElement value) ? [.. Items(key, value).Select(item => Int32(key, item, minimum))] : orElse;

    public IReadOnlyList<string> Strings(string key, IReadOnlyList<string> orElse) =>
        TryGet(key, out JsonElement value) ? [.. Items(key, value).Select(item => String(key, item))] : orElse;

    public IReadOnlyList<IReadOnlyList<int>> Int32Lists(string key, IReadOnlyList<IReadOnlyList<int>> orElse) =>
        TryGet(key, out JsonElement value) ? [.. Items(key, value).Select(item => (IReadOnlyList<int>)[.. Items(key, item).Select(inner => Int32(key, inner, 1))])] : orElse;

    /// <summary>A list of flags; a single flag stands for <paramref name="count"/> equal ones.</summary>
    public IReadOnlyList<bool> Booleans(string key, int count, IReadOnlyList<bool> orElse) =>
        !TryGet(key, out JsonElement value) ? orElse
        : value.ValueKind == JsonValueKind.Array ? [.. Items(key, value).Select(item => Boolean(key, item))]
        : [.. Enumerable.Repeat(Boolean(key, value), count)];

    private bool TryGet(string key, out JsonElement value) => _root.TryGetProperty(key, out value) && value.ValueKind != JsonValueKind.Null;

    private static int Int32(string key, JsonElement value, int minimum) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= minimum ? number : throw Wrong(key, value, $"a whole number of {minimum} or more");

    private static bool Boolean(string key, JsonElement value) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(key, value, "true or false");

    private static string String(string key, JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(key, value, "a text");

    private static JsonElement[] Items(string key, JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= MaximumListLength ? [.. value.EnumerateArray()] : throw Wrong(key, value, $"a list of at most {MaximumListLength} items");

    private static CheckpointException Wrong(string key, JsonElement value, string rule)
    {
        string text = value.GetRawText();
        return new CheckpointException($"Key {key} of config.json is {(text.Length > 80 ? text[..80] + "…" : text)}; it must be {rule}. Check that the folder holds the component it is used as.");
    }
}
