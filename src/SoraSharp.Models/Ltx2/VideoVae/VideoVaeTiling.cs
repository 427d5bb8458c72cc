namespace SoraSharp.Models.Ltx2.VideoVae;

/// <summary>
/// How the video autoencoder's work is cut into overlapping tiles that fade into each other. Lengths are pixels and frames of the
/// video; the defaults are the reference class's. Immutable.
/// </summary>
internal sealed record VideoVaeTiling
{
    /// <summary>No tiles: everything at once.</summary>
    public static VideoVaeTiling None { get; } = new() { Spatial = false, Temporal = false };

    /// <summary>Whether frames larger than a tile are cut.</summary>
    public bool Spatial { get; init; } = true;

    /// <summary>Whether clips longer than a tile are cut.</summary>
    public bool Temporal { get; init; } = true;

    /// <summary>A tile's rows.</summary>
    public int TileHeight { get; init; } = 512;

    /// <summary>A tile's columns.</summary>
    public int TileWidth { get; init; } = 512;

    /// <summary>A tile's frames.</summary>
    public int TileFrames { get; init; } = 16;

    /// <summary>Rows from one tile to the next.</summary>
    public int StrideHeight { get; init; } = 448;

    /// <summary>Columns from one tile to the next.</summary>
    public int StrideWidth { get; init; } = 448;

    /// <summary>Frames from one tile to the next.</summary>
    public int StrideFrames { get; init; } = 8;

    /// <summary>Checks that tiles are whole latents and overlap or touch.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    public void Check(VideoVaeConfig config)
    {
        if (Spatial)
        {
            Check("height", TileHeight, StrideHeight, config.SpatialCompressionRatio);
            Check("width", TileWidth, StrideWidth, config.SpatialCompressionRatio);
        }

        if (Temporal) Check("frames", TileFrames, StrideFrames, config.TemporalCompressionRatio);
    }

    private static void Check(string axis, int tile, int stride, int compression)
    {
        if (stride < compression || stride % compression != 0 || tile % compression != 0 || tile < stride)
        {
            throw new ArgumentException($"Tiles of {tile} with a stride of {stride} ({axis}) do not fit a compression of {compression}; both must be multiples of it and the tile no shorter than the stride.");
        }
    }
}
