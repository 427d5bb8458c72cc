using SoraSharp.Models.Autoencoders;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Ltx2.VideoVae;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.DiffusionDecoder;

/// <summary>
/// The diffusion decoder at work: denormalised latents to pixels, whole or in tiles (diffusers <c>LTX2VideoDiffusionDecoderModel.decode</c>).
/// All but the last stage see the whole clip; the last one and the denoising, which take the memory, may run in tiles that fade into
/// each other. Loads functions when they are first used. Thread-safe.
/// </summary>
internal sealed class DiffusionDecoderCodec : IReleasable
{
    private const int Frames = 2, Rows = 3, Columns = 4;
    private readonly DiffusionDecoderConfig _config;
    private readonly VideoVaeTiling _tiling;
    private readonly LatentStatistics _statistics;
    private readonly DiffusionDecoderStages _stages;

    /// <param name="network">The decoder.</param>
    /// <param name="backend">What runs it.</param>
    /// <param name="weights">Its checkpoint; must outlive the codec.</param>
    /// <param name="tiling">How to cut the work; null is not at all.</param>
    /// <param name="brick">The longest sides of the bricks in which attention is computed; null chooses.</param>
    /// <exception cref="ArgumentException">Tiles are smaller than what they are made of.</exception>
    public DiffusionDecoderCodec(DiffusionDecoderNetwork network, INetworkBackend backend, IWeightSource weights, VideoVaeTiling? tiling = null, GridSize? brick = null)
    {
        _config = network.Config;
        _tiling = tiling ?? VideoVaeTiling.None;
        _statistics = new LatentStatistics(weights, _config.ScalingFactor);
        _stages = new DiffusionDecoderStages(network, backend, weights, brick);
        GridSize cell = Cell;
        if (_tiling.Spatial && (_tiling.StrideHeight < cell.Height || _tiling.StrideWidth < cell.Width || _tiling.TileHeight < _tiling.StrideHeight || _tiling.TileWidth < _tiling.StrideWidth))
        {
            throw new ArgumentException($"Tiles of {_tiling.TileHeight}×{_tiling.TileWidth} pixels with strides {_tiling.StrideHeight} and {_tiling.StrideWidth} do not fit this decoder; strides are at least {cell.Height} and {cell.Width}, and tiles no shorter.", nameof(tiling));
        }

        if (_tiling.Temporal && (_tiling.StrideFrames < cell.Frames || _tiling.TileFrames < _tiling.StrideFrames))
        {
            throw new ArgumentException($"Tiles of {_tiling.TileFrames} frames with a stride of {_tiling.StrideFrames} do not fit this decoder; the stride is at least {cell.Frames}, and tiles no shorter.", nameof(tiling));
        }
    }

    /// <summary>The reference class's tiles. A tile is in memory as three grids of tokens: with the published decoder 80×768×768 pixels are 2.9 million tokens, 3 GB a grid.</summary>
    public static VideoVaeTiling DefaultTiling { get; } = new() { TileHeight = 768, TileWidth = 768, TileFrames = 80, StrideHeight = 704, StrideWidth = 704, StrideFrames = 56 };

    /// <summary>Pixels and frames that a token entering the last stage becomes.</summary>
    private GridSize Cell
    {
        get
        {
            GridSize stride = _config.Stages[^1].Stride;
            return new(stride.Frames, stride.Height * _config.PatchSize, stride.Width * _config.PatchSize);
        }
    }

    /// <summary>z·std/scaling + mean with the decoder's own statistics: latents as it wants them. The result is new.</summary>
    public HostTensor Denormalize(HostTensor latents) => _statistics.Denormalize(latents);

    /// <summary>Denormalised latents [B, C, f, h, w] to pixels [B, 3, F, H, W], about −1..1.</summary>
    /// <param name="latents">The latents.</param>
    /// <param name="draw">Draws standard normal noise of a shape. Called once; with one step and tiles, once for every tile.</param>
    /// <param name="steps">Denoising steps; null is the configuration's.</param>
    /// <param name="cancellationToken">Answered between the pieces of the work.</param>
    /// <exception cref="ArgumentException">The latents have the wrong channels or are smaller than a token's neighbourhood.</exception>
    public HostTensor Decode(HostTensor latents, Func<long[], HostTensor> draw, int? steps = null, CancellationToken cancellationToken = default) =>
        Tiles.Join([.. DecodeInParts(latents, draw, steps, cancellationToken)], Frames);

