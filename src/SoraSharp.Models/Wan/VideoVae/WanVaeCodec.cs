using SoraSharp.Models.Autoencoders;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Wan.VideoVae;

/// <summary>
/// Wan's video autoencoder at work: pixels to latents and back, chunk by chunk, whole or in tiles (diffusers <c>AutoencoderKLWan.encode</c> and <c>decode</c>).
/// Memory does not depend on the length of the clip but for what goes in or out whole. Loads a function when it is first used. Thread-safe.
/// </summary>
internal sealed class WanVaeCodec : IReleasable
{
    private const int FrameAxis = 2;
    private readonly WanVaeConfig _config;
    private readonly WanVaeTiling? _tiling;
    private readonly LatentStatistics _statistics;
    private readonly WanVaeNetwork _network;
    private readonly NetworkSessions _sessions;

    /// <param name="network">The autoencoder.</param>
    /// <param name="backend">What runs it.</param>
    /// <param name="weights">Its checkpoint; must outlive the codec.</param>
    /// <param name="tiling">How frames are cut; null is not at all.</param>
    /// <exception cref="ArgumentException">Tiles do not fit the compression.</exception>
    public WanVaeCodec(WanVaeNetwork network, INetworkBackend backend, IWeightSource weights, WanVaeTiling? tiling = null)
    {
        _config = network.Config;
        _tiling = tiling;
        tiling?.Check(_config.SpatialCompression);
        _statistics = new LatentStatistics(weights.Name, [.. _config.LatentsMean], [.. _config.LatentsStd]);
        _network = network;
        _sessions = new(backend, weights);
    }

    /// <summary>Pixels [B, C, F, H, W] in −1..1 to moments of [B, z, f, h, w].</summary>
    /// <exception cref="ArgumentException">The frames are not 4k + 1, or the sides no multiples of the spatial compression.</exception>
    public LatentMoments Encode(HostTensor pixels, CancellationToken cancellationToken = default)
    {
        CheckPixels(pixels);
        HostTensor patched = Patches.Gather(pixels, _config.PatchSize);
        // The reference asks whether the unpatched video exceeds a tile, and then cuts the patched one.
        bool cuts = _tiling is not null && (pixels.Shape[3] > _tiling.TileHeight || pixels.Shape[4] > _tiling.TileWidth);
        SpatialTiler? tiler = cuts ? new(_tiling!.TileHeight, _tiling.TileWidth, _tiling.StrideHeight, _tiling.StrideWidth, 1, _config.SpatialCompression / _config.PatchSize) : null;
        IEnumerable<HostTensor> chunks = Chunks(patched.Shape[FrameAxis], WanVaeConfig.FramesPerChunk).Select(c => Tiles.Cut(patched, FrameAxis, c.Start, c.End));
        HostTensor moments = Tiles.Join([.. InTurn("encode", _network.Encode, chunks, tiler, cancellationToken)], FrameAxis);
        int channels = _config.LatentChannels;
        HostTensor logVariance = Tiles.Cut(moments, 1, channels, 2L * channels);
        foreach (ref float value in logVariance.Floats.AsSpan()) value = Math.Clamp(value, -30f, 20f);
        return new(Tiles.Cut(moments, 1, 0, channels), logVariance);
    }

    /// <summary>Latents [B, z, f, h, w], not normalised, to pixels [B, C, F, H, W] in −1..1.</summary>
    /// <exception cref="ArgumentException">The latents have the wrong shape.</exception>
    public HostTensor Decode(HostTensor latents, CancellationToken cancellationToken = default) => Tiles.Join([.. DecodeInParts(latents, cancellationToken)], FrameAxis);

