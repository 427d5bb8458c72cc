using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Patch;

/// <summary>
/// Pixels of a patch cell by cell: a cell is a small square of one frame, its numbers ordered as colour, row, column. A patch's cells are
/// ordered as frame, row, column of cells, so that a layer can make the pixels of a cell without knowing where it lies.
/// </summary>
/// <param name="Colours">Colour channels.</param>
/// <param name="PerSide">Cells along a side of a patch.</param>
/// <param name="Side">Side of a cell, pixels.</param>
internal sealed record PixelCells(int Colours, int PerSide, int Side)
{
    /// <summary>[B, colours, k·frames, H, W] → [B, k, h, w, frames·cells·pixels of a cell].</summary>
    public Tensor Gather(Tensor x, int frames) => x
        .Reshape(x.Shape[0], Colours, x.Shape[2] / frames, frames, x.Shape[3] / (PerSide * Side), PerSide, Side, x.Shape[4] / (PerSide * Side), PerSide, Side)
        .Permute(0, 2, 4, 7, 3, 5, 8, 1, 6, 9)
        .Flatten(4, 9);

    /// <summary>The inverse of <see cref="Gather"/> from any shape [B, …] of as many numbers: → [B, colours, k·frames, H, W].</summary>
    public Tensor Spread(Tensor cells, Dim k, Dim h, Dim w, int frames) => cells
        .Reshape(cells.Shape[0], k, h, w, frames, PerSide, PerSide, Colours, Side, Side)
        .Permute(0, 7, 1, 4, 2, 5, 8, 3, 6, 9)
        .Reshape(cells.Shape[0], Colours, k * frames, h * (PerSide * Side), w * (PerSide * Side));
}
