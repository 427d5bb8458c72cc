namespace SoraSharp.Models.Tensors;

/// <summary>The type of a tensor's elements, as stored in a checkpoint or computed with.</summary>
public enum ElementType
{
    /// <summary>IEEE 754 single precision, the type networks compute in.</summary>
    Float32,

    /// <summary>IEEE 754 half precision; a storage type.</summary>
    Float16,

    /// <summary>The upper half of a <see cref="Float32"/>; a storage type.</summary>
    BFloat16,

    /// <summary>Signed 64-bit integers: token ids, positions, indices.</summary>
    Int64,

    /// <summary>True or false, one byte each.</summary>
    Bool,
}

/// <summary>Facts about <see cref="ElementType"/>.</summary>
public static class ElementTypeExtensions
{
    /// <summary>The size of one element, in bytes.</summary>
    public static int ByteSize(this ElementType type) => type switch
    {
        ElementType.Float32 => 4,
        ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Int64 => 8,
        ElementType.Bool => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type."),
    };
}