    /// <summary>As <see cref="Decode"/>, but the frames of one latent frame after those of the other, so that only these are in memory.</summary>
    /// <exception cref="ArgumentException">The latents have the wrong shape.</exception>
    public IEnumerable<HostTensor> DecodeInParts(HostTensor latents, CancellationToken cancellationToken = default)
    {
        Checked(latents);
        SpatialTiler? tiler = null;
        int compression = _config.SpatialCompression;
        if (_tiling is not null && (latents.Shape[3] > _tiling.TileHeight / compression || latents.Shape[4] > _tiling.TileWidth / compression))
        {
            tiler = new(_tiling.TileHeight / compression, _tiling.TileWidth / compression, _tiling.StrideHeight / compression, _tiling.StrideWidth / compression, compression / _config.PatchSize, 1);
        }

        IEnumerable<HostTensor> frames = Chunks(latents.Shape[FrameAxis], 1).Select(c => Tiles.Cut(latents, FrameAxis, c.Start, c.End));
        return InTurn("decode", _network.Decode, frames, tiler, cancellationToken).Select(part => Patches.SpreadLimited(part, _config.PatchSize));
    }

    /// <summary>(z − mean)/std: latents as the denoiser wants them. The result is new.</summary>
    public HostTensor Normalize(HostTensor latents) => _statistics.Normalize(Checked(latents));

    /// <summary>z·std + mean: latents as the autoencoder makes them. The result is new.</summary>
    public HostTensor Denormalize(HostTensor latents) => _statistics.Denormalize(Checked(latents));

    /// <inheritdoc />
    public void Release() => _sessions.Release();

    /// <inheritdoc />
    public void Dispose() => _sessions.Dispose();

    /// <summary>The first frame alone, then equal chunks.</summary>
    private static IEnumerable<(long Start, long End)> Chunks(long frames, int size)
    {
        yield return (0, 1);
        for (long start = 1; start < frames; start += size) yield return (start, start + size);
    }

    /// <summary>Chunks in order, each tile with what it remembers of the chunks before.</summary>
    private IEnumerable<HostTensor> InTurn(string name, Func<bool, NetworkFunction> functionOf, IEnumerable<HostTensor> chunks, SpatialTiler? tiler, CancellationToken cancellationToken)
    {
        List<Dictionary<string, HostTensor>> remembered = [];
        bool first = true;
        foreach (HostTensor chunk in chunks)
        {
            int tile = 0;
            yield return tiler?.RunTiles(chunk, Run) ?? Run(chunk);
            first = false;

            HostTensor Run(HostTensor x)
            {
                if (first) remembered.Add([]);
                Dictionary<string, HostTensor> inputs = remembered[tile];
                inputs[WanVaeNetwork.Input] = x;
                IReadOnlyDictionary<string, HostTensor> outputs = _sessions.Run((name, first), () => functionOf(first), inputs, cancellationToken);
                remembered[tile++] = CacheLayout.Carry(outputs);
                return outputs[WanVaeNetwork.Output];
            }
        }
    }

    private void CheckPixels(HostTensor pixels)
    {
        int channels = _config.InChannels / (_config.PatchSize * _config.PatchSize), t = WanVaeConfig.FramesPerChunk, s = _config.SpatialCompression;
        if (pixels.Shape.Count != 5 || pixels.Shape[0] < 1 || pixels.Shape[1] != channels) throw new ArgumentException($"The video is {pixels}; it must be [batch, {channels}, frames, height, width].", nameof(pixels));
        long frames = pixels.Shape[2];
        if (frames < 1 || (frames - 1) % t != 0) throw new ArgumentException($"frames is {frames}; this autoencoder takes {t}k+1; use {Math.Max(0, frames - 1) / t * t + 1} or {(Math.Max(0, frames - 1) / t + 1) * t + 1}.", nameof(pixels));
        foreach ((string name, long length) in new[] { ("height", pixels.Shape[3]), ("width", pixels.Shape[4]) })
        {
            if (length < s || length % s != 0) throw new ArgumentException($"{name} is {length}; this autoencoder takes multiples of {s}; use {(length < s ? "" : $"{length / s * s} or ")}{(length / s + 1) * s}.", nameof(pixels));
        }
    }

    private HostTensor Checked(HostTensor latents)
    {
        if (latents.Shape.Count != 5 || latents.Shape[1] != _config.LatentChannels || latents.Count == 0) throw new ArgumentException($"The latents are {latents}; they must be [batch, {_config.LatentChannels}, frames, height, width], each 1 or more.", nameof(latents));
        return latents;
    }
}
