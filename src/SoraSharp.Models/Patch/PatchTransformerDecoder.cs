using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Patch;

/// <summary>
/// What a linear map from latents to pixels misses, by matrix products alone: a transformer over the latents' tokens, which are then unfolded into a
/// token for every frame, and these into cells, whose pixels two layers make; they also see what the linear map made of the cell.
/// </summary>
internal sealed class PatchTransformerDecoder
{
    private const double Eps = 1e-6;
    private readonly PatchTransformerConfig _config;
    private readonly Linear _in;
    private readonly Block[] _blocks;
    private readonly RmsNorm _norm;
    private readonly Linear _first;
    private readonly Linear _rest;
    private readonly (RmsNorm Norm, FeedForward FeedForward)[] _frameBlocks;
    private readonly RmsNorm _frameNorm;
    private readonly Linear _cells;
    private readonly Linear _base;
    private readonly Linear _out;

    public PatchTransformerDecoder(ParameterScope scope, PatchTransformerConfig config)
    {
        _config = config;
        long width = config.HiddenSize, frameWidth = config.FrameHiddenSize;
        _in = new Linear(scope["proj_in"], config.LatentChannels, width);
        _blocks = [.. Enumerable.Range(0, config.Layers).Select(i => new Block(scope["transformer_blocks"][i], width, config.Heads))];
        _norm = new RmsNorm(scope["norm"], width, Eps, affine: false);
        _first = new Linear(scope["frames_first"], width, frameWidth);
        _rest = new Linear(scope["frames_rest"], width, frameWidth * config.TemporalCompressionRatio);
        _frameBlocks = [.. Enumerable.Range(0, config.FrameLayers).Select(i => (new RmsNorm(scope["frame_blocks"][i]["norm"], frameWidth, Eps, affine: false), new FeedForward(scope["frame_blocks"][i]["ff"], frameWidth)))];
        _frameNorm = new RmsNorm(scope["frame_norm"], frameWidth, Eps, affine: false);
        _cells = new Linear(scope["cells"], frameWidth, (long)config.CellsPerFrame * config.CellChannels);
        _base = new Linear(scope["proj_base"], config.CellPixels, config.CellChannels, bias: false);
        _out = new Linear(scope["proj_out"], config.CellChannels, config.CellPixels);
    }

    /// <summary>Latents as tokens [B, L, C] → features of the tokens [B, L, hidden size].</summary>
    public Tensor Features(Tensor tokens, RotaryTable rope)
    {
        Tensor x = _in.Forward(tokens);
        foreach (Block block in _blocks) x = block.Forward(x, rope);
        return _norm.Forward(x);
    }

    /// <summary>
    /// Features of tokens of the first frame [B, l, hidden size] and of tokens of the others [B, L, hidden size], any of them → their cells
    /// [B, (l + L·frames)·cells of a patch, pixels of a cell], to be added to <paramref name="linear"/>, what the linear map makes of them: edges that it blurs
    /// are seen best there.
    /// </summary>
    public Tensor Cells(Tensor first, Tensor rest, Tensor linear)
    {
        Tensor unfolded = _rest.Forward(rest).Reshape(rest.Shape[0], -1, _config.FrameHiddenSize);
        Tensor frames = first.Interpreter.Concat(1, _first.Forward(first), unfolded);
        foreach ((RmsNorm norm, FeedForward feedForward) in _frameBlocks) frames = frames.Interpreter.AddGated(frames, feedForward.Forward(norm.Forward(frames)), null);
        Tensor cells = _cells.Forward(_frameNorm.Forward(frames)).Reshape(first.Shape[0], -1, _config.CellChannels);
        return _out.Forward((cells + _base.Forward(linear)).Silu());
    }

    /// <summary>Attention and feed-forward, each after a norm and added to what came in.</summary>
    private sealed class Block(ParameterScope scope, long width, int heads)
    {
        private readonly RmsNorm _norm1 = new(scope["norm1"], width, Eps, affine: false);
        private readonly AttentionProjections _attention = new(scope["attn1"], width, width, width, Eps);
        private readonly RmsNorm _norm2 = new(scope["norm2"], width, Eps, affine: false);
        private readonly FeedForward _feedForward = new(scope["ff"], width);

        public Tensor Forward(Tensor x, RotaryTable rope)
        {
            Tensor normed = _norm1.Forward(x);
            Tensor query = rope.Rotate(_attention.Query(normed)), key = rope.Rotate(_attention.Key(normed));
            x = x.Interpreter.AddGated(x, _attention.Out(x.Interpreter.Attention(query, key, _attention.Value(normed), heads)), null);
            return x.Interpreter.AddGated(x, _feedForward.Forward(_norm2.Forward(x)), null);
        }
    }
}
