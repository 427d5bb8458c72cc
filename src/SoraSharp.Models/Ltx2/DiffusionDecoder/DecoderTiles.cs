using SoraSharp.Models.Autoencoders;
using SoraSharp.Models.Ltx2.VideoVae;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.DiffusionDecoder;

/// <summary>A tile's stretch of an axis of the grid that enters the last stage.</summary>
internal readonly record struct TileSpan(int Start, int Length, bool IsFirst, bool IsLast);

/// <summary>
/// The tiles of a clip. They lie on the grid that enters the last stage, behind whose last frame follow copies that are cut off in the end.
/// The first token of the clip becomes one frame and not two (where time doubles), so that tiles after the first start a frame earlier.
/// Source: diffusers <c>tiled_decode</c>. Immutable.
/// </summary>
internal sealed class DecoderTiles
{
    private readonly GridSize _cell;
    private readonly GridSize _stride;
    private readonly GridSize _grid;
    private readonly int _trailing;

    private DecoderTiles(GridSize cell, GridSize tile, GridSize stride, GridSize smallest, GridSize grid, int trailing)
    {
        (_cell, _stride, _grid, _trailing) = (cell, stride, grid, trailing);
        Time = Spans(grid.Frames, tile.Frames, stride.Frames, smallest.Frames);
        Rows = Spans(grid.Height, tile.Height, stride.Height, smallest.Height);
        Columns = Spans(grid.Width, tile.Width, stride.Width, smallest.Width);
        Overlap = new((tile.Frames - stride.Frames) * cell.Frames, (tile.Height - stride.Height) * cell.Height, (tile.Width - stride.Width) * cell.Width);
    }

    public IReadOnlyList<TileSpan> Time { get; }

    public IReadOnlyList<TileSpan> Rows { get; }

    public IReadOnlyList<TileSpan> Columns { get; }

    /// <summary>Frames and pixels over which neighbours fade.</summary>
    public GridSize Overlap { get; }

    /// <summary>Frames and pixels of a tile that are kept where another one follows.</summary>
    public GridSize Kept => new(_stride.Frames * _cell.Frames, _stride.Height * _cell.Height, _stride.Width * _cell.Width);

    /// <summary>Frames, height and width of the clip in pixels.</summary>
    public long[] PixelLengths => [(_grid.Frames * _cell.Frames) - Doubling, _grid.Height * _cell.Height, _grid.Width * _cell.Width];

    /// <summary>1 where the last stage doubles time and so drops the clip's first frame.</summary>
    private int Doubling => _cell.Frames == 2 ? 1 : 0;

    /// <param name="config">The decoder.</param>
    /// <param name="tiling">How to cut.</param>
    /// <param name="features">The lengths of the grid with the copies of the last frame.</param>
    public static DecoderTiles Of(DiffusionDecoderConfig config, VideoVaeTiling tiling, GridSize features)
    {
        DecoderStageConfig last = config.Stages[^1];
        GridSize cell = new(last.Stride.Frames, last.Stride.Height * config.PatchSize, last.Stride.Width * config.PatchSize);
        int trailing = config.TrailingLatents * config.Stages.SkipLast(1).Aggregate(1, (product, stage) => product * stage.Stride.Frames);
        GridSize grid = features with { Frames = features.Frames - trailing };
        // An axis that is not cut is one tile.
        GridSize tile = new(
            tiling.Temporal ? tiling.TileFrames / cell.Frames : grid.Frames,
            tiling.Spatial ? tiling.TileHeight / cell.Height : grid.Height,
            tiling.Spatial ? tiling.TileWidth / cell.Width : grid.Width);
        GridSize stride = new(
            tiling.Temporal ? tiling.StrideFrames / cell.Frames : grid.Frames,
            tiling.Spatial ? tiling.StrideHeight / cell.Height : grid.Height,
            tiling.Spatial ? tiling.StrideWidth / cell.Width : grid.Width);
        // A tile must hold a neighbourhood of the last stage, and of the pixels after it.
        GridSize smallest = new(
            Math.Max(last.Kernel.Frames, Ceiling(config.PixelKernel.Frames, last.Stride.Frames)),
            Math.Max(last.Kernel.Height, Ceiling(config.PixelKernel.Height, last.Stride.Height)),
            Math.Max(last.Kernel.Width, Ceiling(config.PixelKernel.Width, last.Stride.Width)));
        return new(cell, tile, stride, smallest, grid, trailing);
    }

    /// <summary>Frames of a tile's result that are kept where another one follows.</summary>
    public int KeptFrames(TileSpan time) => Kept.Frames - (time.IsFirst ? Doubling : 0);

    /// <summary>A tile's tokens; the last in time takes the copies behind it along.</summary>
    public HostTensor Cut(HostTensor features, TileSpan time, TileSpan row, TileSpan column) =>
        new GridBox(time.Start, row.Start, column.Start, new(time.Length + (time.IsLast ? _trailing : 0), row.Length, column.Length)).Cut(features);

    /// <summary>A tile's part of an image of the whole clip.</summary>
    public HostTensor CutPixels(HostTensor pixels, TileSpan time, TileSpan row, TileSpan column, long[] shape)
    {
        int frame = (time.Start * _cell.Frames) - (time.IsFirst ? 0 : Doubling), top = row.Start * _cell.Height, left = column.Start * _cell.Width;
        HostTensor part = Tiles.Cut(Tiles.Cut(pixels, 2, frame, frame + shape[2]), 3, top, top + shape[3]);
        return Tiles.Cut(part, 4, left, left + shape[4]);
    }

    /// <summary>Stretches from stride to stride; a rest too short to stand alone belongs to the one before.</summary>
    private static List<TileSpan> Spans(int length, int tile, int stride, int smallest)
    {
        if (length <= tile) return [new(0, length, true, true)];
        int count = (length + stride - 1) / stride;
        while (count > 1 && length - ((count - 1) * stride) < smallest) count--;
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            int start = i * stride, end = i == count - 1 ? length : Math.Min(start + tile, length);
            return new TileSpan(start, end - start, i == 0, i == count - 1);
        })];
    }

    private static int Ceiling(int value, int divisor) => (value + divisor - 1) / divisor;
}
