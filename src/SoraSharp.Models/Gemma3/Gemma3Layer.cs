using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Gemma3;

/// <summary>Gemma's root-mean-square norm: the stored weight is what is added to 1.</summary>
internal sealed class Gemma3RmsNorm(ParameterScope scope, long features, double eps)
{
    private readonly Parameter _weight = scope.Declare("weight", features);

    public Tensor Forward(Tensor x) => x.Interpreter.RmsNorm(x, x.Interpreter.Weight(_weight) + 1, eps);
}

/// <summary>
/// A layer of Gemma 3: attention with fewer key-value heads and normalised queries and keys, then a gated feed-forward
/// layer, each between two norms. Source: Gemma 3 report (2025); transformers <c>modeling_gemma3.py</c>, <c>Gemma3DecoderLayer</c>.
/// </summary>
internal sealed class Gemma3Layer(ParameterScope scope, Gemma3Config config)
{
    private readonly Gemma3RmsNorm _inputNorm = new(scope["input_layernorm"], config.HiddenSize, config.RmsNormEps);
    private readonly Gemma3RmsNorm _postAttentionNorm = new(scope["post_attention_layernorm"], config.HiddenSize, config.RmsNormEps);
    private readonly Gemma3RmsNorm _preFeedForwardNorm = new(scope["pre_feedforward_layernorm"], config.HiddenSize, config.RmsNormEps);
    private readonly Gemma3RmsNorm _postFeedForwardNorm = new(scope["post_feedforward_layernorm"], config.HiddenSize, config.RmsNormEps);
    private readonly Gemma3RmsNorm _queryNorm = new(scope["self_attn.q_norm"], config.HeadFeatures, config.RmsNormEps);
    private readonly Gemma3RmsNorm _keyNorm = new(scope["self_attn.k_norm"], config.HeadFeatures, config.RmsNormEps);
    private readonly Linear _query = new(scope["self_attn.q_proj"], config.HiddenSize, config.Heads * config.HeadFeatures, config.AttentionBias);
    private readonly Linear _key = new(scope["self_attn.k_proj"], config.HiddenSize, config.KeyValueHeads * config.HeadFeatures, config.AttentionBias);
    private readonly Linear _value = new(scope["self_attn.v_proj"], config.HiddenSize, config.KeyValueHeads * config.HeadFeatures, config.AttentionBias);
    private readonly Linear _out = new(scope["self_attn.o_proj"], config.Heads * config.HeadFeatures, config.HiddenSize, config.AttentionBias);
    private readonly Linear _gate = new(scope["mlp.gate_proj"], config.HiddenSize, config.IntermediateSize, bias: false);
    private readonly Linear _up = new(scope["mlp.up_proj"], config.HiddenSize, config.IntermediateSize, bias: false);
    private readonly Linear _down = new(scope["mlp.down_proj"], config.IntermediateSize, config.HiddenSize, bias: false);

    /// <param name="x">[B, L, hidden].</param>
    /// <param name="rope">One group, shared by all heads.</param>
    /// <param name="bias">Hides padding and what comes later, [B, 1, L, L].</param>
    public Tensor Forward(Tensor x, RotaryTable rope, Tensor bias)
    {
        x += _postAttentionNorm.Forward(Attend(_inputNorm.Forward(x), rope, bias));
        Tensor normed = _preFeedForwardNorm.Forward(x);
        return x + _postFeedForwardNorm.Forward(_down.Forward(_gate.Forward(normed).GeluTanh() * _up.Forward(normed)));
    }

    private Tensor Attend(Tensor x, RotaryTable rope, Tensor bias)
    {
        Tensor query = rope.Rotate(PerHead(_queryNorm, _query.Forward(x), config.Heads), config.Heads);
        Tensor key = rope.Rotate(PerHead(_keyNorm, _key.Forward(x), config.KeyValueHeads), config.KeyValueHeads);
        return _out.Forward(x.Interpreter.Attention(
            query, key, _value.Forward(x), config.Heads, config.KeyValueHeads, bias, 1 / Math.Sqrt(config.QueryPreAttentionScalar)));
    }

    private Tensor PerHead(Gemma3RmsNorm norm, Tensor x, int heads) => norm.Forward(x.Unflatten(-1, heads, config.HeadFeatures)).Flatten(2, 3);
}
