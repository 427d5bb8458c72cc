using SoraSharp.Models.Backends;
using SoraSharp.Models.Memory;
using SoraSharp.Models.Tensors;
using SoraSharp.Models.Wan.VideoVae;
using SoraSharp.Stages;

namespace SoraSharp.Families;

/// <summary>
/// What Wan's video autoencoder runs and holds: a chunk of frames at a time, so that length does not count; frames at once, or tile by tile.
/// </summary>
/// <param name="network">The autoencoder.</param>
/// <param name="tiling">How larger videos are cut.</param>
/// <param name="maxUntiledPixels">How large a video is worked on at once.</param>
internal sealed class WanVaeMemory(WanVaeNetwork network, WanVaeTiling tiling, long maxUntiledPixels)
{
    private readonly WanVaeConfig _config = network.Config;

    /// <summary>The decoder's functions: for the first latent frame, and for the following ones, which remember those before.</summary>
    public IEnumerable<FunctionRun> DecodeRuns(VideoLatentShape latents)
    {
        int s = _config.SpatialCompression;
        (int height, int width) = IsTiled(latents) ? (Math.Min(latents.Height, tiling.TileHeight / s), Math.Min(latents.Width, tiling.TileWidth / s)) : (latents.Height, latents.Width);
        return Runs(network.Decode, latents.Frames, height, width);
    }

    /// <summary>The encoder's, likewise, for what is as long and as large as the shot.</summary>
    public IEnumerable<FunctionRun> EncodeRuns(Shot shot)
    {
        int s = _config.SpatialCompression, p = _config.PatchSize;
        VideoLatentShape latents = new(_config.LatentChannels, ((shot.Shape.Frames - 1) / _config.TemporalCompression) + 1, shot.Shape.Size.Height / s, shot.Shape.Size.Width / s);
        (int height, int width) = IsTiled(latents) ? (Math.Min(latents.Height, tiling.TileHeight / s), Math.Min(latents.Width, tiling.TileWidth / s)) : (latents.Height, latents.Width);
        return Runs(network.Encode, latents.Frames, height * s / p, width * s / p);
    }

    /// <summary>What decoding holds between chunks: what every tile remembers, and the frames of a chunk as tiles, rows and a whole.</summary>
    public long DecodeHost(VideoLatentShape latents)
    {
        const int Copies = 3;
        int s = _config.SpatialCompression;
        long frames = (long)Copies * _config.TemporalCompression * latents.Height * s * latents.Width * s * RgbImage.Channels * sizeof(float);
        if (!IsTiled(latents)) return frames;
        long tiles = Count(latents.Height * s, tiling.StrideHeight) * Count(latents.Width * s, tiling.StrideWidth);
        long remembered = DecodeRuns(latents).Skip(1).Sum(run => run.Function.Inputs.Where(input => input.Name.StartsWith("cache.", StringComparison.Ordinal)).Sum(input => Bytes(input, run.Axes)));
        // A tile's own is counted with the run.
        return frames + ((tiles - 1) * remembered);

        static long Count(int length, int stride) => (length + stride - 1) / stride;
    }

    private static IEnumerable<FunctionRun> Runs(Func<bool, NetworkFunction> functionOf, int frames, int height, int width)
    {
        FunctionRun first = new(functionOf(true), new Dictionary<string, long> { ["batch"] = 1, ["height"] = height, ["width"] = width });
        yield return first;
        if (frames == 1) yield break;
        // What the first chunk leaves tells the sizes of what the next one finds.
        Dictionary<string, long> axes = new(first.Axes);
        IReadOnlyDictionary<string, IReadOnlyList<long>> left = FunctionMemory.Of(first, HalfPrecisionWeights.WidenedAtLoad, _ => ElementType.Float32).Outputs;
        for (int slot = 0; left.TryGetValue(CacheLayout.NextName(slot), out IReadOnlyList<long>? shape); slot++)
        {
            axes[$"{CacheLayout.Name(slot)}.height"] = shape[^2];
            axes[$"{CacheLayout.Name(slot)}.width"] = shape[^1];
        }

        yield return new(functionOf(false), axes);
    }

    private static long Bytes(InputSpec input, IReadOnlyDictionary<string, long> axes) => input.Shape.Aggregate((long)sizeof(float), (bytes, axis) => bytes * (axis.Length ?? axes[axis.Name!]));

    private bool IsTiled(VideoLatentShape latents) => (long)latents.Positions * _config.SpatialCompression * _config.SpatialCompression * _config.TemporalCompression > maxUntiledPixels;
}
