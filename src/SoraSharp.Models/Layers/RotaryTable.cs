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
    public Tensor Rotate(Tensor x, Dim groups)
    {
        Dim pairs = Cos.Shape[3];
        Tensor grouped = x.Reshape(x.Shape[0], x.Shape[1], groups, pairs * 2);
        Tensor first = Layout == RotaryLayout.Split ? grouped.Slice(-1, 0, pairs) : grouped.Stride(-1, 0, 2);
        Tensor second = Layout == RotaryLayout.Split ? grouped.Slice(-1, pairs) : grouped.Stride(-1, 1, 2);
        Tensor turnedFirst = first * Cos - second * Sin;
        Tensor turnedSecond = second * Cos + first * Sin;
        Tensor turned = Layout == RotaryLayout.Split
            ? x.Interpreter.Concat(3, turnedFirst, turnedSecond)
            : x.Interpreter.Stack(4, turnedFirst, turnedSecond);
        return turned.Reshape([.. x.Shape]);
    }
}
