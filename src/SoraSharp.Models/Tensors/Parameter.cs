namespace SoraSharp.Models.Tensors;

/// <summary>A tensor that a network takes from its checkpoint.</summary>
/// <param name="Name">The full name in the checkpoint, for example <c>transformer_blocks.0.attn1.to_q.weight</c>.</param>
/// <param name="Shape">The shape that the configuration demands.</param>
public sealed record Parameter(string Name, IReadOnlyList<long> Shape)
{
    /// <inheritdoc />
    public override string ToString() => $"{Name} [{string.Join(", ", Shape)}]";
}

/// <summary>
/// Where a network declares its parameters: a name prefix and the list they go into.
/// Networks declare everything in their constructors, so that a configuration alone tells every tensor's name and shape.
/// </summary>
public sealed class ParameterScope
{
    private readonly string _prefix;
    private readonly Dictionary<string, Parameter> _declared;

    /// <summary>A scope without prefix and an empty list.</summary>
    public ParameterScope()
        : this("", [])
    {
    }

    private ParameterScope(string prefix, Dictionary<string, Parameter> declared)
    {
        _prefix = prefix;
        _declared = declared;
    }

    /// <summary>Every parameter declared so far in this scope and all that share its root, in order of declaration.</summary>
    public IReadOnlyCollection<Parameter> Declared => _declared.Values;

    /// <summary>The scope of a child module, <c>name.</c> appended to the prefix; dots make several levels.</summary>
    public ParameterScope this[string name] => new($"{_prefix}{name}.", _declared);

    /// <summary>The scope of a child in a list of modules.</summary>
    public ParameterScope this[int index] => new($"{_prefix}{index}.", _declared);

    /// <summary>Declares a parameter; declared twice with the same shape it is the same one.</summary>
    /// <exception cref="InvalidOperationException">The name is declared with another shape.</exception>
    public Parameter Declare(string name, params long[] shape)
    {
        string full = _prefix + name;
        if (!_declared.TryGetValue(full, out Parameter? parameter))
        {
            parameter = new Parameter(full, shape);
            _declared.Add(full, parameter);
        }
        else if (!parameter.Shape.SequenceEqual(shape))
        {
            throw new InvalidOperationException($"Parameter {parameter} is declared again with shape [{string.Join(", ", shape)}]; one name has one shape.");
        }

        return parameter;
    }
}
