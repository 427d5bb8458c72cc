using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Checkpoints;

/// <summary>A tensor as a safetensors header describes it.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Dtype">The type as the file spells it, for example <c>BF16</c>.</param>
/// <param name="Shape">The length of every axis.</param>
/// <param name="Offset">Where the bytes begin, counted from the end of the header.</param>
/// <param name="ByteLength">The number of bytes.</param>
public sealed record SafetensorsEntry(string Name, string Dtype, IReadOnlyList<long> Shape, long Offset, long ByteLength)
{
    /// <summary>The element type, or null where networks do not compute with it (integers other than 64 bit, float64, float8).</summary>
    public ElementType? Type => Dtype switch
    {
        "F32" => ElementType.Float32,
        "F16" => ElementType.Float16,
        "BF16" => ElementType.BFloat16,
        "I64" => ElementType.Int64,
        "BOOL" => ElementType.Bool,
        _ => null,
    };

    /// <summary>The size of an element of a type, or null for a name that the format does not define.</summary>
    internal static int? SizeOf(string dtype) => dtype switch
    {
        "BOOL" or "U8" or "I8" or "F8_E4M3" or "F8_E5M2" or "F8_E8M0" => 1,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "F32" or "I32" or "U32" => 4,
        "F64" or "I64" or "U64" or "C64" => 8,
        _ => null,
    };

    /// <summary>The name of a type in the file.</summary>
    internal static string DtypeOf(ElementType type) => type switch
    {
        ElementType.Float32 => "F32",
        ElementType.Float16 => "F16",
        ElementType.BFloat16 => "BF16",
        ElementType.Int64 => "I64",
        ElementType.Bool => "BOOL",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type."),
    };
}
