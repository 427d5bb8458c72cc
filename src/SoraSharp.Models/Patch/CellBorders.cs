using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Patch;

/// <summary>
/// Smooths small steps at the borders of cells, which are decoded each on its own: two pixels on either side become an even ramp. The larger
/// a step the less it is touched, and one of the threshold or more not at all: it is an edge of what is shown. After the idea of
/// H.264's deblocking filter (List et al. 2003).
/// </summary>
internal static class CellBorders
{
    /// <summary>Smooths pixels [B, colours, F, H, W] at multiples of <paramref name="side"/>, first across, then down.</summary>
    /// <param name="x">Pixels; height and width are multiples of the side.</param>
    /// <param name="side">Side of a cell, 4 or more.</param>
    /// <param name="threshold">From what step on nothing is changed, above 0.</param>
    public static Tensor Smooth(Tensor x, int side, double threshold)
    {
        Tensor across = Ramp(x.Reshape(x.Shape[0], x.Shape[1] * x.Shape[2], x.Shape[3], x.Shape[4] / side, side, 1), threshold);
        Tensor down = Ramp(across.Reshape(x.Shape[0], x.Shape[1] * x.Shape[2], 1, x.Shape[3] / side, side, x.Shape[4]), threshold);
        return down.Reshape([.. x.Shape]);
    }

    /// <summary>The borders between neighbours on axis 3, whose pixels lie along axis 4.</summary>
    private static Tensor Ramp(Tensor cells, double threshold)
    {
        Tensor step = cells.Slice(3, 1).Slice(4, 0, 1) - cells.Slice(3, 0, cells.Shape[3] - 1).Slice(4, -1);
        Tensor part = step * (1 - (step * step * (1 / (threshold * threshold)))).AtLeast(0) * 0.125;
        // The first cell has no border before it, the last none after it.
        Tensor before = part.Pad(0.0, new AxisPadding(3, 1, 0)), after = part.Pad(0.0, new AxisPadding(3, 0, 1));
        return cells.Interpreter.Concat(
            4,
            cells.Slice(4, 0, 1) - (before * 3),
            cells.Slice(4, 1, 2) - before,
            cells.Slice(4, 2, -2),
            cells.Slice(4, -2, -1) + after,
            cells.Slice(4, -1) + (after * 3));
    }
}
