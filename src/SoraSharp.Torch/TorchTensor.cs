using SoraSharp.Models.Tensors;
using TorchSharp;
using Tensor = SoraSharp.Models.Tensors.Tensor;

namespace SoraSharp.Torch;

/// <summary>A value computed by TorchSharp. Reduced-precision values count as float32: their width is the interpreter's choice.</summary>
internal sealed class TorchTensor : Tensor
{
    private readonly TorchInterpreter _interpreter;

    internal TorchTensor(TorchInterpreter interpreter, torch.Tensor value)
    {
        _interpreter = interpreter;
        Value = value;
        Shape = [.. value.shape.Select(length => (Dim)length)];
    }

    /// <summary>The numbers.</summary>
    public torch.Tensor Value { get; }

    /// <inheritdoc />
    public override Interpreter Interpreter => _interpreter;

    /// <inheritdoc />
    public override ElementType Type => Value.dtype switch
    {
        torch.ScalarType.Int64 => ElementType.Int64,
        torch.ScalarType.Bool => ElementType.Bool,
        _ => ElementType.Float32,
    };

    /// <inheritdoc />
    public override IReadOnlyList<Dim> Shape { get; }
}
