using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.DiffusionDecoder;

/// <summary>
/// What a block needs to know of a brick of the grid: whose tokens are computed, and what they see. The region holds the neighbourhoods
/// of all the brick's tokens, so that any grid is computed brick by brick, in memory that does not depend on its size.
/// </summary>
/// <param name="Tokens">Where the brick's tokens are in the region, int64 [tokens].</param>
/// <param name="Bias">0 where a token (row) sees another of the region (column), else so low that its weight vanishes; [1, 1, tokens, region].</param>
/// <param name="Rope">Turns by the position in the grid, [1, region, 1, head features / 2].</param>
internal sealed record Brick(Tensor Tokens, Tensor Bias, RotaryTable Rope)
{
    /// <summary>The brick's tokens of [B, region, …].</summary>
    public Tensor Of(Tensor region) => region.Gather(1, Tokens);
}

/// <summary>down(silu(gate(x))·up(x)) without biases (Shazeer 2020).</summary>
internal sealed class SwiGlu
{
    private readonly Linear _up;
    private readonly Linear _gate;
    private readonly Linear _down;

    public SwiGlu(ParameterScope scope, long features)
    {
        long hidden = ((4 * features) + 15) / 16 * 16;
        _up = new Linear(scope["w_up"], features, hidden, bias: false);
        _gate = new Linear(scope["w_gate"], features, hidden, bias: false);
        _down = new Linear(scope["w_down"], hidden, features, bias: false);
    }

    public Tensor Forward(Tensor x) => _down.Forward(_gate.Forward(x).Silu() * _up.Forward(x));
}

/// <summary>
/// Attention of tokens to their neighbourhood in a grid, with normalised and turned queries and keys
/// (Hassani et al. 2023; diffusers <c>LTX2VideoVaeNeighborhoodAttention</c>).
/// </summary>
internal sealed class NeighborhoodAttention(ParameterScope scope, int features, int headFeatures)
{
    private readonly int _heads = features / headFeatures;
    private readonly Linear _query = new(scope["to_q"], features, features);
    private readonly Linear _key = new(scope["to_k"], features, features);
    private readonly Linear _value = new(scope["to_v"], features, features);
    private readonly Linear _out = new(scope["to_out.0"], features, features);
    private readonly RmsNorm _queryNorm = new(scope["norm_q"], headFeatures, NeighborhoodBlock.NormEps);
    private readonly RmsNorm _keyNorm = new(scope["norm_k"], headFeatures, NeighborhoodBlock.NormEps);

    /// <summary>[B, region, features] → [B, tokens, features].</summary>
    public Tensor Forward(Tensor region, Brick brick)
    {
        RotaryTable queryRope = brick.Rope with { Cos = brick.Of(brick.Rope.Cos), Sin = brick.Of(brick.Rope.Sin) };
        Tensor query = queryRope.Rotate(PerHead(_queryNorm, _query.Forward(brick.Of(region))), _heads);
        Tensor key = brick.Rope.Rotate(PerHead(_keyNorm, _key.Forward(region)), _heads);
        return _out.Forward(region.Interpreter.Attention(query, key, _value.Forward(region), _heads, bias: brick.Bias));
    }

    private Tensor PerHead(RmsNorm norm, Tensor x) => norm.Forward(x.Unflatten(-1, _heads, headFeatures)).Flatten(2, 3);
}

/// <summary>
/// Neighbourhood attention and a gated feed-forward layer, each after a norm. Where pixels are denoised, the context is added first and
/// the normalised activations are modulated by the timestep (diffusers <c>LTX2VideoVaeNABlock</c> and <c>LTX2VideoVaeDiffusionNABlock</c>).
/// </summary>
internal sealed class NeighborhoodBlock
{
    /// <summary>Epsilon of every norm of the decoder.</summary>
    public const double NormEps = 1e-6;

    /// <summary>Modulation parameters: scale, shift and gate of attention and of the feed-forward layer, and a gate of the context. Gates are not used: they are part of the weights.</summary>
    public const int ModulationParameters = 7;

    private const int AttentionScale = 0, AttentionShift = 1, FeedForwardScale = 3, FeedForwardShift = 4;

    private readonly RmsNorm _norm1;
    private readonly NeighborhoodAttention _attention;
    private readonly RmsNorm _norm2;
    private readonly SwiGlu _feedForward;
    private readonly Linear? _context;
    private readonly Parameter? _table;

    /// <param name="scope">Where to declare.</param>
    /// <param name="features">The width of the tokens.</param>
    /// <param name="headFeatures">Features of a head.</param>
    /// <param name="contextFeatures">The width of the context; null where there is none.</param>
    public NeighborhoodBlock(ParameterScope scope, int features, int headFeatures, int? contextFeatures = null)
    {
        if (contextFeatures is int given)
        {
            _context = new Linear(scope["context_proj"], given, features);
            _table = scope.Declare("scale_shift_table", ModulationParameters, features);
        }

        _norm1 = new RmsNorm(scope["norm1"], features, NormEps);
        _attention = new NeighborhoodAttention(scope["attn"], features, headFeatures);
        _norm2 = new RmsNorm(scope["norm2"], features, NormEps);
        _feedForward = new SwiGlu(scope["mlp"], features);
    }

    /// <param name="region">[B, region, features].</param>
    /// <param name="brick">Which tokens are computed.</param>
    /// <param name="context">[B, region, context features], where pixels are denoised.</param>
    /// <param name="modulation">[B, 7, features], where pixels are denoised.</param>
    /// <returns>[B, tokens, features].</returns>
    public Tensor Forward(Tensor region, Brick brick, Tensor? context = null, Tensor? modulation = null)
    {
        if (_context is not null) region += _context.Forward(context!);
        Tensor? parameters = _table is null ? null : modulation! + region.Interpreter.Weight(_table);
        Tensor x = brick.Of(region) + _attention.Forward(Modulated(_norm1.Forward(region), parameters, AttentionScale, AttentionShift), brick);
        return x + _feedForward.Forward(Modulated(_norm2.Forward(x), parameters, FeedForwardScale, FeedForwardShift));
    }

    private static Tensor Modulated(Tensor x, Tensor? parameters, int scale, int shift) =>
        parameters is null ? x : x.Modulate(parameters.Slice(1, scale, scale + 1), parameters.Slice(1, shift, shift + 1));
}
