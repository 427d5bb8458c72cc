using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Torch;

/// <summary>Compares given inputs with a function's specification.</summary>
internal static class InputCheck
{
    /// <exception cref="ArgumentException">An input is missing, unknown or of the wrong type or shape.</exception>
    public static void Validate(NetworkFunction function, IReadOnlyDictionary<string, HostTensor> inputs)
    {
        Dictionary<string, long> named = new(StringComparer.Ordinal);
        foreach (InputSpec spec in function.Inputs)
        {
            if (!inputs.TryGetValue(spec.Name, out HostTensor? value)) throw new ArgumentException($"{function.Name} was not given its input `{spec.Name}`; it takes {string.Join(", ", function.Inputs.Select(input => input.Name))}.");
            if (value.Type != spec.Type || value.Shape.Count != spec.Shape.Count || !spec.Shape.Zip(value.Shape).All(pair => Fits(pair.First, pair.Second, named)))
                throw new ArgumentException($"Input `{spec.Name}` of {function.Name} is {value}; it takes {spec.Type}[{string.Join(", ", spec.Shape)}], equal names having equal lengths.");
        }

        if (inputs.Keys.FirstOrDefault(name => function.Inputs.All(spec => spec.Name != name)) is { } unknown)
            throw new ArgumentException($"{function.Name} has no input `{unknown}`; it takes {string.Join(", ", function.Inputs.Select(input => input.Name))}.");
    }

    private static bool Fits(AxisSpec axis, long length, Dictionary<string, long> named)
    {
        if (axis.Length is { } known) return known == length;
        return named.TryAdd(axis.Name!, length) || named[axis.Name!] == length;
    }
}
