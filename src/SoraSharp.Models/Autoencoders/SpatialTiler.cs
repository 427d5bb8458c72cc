using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Autoencoders;

/// <summary>
/// Runs a function over overlapping tiles of [B, C, F, H, W] and fades the results into each other. Lengths are those of the
/// input axis; the result's are <c>numerator/denominator</c> times as long. No side of a tile is shorter than the minimum, unless the
/// whole input is. A row of tiles is in memory at a time, and the one above.
/// </summary>
internal sealed record SpatialTiler(int TileHeight, int TileWidth, int StrideHeight, int StrideWidth, int Numerator, int Denominator, int Minimum = 1)
{
    private const int Rows = 3;
    private const int Columns = 4;

    /// <summary>Whether the input is larger than one tile.</summary>
    public bool Cuts(HostTensor x) => x.Shape[Rows] > TileHeight || x.Shape[Columns] > TileWidth;

    /// <summary>Runs the function over tiles, or over everything where that is no larger than one.</summary>
    public HostTensor Run(HostTensor x, Func<HostTensor, HostTensor> function) => Cuts(x) ? RunTiles(x, function) : function(x);

    /// <summary>Runs the function over tiles, row by row, however large the input is.</summary>
    public HostTensor RunTiles(HostTensor x, Func<HostTensor, HostTensor> function)
    {
        List<HostTensor> rows = [];
        List<HostTensor> above = [];
        for (long top = 0; top < x.Shape[Rows]; top += StrideHeight)
        {
            long bandStart = Start(x, Rows, top);
            HostTensor band = Tiles.Cut(x, Rows, bandStart, top + TileHeight);
            List<HostTensor> row = [], cropped = [];
            for (long left = 0; left < x.Shape[Columns]; left += StrideWidth)
            {
                long start = Start(x, Columns, left);
                HostTensor tile = function(Tiles.Cut(band, Columns, start, left + TileWidth));
                tile = Tiles.Cut(tile, Rows, Scaled(top - bandStart), tile.Shape[Rows]);
                tile = Tiles.Cut(tile, Columns, Scaled(left - start), tile.Shape[Columns]);
                // Fading writes into the tile, so that later neighbours fade with what is shown.
                if (top > 0) Tiles.Fade(above[row.Count], tile, Rows, Scaled(TileHeight) - Scaled(StrideHeight));
                if (left > 0) Tiles.Fade(row[^1], tile, Columns, Scaled(TileWidth) - Scaled(StrideWidth));
                row.Add(tile);
                cropped.Add(Tiles.Cut(Tiles.Cut(tile, Rows, 0, Scaled(StrideHeight)), Columns, 0, Scaled(StrideWidth)));
            }

            rows.Add(Tiles.Join(cropped, Columns));
            above = row;
        }

        return Tiles.Cut(Tiles.Cut(Tiles.Join(rows, Rows), Rows, 0, Scaled(x.Shape[Rows])), Columns, 0, Scaled(x.Shape[Columns]));
    }

    /// <summary>Where a tile begins: a little earlier where too little is left.</summary>
    private long Start(HostTensor x, int axis, long at) => Math.Max(0, Math.Min(at, x.Shape[axis] - Minimum));

    private long Scaled(long length) => length * Numerator / Denominator;
}
