using System.Text.Json;

namespace SoraSharp.Models.Checkpoints;

/// <summary>
/// A configuration as JSON with typed access. A key that the file omits has the default of the class it configures;
/// a key that is there must have the right type. Immutable and thread-safe.
/// </summary>
public sealed class ModelConfig
{
    /// <summary>The longest configuration that is read, in bytes.</summary>
    internal const int MaximumBytes = 16 << 20;

    /// <summary>The largest width, count or size that <see cref="GetSize"/> accepts.</summary>
    private const long MaximumSize = 1L << 24;

    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    private readonly JsonElement _root;
    private readonly string _path;

    private ModelConfig(JsonElement root, string source, string path)
    {
        _root = root;
        Source = source;
        _path = path;
    }

    /// <summary>The file it was read from, for messages.</summary>
    public string Source { get; }

    /// <summary>The JSON object.</summary>
    public JsonElement Json => _root;

    /// <summary>Reads a JSON object. Python's bare NaN and Infinity are let pass, and refused where they are asked for.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="source">What to call it in messages.</param>
    /// <exception cref="CheckpointException">It is not JSON, not an object, nested more than 32 deep or has a key twice.</exception>
    public static ModelConfig Parse(ReadOnlyMemory<byte> json, string source)
    {
        try
        {
            if (json.Span.StartsWith("\uFEFF"u8)) json = json[3..];
            return FromElement(JsonElement.Parse(PythonJson.Standardise(json).Span, s_options), source);
        }
        catch (JsonException e)
        {
            throw new CheckpointException($"{source} is not a JSON object that can be read: {e.Message}", e);
        }
    }

    /// <summary>Takes a JSON object that was read elsewhere.</summary>
    /// <exception cref="CheckpointException">It is not an object.</exception>
    public static ModelConfig FromElement(JsonElement element, string source) => element.ValueKind == JsonValueKind.Object
        ? new(element, source, "")
        : throw new CheckpointException($"{source} holds {Describe(element)}; it must be a JSON object.");

    /// <summary>Whether the key is there and not null.</summary>
    public bool Has(string key) => Find(key) is { ValueKind: not JsonValueKind.Null };

    /// <summary>Whether the key is there and null: diffusers writes None so, which is not the same as leaving it to the default.</summary>
    public bool IsNull(string key) => Find(key) is { ValueKind: JsonValueKind.Null };

    /// <summary>A whole number.</summary>
    /// <param name="key">The key.</param>
    /// <param name="defaultValue">What an omitted key means; without it the key is required.</param>
    /// <param name="minimum">The smallest value allowed.</param>
    /// <param name="maximum">The largest value allowed.</param>
    /// <exception cref="CheckpointException">The key is missing, not a whole number or out of range.</exception>
    public long GetInt64(string key, long? defaultValue = null, long minimum = long.MinValue, long maximum = long.MaxValue)
    {
        if (Find(key) is not { } element) return defaultValue ?? throw Missing(key);
        long value = Whole(key, element);
        return value >= minimum && value <= maximum ? value : throw Wrong(key, element, $"it must be from {minimum} to {maximum}");
    }

    /// <summary>A width, count or size: a whole number from 1 to 16,777,216.</summary>
    /// <exception cref="CheckpointException">The key is missing, not a whole number or out of range.</exception>
    public int GetSize(string key, int? defaultValue = null) => (int)GetInt64(key, defaultValue, 1, MaximumSize);

    /// <summary>A whole number, or null where the file says null.</summary>
    /// <exception cref="CheckpointException">The value is neither.</exception>
    public long? GetInt64OrNull(string key, long? defaultValue = null) => Find(key) switch
    {
        null => defaultValue,
        { ValueKind: JsonValueKind.Null } => null,
        { } element => Whole(key, element),
    };

    /// <summary>A number.</summary>
    /// <exception cref="CheckpointException">The key is missing, or not a number.</exception>
    public double GetDouble(string key, double? defaultValue = null)
    {
        if (Find(key) is not { } element) return defaultValue ?? throw Missing(key);
        return Number(key, element);
    }

    /// <summary>A number, or null where the file says null.</summary>
    /// <exception cref="CheckpointException">The value is neither.</exception>
    public double? GetDoubleOrNull(string key, double? defaultValue = null) => Find(key) switch
    {
        null => defaultValue,
        { ValueKind: JsonValueKind.Null } => null,
        { } element => Number(key, element),
    };

    /// <summary>True or false.</summary>
    /// <exception cref="CheckpointException">The key is missing, or neither.</exception>
    public bool GetBool(string key, bool? defaultValue = null) => Find(key) switch
    {
        null => defaultValue ?? throw Missing(key),
        { } element => Flag(key, element),
    };

    /// <summary>A string.</summary>
    /// <exception cref="CheckpointException">The key is missing, or not a string.</exception>
    public string GetString(string key, string? defaultValue = null) => Find(key) switch
    {
        null => defaultValue ?? throw Missing(key),
        { } element => Text(key, element),
    };

