using System.Collections;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Golden;

/// <summary>Outputs by name; <c>out.</c> before a name may be left away.</summary>
public sealed class GoldenOutputs : IReadOnlyCollection<KeyValuePair<string, GoldenValue>>
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
        foreach ((string name, HostTensor value) in values) Add(name, value);
    }

    public int Count => _values.Count;

    public static implicit operator GoldenOutputs(Dictionary<string, HostTensor> values) => new(values);

    public void Add(string name, GoldenValue value) => _values.Add(FullName(name), value);

    public GoldenValue? Find(string name) => _values.GetValueOrDefault(FullName(name));

    public IEnumerator<KeyValuePair<string, GoldenValue>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static string FullName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(Prefix, StringComparison.Ordinal) ? name : Prefix + name;
    }
}