    /// <summary>As <see cref="Decode"/>, but in consecutive stretches of frames, so that only one stretch is in memory.</summary>
    /// <exception cref="ArgumentException">The latents have the wrong channels or are smaller than a token's neighbourhood.</exception>
    public IEnumerable<HostTensor> DecodeInParts(HostTensor latents, Func<long[], HostTensor> draw, int? steps = null, CancellationToken cancellationToken = default)
    {
        if (latents.Shape.Count != 5 || latents.Shape[1] != _config.LatentChannels || latents.Count == 0) throw new ArgumentException($"The latents are {latents}; they must be [batch, {_config.LatentChannels}, frames, height, width], each 1 or more.", nameof(latents));
        int count = steps ?? _config.Steps;
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(steps));
        return Parts(latents, draw, count, cancellationToken);
    }

    /// <inheritdoc />
    public void Release() => _stages.Release();

    /// <inheritdoc />
    public void Dispose() => _stages.Dispose();

    private IEnumerable<HostTensor> Parts(HostTensor latents, Func<long[], HostTensor> draw, int steps, CancellationToken cancellationToken)
    {
        HostTensor features = _stages.Features(latents, cancellationToken);
        if (!Cuts(latents))
        {
            HostTensor context = _stages.Context(features, startsClip: true, endsClip: true, cancellationToken);
            yield return _stages.Denoise(context, draw(PixelShape(context)), steps, cancellationToken);
            yield break;
        }

        DecoderTiles tiles = DecoderTiles.Of(_config, _tiling, GridBox.SizeOf(features));
        // Pixels that are predicted at once from noise may have noise of their own in every tile; over several steps neighbours must start alike.
        HostTensor? canvas = steps == 1 && _config.PredictsPixels ? null : draw([latents.Shape[0], _config.OutChannels, .. tiles.PixelLengths]);
        HostTensor? previous = null;
        foreach (TileSpan time in tiles.Time)
        {
            HostTensor group = Spatially(tiles, (row, column) =>
            {
                HostTensor context = _stages.Context(tiles.Cut(features, time, row, column), time.IsFirst, time.IsLast, cancellationToken);
                HostTensor noise = canvas is null ? draw(PixelShape(context)) : tiles.CutPixels(canvas, time, row, column, PixelShape(context));
                return _stages.Denoise(context, noise, steps, cancellationToken);
            });
            if (previous is not null) Tiles.Fade(previous, group, Frames, tiles.Overlap.Frames);
            yield return time.IsLast ? group : Tiles.Cut(group, Frames, 0, tiles.KeptFrames(time));
            previous = group;
        }
    }

    private static HostTensor Spatially(DecoderTiles tiles, Func<TileSpan, TileSpan, HostTensor> decode)
    {
        List<HostTensor> rows = [], above = [];
        foreach (TileSpan row in tiles.Rows)
        {
            List<HostTensor> tilesOfRow = [], cropped = [];
            foreach (TileSpan column in tiles.Columns)
            {
                HostTensor tile = decode(row, column);
                // Fading writes into the tile, so that later neighbours fade with what is shown.
                if (!row.IsFirst) Tiles.Fade(above[tilesOfRow.Count], tile, Rows, tiles.Overlap.Height);
                if (!column.IsFirst) Tiles.Fade(tilesOfRow[^1], tile, Columns, tiles.Overlap.Width);
                tilesOfRow.Add(tile);
                HostTensor kept = row.IsLast ? tile : Tiles.Cut(tile, Rows, 0, tiles.Kept.Height);
                cropped.Add(column.IsLast ? kept : Tiles.Cut(kept, Columns, 0, tiles.Kept.Width));
            }

            rows.Add(Tiles.Join(cropped, Columns));
            above = tilesOfRow;
        }

        return Tiles.Join(rows, Rows);
    }

    private bool Cuts(HostTensor latents) =>
        (_tiling.Temporal && latents.Shape[Frames] > _tiling.TileFrames / _config.TemporalCompressionRatio) ||
        (_tiling.Spatial && (latents.Shape[Rows] > _tiling.TileHeight / _config.SpatialCompressionRatio || latents.Shape[Columns] > _tiling.TileWidth / _config.SpatialCompressionRatio));

    private long[] PixelShape(HostTensor context) =>
        [context.Shape[0], _config.OutChannels, context.Shape[1], context.Shape[2] * _config.PatchSize, context.Shape[3] * _config.PatchSize];
}
