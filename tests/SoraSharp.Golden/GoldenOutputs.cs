using SoraSharp.Models.Tensors;

namespace SoraSharp.Golden;

/// <summary>Outputs by name; <c>out.</c> before a name may be left away.</summary>
public sealed class GoldenOutputs
{
    public const string Prefix = "out.";

    private readonly Dictionary<string, GoldenValue> _values = new(StringComparer.Ordinal);

    /// <summary>No outputs yet.</summary>
    public GoldenOutputs()
    {
    }

    /// <summary>Outputs of a network function.</summary>
    public GoldenOutputs(IReadOnlyDictionary<string, HostTensor> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach ((string name, HostTensor value) in values) this[name] = value;
    }

    /// <summary>Every output by its full name.</summary>
    public IReadOnlyDictionary<string, GoldenValue> All => _values;

    /// <summary>An output.</summary>
    public GoldenValue this[string name]
    {
        get => _values[FullName(name)];
        set => _values[FullName(name)] = value;
    }

    public static implicit operator GoldenOutputs(Dictionary<string, HostTensor> values) => new(values);

    public GoldenValue? Find(string name) => _values.GetValueOrDefault(FullName(name));

    private static string FullName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(Prefix, StringComparison.Ordinal) ? name : Prefix + name;
    }
}
