using SoraSharp.Models.Backends;
using SoraSharp.Models.Ltx2.VideoVae;
using SoraSharp.Models.Memory;
using SoraSharp.Stages;

namespace SoraSharp.Families;

/// <summary>What LTX-2's video decoder runs and holds: everything at once, or a tile at a time.</summary>
/// <param name="decode">Makes the decoder's function; true for one that looks only back in time.</param>
/// <param name="config">The autoencoder's configuration.</param>
/// <param name="tiling">How larger videos are cut.</param>
/// <param name="maxUntiledPixels">How large a video is decoded at once.</param>
internal sealed class VideoDecodeMemory(Func<bool, NetworkFunction> decode, VideoVaeConfig config, VideoVaeTiling tiling, long maxUntiledPixels)
{
    // A stretch of whole frames exists as tiles, as joined rows, joined again and cut, besides the one before that it fades with.
    private const int CopiesOfStretch = 4;

    public IEnumerable<FunctionRun> Runs(VideoLatentShape shape)
    {
        VideoLatentShape tile = IsTiled(shape) ? Tile(shape) : shape;
        yield return new(decode(false), new Dictionary<string, long> { ["batch"] = 1, ["frames"] = tile.Frames, ["height"] = tile.Height, ["width"] = tile.Width });
    }

    public long Host(VideoLatentShape shape) => IsTiled(shape) ? CopiesOfStretch * Pixels(shape with { Frames = Tile(shape).Frames }) * 3 * sizeof(float) : 0;

    private bool IsTiled(VideoLatentShape shape) => (long)shape.Positions * config.SpatialCompressionRatio * config.SpatialCompressionRatio * config.TemporalCompressionRatio > maxUntiledPixels;

    /// <summary>A stretch takes one latent more than a tile.</summary>
    private VideoLatentShape Tile(VideoLatentShape shape) => shape with
    {
        Frames = Math.Min(shape.Frames, (tiling.TileFrames / config.TemporalCompressionRatio) + 1),
        Height = Math.Min(shape.Height, tiling.TileHeight / config.SpatialCompressionRatio),
        Width = Math.Min(shape.Width, tiling.TileWidth / config.SpatialCompressionRatio),
    };

    private long Pixels(VideoLatentShape shape) => (long)(((shape.Frames - 1) * config.TemporalCompressionRatio) + 1) * shape.Height * shape.Width * config.SpatialCompressionRatio * config.SpatialCompressionRatio;
}
