using System.Text.Json;

namespace SoraSharp.Models.Checkpoints;

/// <summary>
/// The keys of a component's <c>config.json</c> as diffusers' classes read them: a key that is left out or null has the class's
/// default, and a single flag may stand for a list. Types are checked by <see cref="ModelConfig"/>. Immutable.
/// </summary>
internal sealed class ConfigValues
{
    private const int MaximumListLength = 4096;
    private readonly ModelConfig _config;

    /// <param name="config">The component's configuration.</param>
    public ConfigValues(ModelConfig config) => _config = config;

    /// <summary>Whether the key is there, even with the value null.</summary>
    public bool Has(string key) => _config.Has(key) || _config.IsNull(key);

    public int Int32(string key, int orElse, int minimum = 1) => Int32OrNull(key, minimum) ?? orElse;

    /// <summary>A number, or null where the key is left out or null.</summary>
    public int? Int32OrNull(string key, int minimum = 1) => _config.Has(key) ? (int)_config.GetInt64(key, null, minimum, int.MaxValue) : null;

    public double Double(string key, double orElse) => _config.Has(key) ? _config.GetDouble(key) : orElse;

    public bool Boolean(string key, bool orElse) => _config.Has(key) ? _config.GetBool(key) : orElse;

    public string String(string key, string orElse) => _config.Has(key) ? _config.GetString(key) : orElse;

    /// <summary>A text whose null means "none" and not the default.</summary>
    public string? StringOrNull(string key, string? orElse) => _config.GetStringOrNull(key, orElse);

    public IReadOnlyList<int> Int32s(string key, IReadOnlyList<int> orElse, int minimum = 1) =>
        _config.Has(key) ? ToInt32s(key, _config.GetInt64Array(key), minimum) : orElse;

    public IReadOnlyList<string> Strings(string key, IReadOnlyList<string> orElse) => _config.Has(key) ? _config.GetStringArray(key) : orElse;

    public IReadOnlyList<IReadOnlyList<int>> Int32Lists(string key, IReadOnlyList<IReadOnlyList<int>> orElse) =>
        _config.Has(key) ? [.. _config.GetInt64Arrays(key).Select(list => ToInt32s(key, list, 1))] : orElse;

    /// <summary>A list of flags; a single flag stands for <paramref name="count"/> equal ones.</summary>
    public IReadOnlyList<bool> Booleans(string key, int count, IReadOnlyList<bool> orElse)
    {
        if (!_config.Has(key)) return orElse;
        return _config.Json.GetProperty(key).ValueKind == JsonValueKind.Array ? _config.GetBoolArray(key) : [.. Enumerable.Repeat(_config.GetBool(key), count)];
    }

    private int[] ToInt32s(string key, long[] values, int minimum) =>
        values.Length <= MaximumListLength && values.All(value => value >= minimum && value <= int.MaxValue)
            ? Array.ConvertAll(values, value => (int)value)
            : throw _config.Wrong(key, $"it must be a list of at most {MaximumListLength} whole numbers of {minimum} or more");
}
