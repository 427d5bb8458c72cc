using SoraSharp.Models.Backends;
using SoraSharp.Models.Layers;
using SoraSharp.Models.Ltx2;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Patch;

/// <summary>
/// Mini's video autoencoder. The encoder is fixed: frames are shrunk and cut into patches, and every patch becomes its principal
/// components. The decoder adds two things: the linear map that best predicts full-size patches from latents, and a transformer that
/// learns what that map misses. Immutable and thread-safe.
/// </summary>
internal sealed class PatchTransformerNetwork
{
    private readonly PatchLatents _latents;
    private readonly PixelCells _pixels;
    private readonly Ltx2Rope _rope;
    private readonly Linear _firstBase;
    private readonly Linear _restBase;
    private readonly PatchTransformerDecoder _decoder;

    public PatchTransformerNetwork(PatchTransformerConfig config, ParameterScope? scope = null)
    {
        Config = config;
        Parameters = scope ?? new ParameterScope();
        _latents = new PatchLatents(Parameters, new(config.Colours, config.LatentChannels, config.TemporalCompressionRatio, config.SpatialCompressionRatio, config.EncoderScale, config.ScalingFactor));
        _pixels = new PixelCells(config.Colours, config.CellsPerSide, config.CellSize);
        _rope = new Ltx2Rope(config.HiddenSize, config.Heads, RotaryLayout.Split, config.RopeMaxPositions, config.RopeTheta);
        long pixels = (long)config.CellsPerFrame * config.CellPixels;
        _firstBase = new Linear(Parameters["cell_base"]["first"], config.LatentChannels, pixels);
        _restBase = new Linear(Parameters["cell_base"]["rest"], config.LatentChannels, pixels * config.TemporalCompressionRatio);
        _decoder = new PatchTransformerDecoder(Parameters["decoder"], config);
    }

    public PatchTransformerConfig Config { get; }

    /// <summary>Every parameter and buffer, named as in the checkpoint.</summary>
    public ParameterScope Parameters { get; }

    /// <inheritdoc cref="PatchLatents.Encode"/>
    public NetworkFunction Encode() => _latents.Encode();

    /// <summary>
    /// Inputs <c>normalized</c> [batch, C, f, h, w], latents as the denoiser leaves them, and <c>rope.cos</c> and <c>rope.sin</c> [1, f·h·w, heads, pairs] (<see cref="DecodeInputs"/>).
    /// Outputs <c>denormalized</c>, the shape of the latents, and <c>sample</c> [batch, 3, frames, height, width], about −1..1.
    /// </summary>
    public NetworkFunction Decode() =>
        new("vae.decode", [_latents.Normalized, Table("rope.cos"), Table("rope.sin")], inputs =>
        {
            Tensor latents = _latents.Denormalize(inputs["normalized"]);
            (Dim f, Dim h, Dim w) = (latents.Shape[2], latents.Shape[3], latents.Shape[4]);
            Tensor tokens = latents.Permute(0, 2, 3, 4, 1).Flatten(1, 3);
            Tensor features = Features(tokens, inputs["rope.cos"], inputs["rope.sin"]);
            Tensor linear = BaseCells(tokens.Slice(1, 0, h * w), tokens.Slice(1, h * w));
            Tensor cells = linear + DetailCells(features.Slice(1, 0, h * w), features.Slice(1, h * w), linear);
            return new NetworkValues(inputs.Interpreter) { ["denormalized"] = latents, ["sample"] = Deblocked(Pixels(cells, f, h, w)) };
        });

    /// <summary>The inputs of <see cref="Decode"/> for normalised latents [B, C, f, h, w].</summary>
    public IReadOnlyDictionary<string, HostTensor> DecodeInputs(HostTensor normalized)
    {
        RopeTables tables = Tables((int)normalized.Shape[2], (int)normalized.Shape[3], (int)normalized.Shape[4]);
        return new Dictionary<string, HostTensor> { ["normalized"] = normalized, ["rope.cos"] = tables.Cos, ["rope.sin"] = tables.Sin };
    }

    /// <summary>The rotary embedding of f·h·w latents.</summary>
    public RopeTables Tables(int frames, int rows, int columns) =>
        _rope.Tables(Ltx2RopeCoordinates.Video(frames, rows, columns, 1, [Config.TemporalCompressionRatio, Config.SpatialCompressionRatio, Config.SpatialCompressionRatio]));

    /// <inheritdoc cref="PatchVideoEncoder.ForwardPatches"/>
    public Tensor EncodePatches(Tensor first, Tensor rest) => _latents.EncodePatches(first, rest);

    /// <summary>
    /// The linear part of the decoder: denormalised latents of the first frame as tokens [B, l, C] and of the others [B, L, C], any of them →
    /// cells [B, (l + L·frames)·cells of a patch, pixels of a cell].
    /// </summary>
    public Tensor BaseCells(Tensor first, Tensor rest) => first.Interpreter.Concat(
        1,
        _firstBase.Forward(first).Reshape(first.Shape[0], -1, Config.CellPixels),
        _restBase.Forward(rest).Reshape(rest.Shape[0], -1, Config.CellPixels));

    /// <summary>Denormalised latents as tokens [B, f·h·w, C] → what the learned part of the decoder knows of each, [B, f·h·w, hidden size].</summary>
    public Tensor Features(Tensor tokens, Tensor cos, Tensor sin) => _decoder.Features(tokens, new RotaryTable(cos, sin, RotaryLayout.Split));

    /// <summary>The learned part of the decoder, to be added to <see cref="BaseCells"/> of the same tokens, which it is given.</summary>
    public Tensor DetailCells(Tensor firstFeatures, Tensor restFeatures, Tensor linear) => _decoder.Cells(firstFeatures, restFeatures, linear);

    /// <summary>Cells of f·h·w latents, in the order that both parts of the decoder give them → [B, 3, F, H, W].</summary>
    public Tensor Pixels(Tensor cells, Dim f, Dim h, Dim w)
    {
        Dim firstCells = h * w * Config.CellsPerFrame;
        Tensor first = _pixels.Spread(cells.Slice(1, 0, firstCells), 1, h, w, 1);
        Tensor rest = _pixels.Spread(cells.Slice(1, firstCells), f - 1, h, w, Config.TemporalCompressionRatio);
        return cells.Interpreter.Concat(2, first, rest);
    }

    /// <summary>Pixels with the borders of cells smoothed as the configuration says.</summary>
    public Tensor Deblocked(Tensor pixels) => Config.DeblockingThreshold > 0 ? CellBorders.Smooth(pixels, Config.CellSize, Config.DeblockingThreshold) : pixels;

    /// <summary>Pixels [B, 3, k·frames, H, W] → patches [B, k, h, w, numbers] in the order of cells.</summary>
    public Tensor Patches(Tensor pixels, int frames) => _pixels.Gather(pixels, frames);

    private InputSpec Table(string name) => new(name, ElementType.Float32, 1, "tokens", _rope.Groups, _rope.PairsPerGroup);
}
