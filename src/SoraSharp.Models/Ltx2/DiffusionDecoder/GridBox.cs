using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.DiffusionDecoder;

/// <summary>A box of positions in a grid of tokens [B, frames, height, width, features].</summary>
/// <param name="Frame">First frame.</param>
/// <param name="Row">First row.</param>
/// <param name="Column">First column.</param>
/// <param name="Size">Its lengths.</param>
internal readonly record struct GridBox(int Frame, int Row, int Column, GridSize Size)
{
    /// <summary>The whole of a grid.</summary>
    public static GridBox All(HostTensor grid) => new(0, 0, 0, SizeOf(grid));

    /// <summary>The lengths of a grid.</summary>
    public static GridSize SizeOf(HostTensor grid) => new((int)grid.Shape[1], (int)grid.Shape[2], (int)grid.Shape[3]);

    /// <summary>The box's tokens, as a grid of their own; a copy.</summary>
    public HostTensor Cut(HostTensor grid)
    {
        HostTensor result = HostTensor.Zeros(grid.Shape[0], Size.Frames, Size.Height, Size.Width, grid.Shape[4]);
        Copy(grid, result, into: false);
        return result;
    }

    /// <summary>Writes tokens in the order of <see cref="Cut"/> to the box.</summary>
    public void Put(HostTensor values, HostTensor grid)
    {
        if (values.Count != grid.Shape[0] * Size.Volume * grid.Shape[4]) throw new ArgumentException($"The values are {values}; a box of {Size} tokens of {grid} holds another number.", nameof(values));
        Copy(grid, values, into: true);
    }

    private void Copy(HostTensor grid, HostTensor box, bool into)
    {
        int features = (int)grid.Shape[4], length = Size.Width * features, at = 0;
        GridSize size = SizeOf(grid);
        if (Frame < 0 || Row < 0 || Column < 0 || Frame + Size.Frames > size.Frames || Row + Size.Height > size.Height || Column + Size.Width > size.Width) throw new ArgumentException($"Box {this} lies outside the grid {grid}.", nameof(grid));
        for (int b = 0; b < grid.Shape[0]; b++)
        {
            for (int t = Frame; t < Frame + Size.Frames; t++)
            {
                for (int y = Row; y < Row + Size.Height; y++, at += length)
                {
                    int start = ((((((b * size.Frames) + t) * size.Height) + y) * size.Width) + Column) * features;
                    if (into) Array.Copy(box.Floats, at, grid.Floats, start, length);
                    else Array.Copy(grid.Floats, start, box.Floats, at, length);
                }
            }
        }
    }
}
