using SoraSharp.Models.Backends;
using SoraSharp.Models.Ltx2.VideoVae;
using SoraSharp.Models.Memory;
using SoraSharp.Stages;

namespace SoraSharp.Families;

/// <summary>What a video encoder runs and holds for what a shot is given: each condition at once, or a tile at a time.</summary>
/// <param name="encode">Makes the encoder's function.</param>
/// <param name="tiling">How larger videos are cut.</param>
/// <param name="maxUntiledPixels">How large a video is encoded at once.</param>
internal sealed class VideoEncodeMemory(Func<NetworkFunction> encode, VideoVaeTiling tiling, long maxUntiledPixels)
{
    public IEnumerable<FunctionRun> Runs(Shot shot)
    {
        int frames = Longest(shot), height = shot.Shape.Size.Height, width = shot.Shape.Size.Width;
        if (frames == 0) yield break;
        // A stretch takes one frame more than a tile.
        bool cuts = Pixels(shot, frames) > maxUntiledPixels;
        yield return new(encode(), new Dictionary<string, long>
        {
            ["batch"] = 1,
            ["frames"] = cuts ? Math.Min(frames, tiling.TileFrames + 1) : frames,
            ["height"] = cuts ? Math.Min(height, tiling.TileHeight) : height,
            ["width"] = cuts ? Math.Min(width, tiling.TileWidth) : width,
        });
    }

    /// <summary>The pixels of the longest condition, as numbers.</summary>
    public static long Host(Shot shot) => Pixels(shot, Longest(shot)) * 3 * sizeof(float);

    private static long Pixels(Shot shot, int frames) => (long)frames * shot.Shape.Size.Height * shot.Shape.Size.Width;

    private static int Longest(Shot shot) => shot.Conditioning switch
    {
        { Video: not null } => shot.Shape.Frames,
        { Frames.Count: > 0 } given => given.Frames.Max(f => f.Pictures.Count),
        _ => 0,
    };
}