    /// <summary>A string, or null where the file says null.</summary>
    /// <exception cref="CheckpointException">The value is neither.</exception>
    public string? GetStringOrNull(string key, string? defaultValue = null) => Find(key) switch
    {
        null => defaultValue,
        { ValueKind: JsonValueKind.Null } => null,
        { } element => Text(key, element),
    };

    /// <summary>A list of whole numbers.</summary>
    /// <exception cref="CheckpointException">The key is missing, or not such a list.</exception>
    public long[] GetInt64Array(string key, long[]? defaultValue = null) => List(key, defaultValue, Whole);

    /// <summary>A list of numbers.</summary>
    /// <exception cref="CheckpointException">The key is missing, or not such a list.</exception>
    public double[] GetDoubleArray(string key, double[]? defaultValue = null) => List(key, defaultValue, Number);

    /// <summary>A list of true and false.</summary>
    /// <exception cref="CheckpointException">The key is missing, or not such a list.</exception>
    public bool[] GetBoolArray(string key, bool[]? defaultValue = null) => List(key, defaultValue, Flag);

    /// <summary>A list of strings.</summary>
    /// <exception cref="CheckpointException">The key is missing, or not such a list.</exception>
    public string[] GetStringArray(string key, string[]? defaultValue = null) => List(key, defaultValue, Text);

    /// <summary>A list of lists of whole numbers.</summary>
    /// <exception cref="CheckpointException">The key is missing, or not such a list.</exception>
    public long[][] GetInt64Arrays(string key, long[][]? defaultValue = null) =>
        List(key, defaultValue, (k, e) => Items(k, e, Whole));

    /// <summary>A nested object, or null where the key is missing or null.</summary>
    /// <exception cref="CheckpointException">The value is something else.</exception>
    public ModelConfig? GetObjectOrNull(string key) => Find(key) switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.Object } element => new ModelConfig(element, Source, $"{_path}{key}."),
        { } element => throw Wrong(key, element, "it must be an object"),
    };

    /// <summary>A nested object.</summary>
    /// <exception cref="CheckpointException">The key is missing, or not an object.</exception>
    public ModelConfig GetObject(string key) => GetObjectOrNull(key) ?? throw Missing(key);

    /// <summary>A list of objects; missing or null is an empty one.</summary>
    /// <exception cref="CheckpointException">The value is something else.</exception>
    public IReadOnlyList<ModelConfig> GetObjects(string key)
    {
        if (!Has(key)) return [];
        return List(key, null, (k, e) => e.ValueKind == JsonValueKind.Object ? new ModelConfig(e, Source, $"{_path}{k}.") : throw Wrong(k, e, "it must be an object"));
    }

    /// <summary>An error about a value that has the right type but cannot be used.</summary>
    /// <param name="key">The key.</param>
    /// <param name="rule">What the value must be, for example <c>it must divide hidden_size</c>.</param>
    public CheckpointException Wrong(string key, string rule) =>
        Find(key) is { } element ? Wrong(key, element, rule) : new CheckpointException($"{Source}: {_path}{key} is omitted; {rule}.");

    private JsonElement? Find(string key) => _root.TryGetProperty(key, out JsonElement element) ? element : null;

    private long Whole(string key, JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Number)
        {
            if (element.TryGetInt64(out long value)) return value;
            // Python writes 1.0 for what may be a whole number.
            if (element.TryGetDouble(out double number) && number == Math.Floor(number) && Math.Abs(number) < 1L << 53) return (long)number;
        }

        throw Wrong(key, element, "it must be a whole number");
    }

    private double Number(string key, JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out double value) && double.IsFinite(value)
            ? value
            : throw Wrong(key, element, "it must be a number");

    private bool Flag(string key, JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(key, element, "it must be true or false"),
    };

    private string Text(string key, JsonElement element) =>
        element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Wrong(key, element, "it must be a string");

    private T[] List<T>(string key, T[]? defaultValue, Func<string, JsonElement, T> item) => Find(key) switch
    {
        null => defaultValue is null ? throw Missing(key) : [.. defaultValue],
        { } element => Items(key, element, item),
    };

    private T[] Items<T>(string key, JsonElement element, Func<string, JsonElement, T> item) =>
        element.ValueKind == JsonValueKind.Array
            ? [.. element.EnumerateArray().Select((e, i) => item($"{key}[{i}]", e))]
            : throw Wrong(key, element, "it must be a list");

    private CheckpointException Missing(string key) => new($"{Source}: {_path}{key} is missing; it is required.");

    private CheckpointException Wrong(string key, JsonElement element, string rule) =>
        new($"{Source}: {_path}{key} is {Describe(element)}; {rule}.");

    private static string Describe(JsonElement element)
    {
        string text = element.GetRawText();
        return text.Length <= 100 ? text : $"{text[..100]}…";
    }
}
