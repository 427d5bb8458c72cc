using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Layers;

/// <summary>How the two numbers of a pair that rotary embedding turns lie in memory.</summary>
public enum RotaryLayout
{
    /// <summary>The first half of a head holds the first numbers, the second half the second ones.</summary>
    Split,

    /// <summary>The two numbers lie side by side.</summary>
    Interleaved,
}

/// <summary>
/// Cosines and sines that turn pairs of numbers by their token's position (Su et al. 2021, RoFormer).
/// Both are [1 or B, L, groups, pairs]; a group is a stretch of the last axis within which <paramref name="Layout"/> holds.
/// </summary>
internal sealed record RotaryTable(Tensor Cos, Tensor Sin, RotaryLayout Layout)
{
    /// <summary>Turns x [B, L, groups·2·pairs]; the table's groups are x's.</summary>
    public Tensor Rotate(Tensor x) => Rotate(x, Cos.Shape[2]);

    /// <summary>Turns x [B, L, groups·2·pairs], where a table of one group serves every group of x.</summary>
    public Tensor Rotate(Tensor x, Dim groups) => x.Interpreter.Rotate(x, Cos, Sin, groups, Layout == RotaryLayout.Interleaved);
}
