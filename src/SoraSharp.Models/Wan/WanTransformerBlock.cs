using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Wan;

/// <summary>
/// A block of Wan's transformer: self-attention, attention to the text, feed-forward; the first and last are modulated by the timestep.
/// Source: diffusers <c>transformer_wan.py</c>, <c>WanTransformerBlock</c>.
/// </summary>
internal sealed class WanTransformerBlock
{
    private readonly LayerNorm _norm1;
    private readonly LayerNorm? _norm2;
    private readonly LayerNorm _norm3;
    private readonly WanAttention _selfAttention;
    private readonly WanAttention _crossAttention;
    private readonly FeedForward _feedForward;
    private readonly ModulationTable _table;

    public WanTransformerBlock(ParameterScope scope, WanTransformerConfig config)
    {
        _norm1 = new(scope["norm1"], config.Features, config.Eps, affine: false);
        _selfAttention = new(scope["attn1"], config);
        _crossAttention = new(scope["attn2"], config, config.ImageKeyFeatures);
        _norm2 = config.NormsCrossAttention ? new(scope["norm2"], config.Features, config.Eps) : null;
        _feedForward = new(scope["ffn"], config.Features, innerFeatures: config.FeedForwardFeatures);
        _norm3 = new(scope["norm3"], config.Features, config.Eps, affine: false);
        _table = new(scope, "scale_shift_table", 6, config.Features, stored: 1);
    }

    /// <param name="x">[B, L, features].</param>
    /// <param name="context">Text and image.</param>
    /// <param name="time">Shift, scale and gate of self-attention, then of feed-forward.</param>
    /// <param name="rope">The tokens' positions.</param>
    public Tensor Forward(Tensor x, WanContext context, Modulation time, RotaryTable rope)
    {
        Tensor[] rows = _table.With(time);
        x += _selfAttention.Forward(_norm1.Forward(x).Modulate(rows[1], rows[0]), rope) * rows[2];
        x += _crossAttention.Forward(_norm2?.Forward(x) ?? x, context);
        return x + _feedForward.Forward(_norm3.Forward(x).Modulate(rows[4], rows[3])) * rows[5];
    }
}

/// <summary>
/// A block of VACE's control branch: a transformer block whose result is also projected to a hint for the main branch.
/// Source: diffusers <c>transformer_wan_vace.py</c>, <c>WanVACETransformerBlock</c>.
/// </summary>
internal sealed class WanVaceBlock(ParameterScope scope, WanTransformerConfig config, bool first)
{
    private readonly Linear? _in = first ? new(scope["proj_in"], config.Features, config.Features) : null;
    private readonly WanTransformerBlock _block = new(scope, config);
    private readonly Linear _out = new(scope["proj_out"], config.Features, config.Features);

    /// <summary>The first block joins the control tokens to the latents' tokens; the others go on from the block before.</summary>
    public (Tensor Hint, Tensor Control) Forward(Tensor control, Tensor latents, WanContext context, Modulation time, RotaryTable rope)
    {
        if (_in is not null) control = _in.Forward(control) + latents;
        control = _block.Forward(control, context, time, rope);
        return (_out.Forward(control), control);
    }
}
