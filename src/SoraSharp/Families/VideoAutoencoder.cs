using SoraSharp.Decoding;
using SoraSharp.Models;
using SoraSharp.Models.Autoencoders;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Ltx2.VideoVae;
using SoraSharp.Models.Memory;
using SoraSharp.Models.Patch;
using SoraSharp.Models.Tensors;
using SoraSharp.Models.Wan.VideoVae;
using SoraSharp.Stages;

namespace SoraSharp.Families;

/// <summary>A checkpoint's video autoencoder, whichever of the known classes it is.</summary>
/// <param name="LatentChannels">Channels of a latent.</param>
/// <param name="SpatialCompression">Pixels a latent covers in height and in width.</param>
/// <param name="TemporalCompression">Frames a latent covers; the first covers one.</param>
/// <param name="Decode">Normalised latents to pixels.</param>
/// <param name="Sessions">What decoding holds on to.</param>
internal sealed record VideoAutoencoder(int LatentChannels, int SpatialCompression, int TemporalCompression, DecodeStretches Decode, IReadOnlyList<IReleasable> Sessions)
{
    /// <summary>Pixels [1, 3, frames, height, width] in −1..1 to normalised latents [1, C, f, h, w]: the most likely ones, nothing is drawn.</summary>
    public required Func<HostTensor, CancellationToken, HostTensor> Encode { get; init; }

    /// <summary>Mean and deviation of the latents' channels; null where they are part of the network.</summary>
    public LatentStatistics? Statistics { get; init; }

    /// <summary>The networks that encoding runs for what a shot is given; null where that is not known.</summary>
    public Func<Shot, IEnumerable<FunctionRun>>? EncodeRuns { get; init; }

    /// <summary>The networks that decoding runs for latents; null where that is not known.</summary>
    public Func<VideoLatentShape, IEnumerable<FunctionRun>>? DecodeRuns { get; init; }

    /// <summary>Bytes that decoding holds besides its networks' values.</summary>
    public Func<VideoLatentShape, long> DecodeHost { get; init; } = _ => 0;

    public static VideoAutoencoder Open(CheckpointComponent component, INetworkBackend backend, long maxUntiledPixels) => component.ClassName switch
    {
        "AutoencoderKLLTX2Video" => Ltx2(component, backend, maxUntiledPixels),
        "AutoencoderKLWan" => Wan(component, backend, maxUntiledPixels),
        PatchTransformerConfig.ClassName => Patch(component, backend),
        string other => throw new CheckpointException($"{component.Name} is of class {other}; known are AutoencoderKLLTX2Video, AutoencoderKLWan and {PatchTransformerConfig.ClassName}. Use a checkpoint with one of these."),
        null => throw new CheckpointException($"{component.Config.Source} has no _class_name; it says which autoencoder this is. Download the checkpoint again."),
    };

    private static VideoAutoencoder Ltx2(CheckpointComponent component, INetworkBackend backend, long maxUntiledPixels)
    {
        VideoVaeNetwork network = new(VideoVaeConfig.FromConfig(component.Config));
        component.Check(network.Parameters.Declared);
        VideoVaeConfig config = network.Config;
        VideoVaeTiling tiling = Tiling(config);
        VideoVaeCodec whole = new(network, backend, component), tiled = new(network, backend, component, tiling);
        long pixelsOfLatent = (long)config.SpatialCompressionRatio * config.SpatialCompressionRatio * config.TemporalCompressionRatio;
        VideoDecodeMemory memory = new(network.Decode, config, tiling, maxUntiledPixels);
        return new(
            config.LatentChannels,
            config.SpatialCompressionRatio,
            config.TemporalCompressionRatio,
            (latents, cancellationToken) => (latents.Count / config.LatentChannels * pixelsOfLatent <= maxUntiledPixels ? whole : tiled).DecodeInParts(latents, cancellationToken),
            [whole, tiled])
        {
            Encode = (pixels, cancellationToken) =>
            {
                VideoVaeCodec codec = Pixels(pixels) <= maxUntiledPixels ? whole : tiled;
                return codec.Normalize(codec.Encode(pixels, cancellationToken).Mean);
            },
            Statistics = new(component, config.ScalingFactor),
            EncodeRuns = new VideoEncodeMemory(() => network.Encode(), tiling, maxUntiledPixels).Runs,
            DecodeRuns = memory.Runs,
            DecodeHost = memory.Host,
        };
    }

