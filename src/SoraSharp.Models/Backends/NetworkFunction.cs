using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Backends;

/// <summary>The length of an input's axis: a number, or a name that stands for any length (equal names, equal lengths).</summary>
public readonly record struct AxisSpec
{
    /// <summary>A fixed length.</summary>
    public AxisSpec(long length) => Length = length;

    /// <summary>A length that may differ from run to run.</summary>
    public AxisSpec(string name) => Name = name;

    /// <summary>The fixed length, or null.</summary>
    public long? Length { get; }

    /// <summary>The name of the varying length, or null.</summary>
    public string? Name { get; }

    /// <summary>A fixed length.</summary>
    public static implicit operator AxisSpec(long length) => new(length);

    /// <summary>A named, varying length.</summary>
    public static implicit operator AxisSpec(string name) => new(name);

    /// <inheritdoc />
    public override string ToString() => Name ?? $"{Length}";
}

/// <summary>An input of a network function.</summary>
/// <param name="Name">The argument's name.</param>
/// <param name="Type">The elements' type.</param>
/// <param name="Shape">The axes.</param>
public sealed record InputSpec(string Name, ElementType Type, params IReadOnlyList<AxisSpec> Shape);

/// <summary>
/// One thing that a network can do (encode, decode, denoise), with its inputs. The body is written once and run by
/// every interpreter; it must not keep state between calls.
/// </summary>
/// <param name="Name">What it is called in messages, for example <c>vae.decode</c>.</param>
/// <param name="Inputs">The inputs; their order is not significant.</param>
/// <param name="Body">From inputs by name to outputs by name.</param>
public sealed record NetworkFunction(
    string Name,
    IReadOnlyList<InputSpec> Inputs,
    Func<NetworkValues, NetworkValues> Body);

/// <summary>The named inputs or outputs of a forward pass, and the interpreter that runs it.</summary>
public sealed class NetworkValues(Interpreter interpreter) : Dictionary<string, Tensor>(StringComparer.Ordinal)
{
    /// <summary>Who runs the pass.</summary>
    public Interpreter Interpreter { get; } = interpreter;

    /// <summary>The value, or null where it was not given.</summary>
    public Tensor? Optional(string name) => TryGetValue(name, out Tensor? value) ? value : null;
}
