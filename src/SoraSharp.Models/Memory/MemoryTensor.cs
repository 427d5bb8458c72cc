using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Memory;

/// <summary>A value of which only the size is known, and where its bytes lie.</summary>
internal sealed class MemoryTensor(MemoryInterpreter interpreter, ElementType type, long[] lengths, int storage) : Tensor
{
    /// <summary>The allocation that holds the elements; several tensors share one where a shape alone changes. Negative for weights and constants, which are not allocated by the pass.</summary>
    public int Storage { get; set; } = storage;

    public long[] Lengths => lengths;

    /// <summary>The number of bytes.</summary>
    public long Bytes => checked(lengths.Aggregate(1L, (product, length) => product * length) * type.ByteSize());

    public override Interpreter Interpreter => interpreter;

    public override ElementType Type => type;

    public override IReadOnlyList<Dim> Shape { get; } = [.. lengths.Select(length => (Dim)length)];
}