    /// <summary>Width · height · frames.</summary>
    private static long Pixels(HostTensor video) => video.Shape[2] * video.Shape[3] * video.Shape[4];

    /// <summary>The reference's tiles, rounded to whole latents where a checkpoint compresses otherwise than the published ones.</summary>
    private static VideoVaeTiling Tiling(VideoVaeConfig config)
    {
        VideoVaeTiling d = new();
        int s = config.SpatialCompressionRatio, t = config.TemporalCompressionRatio;
        return d with
        {
            TileHeight = Whole(d.TileHeight, s),
            TileWidth = Whole(d.TileWidth, s),
            StrideHeight = Whole(d.StrideHeight, s),
            StrideWidth = Whole(d.StrideWidth, s),
            TileFrames = Whole(d.TileFrames, t),
            StrideFrames = Whole(d.StrideFrames, t),
        };

        static int Whole(int length, int unit) => Math.Max(1, length / unit) * unit;
    }

    private static VideoAutoencoder Wan(CheckpointComponent component, INetworkBackend backend, long maxUntiledPixels)
    {
        WanVaeNetwork network = new(WanVaeConfig.FromConfig(component.Config));
        component.Check(network.Parameters.Declared);
        WanVaeConfig config = network.Config;
        WanVaeTiling d = new();
        int s = config.SpatialCompression;
        WanVaeTiling tiles = new() { TileHeight = Whole(d.TileHeight), TileWidth = Whole(d.TileWidth), StrideHeight = Whole(d.StrideHeight), StrideWidth = Whole(d.StrideWidth) };
        WanVaeCodec whole = new(network, backend, component), tiled = new(network, backend, component, tiles);
        long pixelsOfLatent = (long)s * s * config.TemporalCompression;
        WanVaeMemory memory = new(network, tiles, maxUntiledPixels);
        return new(
            config.LatentChannels,
            s,
            config.TemporalCompression,
            (latents, cancellationToken) =>
            {
                WanVaeCodec codec = latents.Count / config.LatentChannels * pixelsOfLatent <= maxUntiledPixels ? whole : tiled;
                return codec.DecodeInParts(codec.Denormalize(latents), cancellationToken);
            },
            [whole, tiled])
        {
            Encode = (pixels, cancellationToken) =>
            {
                WanVaeCodec codec = Pixels(pixels) <= maxUntiledPixels ? whole : tiled;
                return codec.Normalize(codec.Encode(pixels, cancellationToken).Mean);
            },
            EncodeRuns = memory.EncodeRuns,
            DecodeRuns = memory.DecodeRuns,
            DecodeHost = memory.DecodeHost,
        };

        int Whole(int length) => Math.Max(1, length / s) * s;
    }

    private static VideoAutoencoder Patch(CheckpointComponent component, INetworkBackend backend)
    {
        PatchTransformerNetwork patch = new(PatchTransformerConfig.FromConfig(component.Config));
        component.Check(patch.Parameters.Declared);
        NetworkSessions sessions = new(backend, component);
        return new(
            patch.Config.LatentChannels,
            patch.Config.SpatialCompressionRatio,
            patch.Config.TemporalCompressionRatio,
            (latents, cancellationToken) => [sessions.Run("decode", patch.Decode, patch.DecodeInputs(latents), cancellationToken)["sample"]],
            [sessions])
        {
            Encode = (pixels, cancellationToken) => sessions.Run("encode", patch.Encode, new Dictionary<string, HostTensor> { ["x"] = pixels }, cancellationToken)["normalized"],
            EncodeRuns = new VideoEncodeMemory(patch.Encode, VideoVaeTiling.None, long.MaxValue).Runs,
            DecodeRuns = shape => [new(patch.Decode(), new Dictionary<string, long> { ["batch"] = 1, ["frames"] = shape.Frames, ["height"] = shape.Height, ["width"] = shape.Width, ["tokens"] = shape.Positions })],
        };
    }
}
