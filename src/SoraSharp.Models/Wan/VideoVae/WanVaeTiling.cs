namespace SoraSharp.Models.Wan.VideoVae;

/// <summary>
/// Overlapping tiles that fade into each other. Lengths are pixels of the video when decoding; the encoder counts patches, as the reference does.
/// The defaults are the reference class's. Immutable.
/// </summary>
internal sealed record WanVaeTiling
{
    /// <summary>A tile's rows.</summary>
    public int TileHeight { get; init; } = 256;

    /// <summary>A tile's columns.</summary>
    public int TileWidth { get; init; } = 256;

    /// <summary>Rows from one tile to the next.</summary>
    public int StrideHeight { get; init; } = 192;

    /// <summary>Columns from one tile to the next.</summary>
    public int StrideWidth { get; init; } = 192;

    /// <summary>Checks that tiles are whole latents and overlap or touch.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    public void Check(int compression)
    {
        Check("height", TileHeight, StrideHeight, compression);
        Check("width", TileWidth, StrideWidth, compression);
    }

    private static void Check(string axis, int tile, int stride, int compression)
    {
        if (stride >= compression && stride % compression == 0 && tile % compression == 0 && tile >= stride) return;
        throw new ArgumentException($"Tiles of {tile} with a stride of {stride} ({axis}) do not fit a compression of {compression}; both must be multiples of it and the tile no shorter than the stride.");
    }
}
