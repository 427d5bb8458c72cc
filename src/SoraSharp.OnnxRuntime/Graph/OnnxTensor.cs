using SoraSharp.Models.Tensors;

namespace SoraSharp.OnnxRuntime.Graph;

/// <summary>A named value of the graph being emitted.</summary>
internal sealed class OnnxTensor : Tensor
{
    private readonly OnnxInterpreter _interpreter;
    private readonly Dim[] _shape;

    /// <param name="interpreter">The graph's interpreter.</param>
    /// <param name="name">The value's name in the graph.</param>
    /// <param name="type">The elements' type.</param>
    /// <param name="shape">The lengths; null ones are read from the value itself when something asks for them.</param>
    public OnnxTensor(OnnxInterpreter interpreter, string name, ElementType type, params ReadOnlySpan<Dim?> shape)
    {
        _interpreter = interpreter;
        Name = name;
        Type = type;
        _shape = new Dim[shape.Length];
        for (int axis = 0; axis < shape.Length; axis++)
        {
            _shape[axis] = shape[axis] ?? Dim.FromSymbol(new OnnxDim(interpreter, this, axis));
        }
    }

    public string Name { get; }

    public override Interpreter Interpreter => _interpreter;

    public override ElementType Type { get; }

    public override IReadOnlyList<Dim> Shape => _shape;
}

/// <summary>A length that the graph computes when it runs: an int64 value with one element.</summary>
internal sealed class OnnxDim : DimSymbol
{
    private readonly OnnxInterpreter _interpreter;
    private readonly OnnxTensor? _owner;
    private readonly int _axis;
    private string? _value;

    public OnnxDim(OnnxInterpreter interpreter, OnnxTensor owner, int axis)
    {
        _interpreter = interpreter;
        _owner = owner;
        _axis = axis;
    }

    public OnnxDim(OnnxInterpreter interpreter, string value)
    {
        _interpreter = interpreter;
        _value = value;
    }

    /// <summary>The name of the int64 value; emitted on first use.</summary>
    public string Value => _value ??= _interpreter.EmitLength(_owner!, _axis);

    public override Dim Combine(DimOperation operation, Dim left, Dim right) => _interpreter.CombineLengths(operation, left, right);
}
