using SoraSharp.Models.Autoencoders;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.VideoVae;

/// <summary>
/// The video autoencoder at work: pixels to latents and back, whole or in tiles (diffusers <c>AutoencoderKLLTX2Video.encode</c>
/// and <c>decode</c>). Loads a half when it is first used. Thread-safe.
/// </summary>
internal sealed class VideoVaeCodec : IReleasable
{
    private const int Frames = 2;

    /// <summary>A frame of one row or column of latents cannot be mirrored at its edges.</summary>
    private const int SmallestMirrored = 2;
    private readonly VideoVaeConfig _config;
    private readonly VideoVaeTiling _tiling;
    private readonly VideoVaeNetwork _network;
    private readonly bool _causal;
    private readonly NetworkSessions _sessions;
    private readonly LatentStatistics _statistics;

    /// <param name="network">The autoencoder.</param>
    /// <param name="backend">What runs it.</param>
    /// <param name="weights">Its checkpoint; must outlive the codec.</param>
    /// <param name="tiling">How to cut the work; null is not at all.</param>
    /// <param name="causal">True makes both halves look only back in time; false leaves it to the configuration.</param>
    /// <exception cref="ArgumentException">Tiles do not fit the compression.</exception>
    public VideoVaeCodec(VideoVaeNetwork network, INetworkBackend backend, IWeightSource weights, VideoVaeTiling? tiling = null, bool causal = false)
    {
        _config = network.Config;
        _tiling = tiling ?? VideoVaeTiling.None;
        _tiling.Check(_config);
        (_network, _causal) = (network, causal);
        _sessions = new(backend, weights);
        _statistics = new LatentStatistics(weights, _config.ScalingFactor);
    }

    /// <summary>Pixels [B, 3, F, H, W] in −1..1 to moments.</summary>
    /// <exception cref="ArgumentException">The frames are not one more than a multiple of the temporal compression, or the sides no multiples of the spatial one.</exception>
    public LatentMoments Encode(HostTensor pixels, CancellationToken cancellationToken = default)
    {
        CheckPixels(pixels);
        SpatialTiler tiler = Spatial(unit: 1, numerator: 1, denominator: _config.SpatialCompressionRatio);
        HostTensor moments = Join(Temporal(pixels, tiler, encodes: true, cancellationToken));
        int channels = _config.LatentChannels;
        HostTensor shared = Tiles.Cut(moments, 1, channels, channels + 1);
        for (int i = 0; i < shared.Count; i++) shared.Floats[i] = Math.Clamp(shared.Floats[i], -30f, 20f);
        return new(Tiles.Cut(moments, 1, 0, channels), Tiles.Join([.. Enumerable.Repeat(shared, channels)], 1));
    }

    /// <summary>Normalised latents [B, C, f, h, w] to pixels [B, 3, F, H, W], about −1..1.</summary>
    /// <exception cref="ArgumentException">The latents have the wrong channels, or sides too small to be mirrored.</exception>
    public HostTensor Decode(HostTensor latents, CancellationToken cancellationToken = default) => Join(DecodeInParts(latents, cancellationToken));

    /// <summary>As <see cref="Decode"/>, but in consecutive stretches of frames, so that only one stretch is in memory.</summary>
    /// <exception cref="ArgumentException">The latents have the wrong channels, or sides too small to be mirrored.</exception>
    public IEnumerable<HostTensor> DecodeInParts(HostTensor latents, CancellationToken cancellationToken = default)
    {
        Checked(latents);
        int minimum = _config.DecoderSpatialPadding == SpatialPadding.Reflect ? SmallestMirrored : 1;
        if (Math.Min(latents.Shape[3], latents.Shape[4]) < minimum) throw new ArgumentException($"The latents are {latents}; this decoder mirrors frames at their edges and needs {SmallestMirrored} rows and columns, {SmallestMirrored * _config.SpatialCompressionRatio} pixels.", nameof(latents));
        return Temporal(latents, Spatial(unit: _config.SpatialCompressionRatio, numerator: _config.SpatialCompressionRatio, denominator: 1, minimum), encodes: false, cancellationToken);
    }

    /// <summary>(z − mean)·scaling/std: latents as the denoiser wants them. The result is new.</summary>
    public HostTensor Normalize(HostTensor latents) => _statistics.Normalize(Checked(latents));

    /// <summary>z·std/scaling + mean: latents as the autoencoder makes them. The result is new.</summary>
    public HostTensor Denormalize(HostTensor latents) => _statistics.Denormalize(Checked(latents));

    /// <inheritdoc />
    public void Release() => _sessions.Release();

    /// <inheritdoc />
    public void Dispose() => _sessions.Dispose();

    /// <summary>
    /// Overlapping stretches of frames. Every stretch takes one more than a tile; what a stretch has twice for being causal
    /// at its start (encoding) or short at its end (decoding) is dropped from all but the first.
    /// </summary>
    private IEnumerable<HostTensor> Temporal(HostTensor x, SpatialTiler tiler, bool encodes, CancellationToken cancellationToken)
    {
        int compression = _config.TemporalCompressionRatio;
        int tile = encodes ? _tiling.TileFrames : _tiling.TileFrames / compression, stride = encodes ? _tiling.StrideFrames : _tiling.StrideFrames / compression;
        if (!_tiling.Temporal || x.Shape[Frames] <= tile)
        {
            yield return Spatially(x, tiler, encodes, cancellationToken);
            yield break;
        }

        int resultStride = encodes ? stride / compression : stride * compression, resultTile = encodes ? tile / compression : tile * compression;
        HostTensor? previous = null;
        // A last stretch of one frame would be dropped whole.
        for (long start = 0; start < x.Shape[Frames] - (previous is null ? 0 : 1); start += stride)
        {
            HostTensor part = Spatially(Tiles.Cut(x, Frames, start, start + tile + 1), tiler, encodes, cancellationToken);
            if (previous is not null)
            {
                part = encodes ? Tiles.Cut(part, Frames, 1, part.Shape[Frames]) : Tiles.Cut(part, Frames, 0, part.Shape[Frames] - 1);
                Tiles.Fade(previous, part, Frames, resultTile - resultStride);
            }

            yield return Tiles.Cut(part, Frames, 0, previous is null ? resultStride + 1 : resultStride);
            previous = part;
        }
    }

    private HostTensor Spatially(HostTensor x, SpatialTiler tiler, bool encodes, CancellationToken cancellationToken) => encodes
        ? tiler.Run(x, tile => _sessions.Run("encode", () => _network.Encode(_causal), new Dictionary<string, HostTensor> { ["x"] = tile }, cancellationToken)["moments"])
        : tiler.Run(x, tile => _sessions.Run("decode", () => _network.Decode(_causal), new Dictionary<string, HostTensor> { ["normalized"] = tile }, cancellationToken)["sample"]);

    /// <param name="unit">Pixels that one element of the input covers.</param>
    /// <param name="numerator">Elements of the result for <paramref name="denominator"/> of the input.</param>
    /// <param name="denominator">Elements of the input.</param>
    /// <param name="minimum">The shortest side of a tile.</param>
    private SpatialTiler Spatial(int unit, int numerator, int denominator, int minimum = 1) => _tiling.Spatial
        ? new(_tiling.TileHeight / unit, _tiling.TileWidth / unit, _tiling.StrideHeight / unit, _tiling.StrideWidth / unit, numerator, denominator, minimum)
        : new(int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue, numerator, denominator);

    private static HostTensor Join(IEnumerable<HostTensor> parts) => Tiles.Join([.. parts], Frames);

    private void CheckPixels(HostTensor pixels)
    {
        int t = _config.TemporalCompressionRatio, s = _config.SpatialCompressionRatio;
        if (pixels.Shape.Count != 5 || pixels.Shape[1] != _config.InChannels) throw new ArgumentException($"The video is {pixels}; it must be [batch, {_config.InChannels}, frames, height, width].", nameof(pixels));
        long frames = pixels.Shape[2], height = pixels.Shape[3], width = pixels.Shape[4];
        if (frames < 1 || (frames - 1) % t != 0) throw new ArgumentException($"frames is {frames}; this autoencoder takes {t}k+1; use {Math.Max(0, frames - 1) / t * t + 1} or {(Math.Max(0, frames - 1) / t + 1) * t + 1}.", nameof(pixels));
        if (height < s || height % s != 0) throw new ArgumentException($"height is {height}; this autoencoder takes multiples of {s}; use {(height < s ? "" : $"{height / s * s} or ")}{(height / s + 1) * s}.", nameof(pixels));
        if (width < s || width % s != 0) throw new ArgumentException($"width is {width}; this autoencoder takes multiples of {s}; use {(width < s ? "" : $"{width / s * s} or ")}{(width / s + 1) * s}.", nameof(pixels));
    }

    private HostTensor Checked(HostTensor latents)
    {
        if (latents.Shape.Count != 5 || latents.Shape[1] != _config.LatentChannels || latents.Count == 0) throw new ArgumentException($"The latents are {latents}; they must be [batch, {_config.LatentChannels}, frames, height, width], each 1 or more.", nameof(latents));
        return latents;
    }
}
