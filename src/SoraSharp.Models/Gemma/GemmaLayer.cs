using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Gemma;

/// <summary>Gemma's root-mean-square norm, whose weight may be stored as what is added to 1.</summary>
internal sealed class GemmaRmsNorm(ParameterScope scope, long features, double eps, double offset)
{
    private readonly Parameter _weight = scope.Declare("weight", features);

    public Tensor Forward(Tensor x)
    {
        Tensor weight = x.Interpreter.Weight(_weight);
        return x.Interpreter.RmsNorm(x, offset == 0 ? weight : weight + offset, eps);
    }
}

/// <summary>The keys and values of a layer, as attention takes them: [B, L, heads·features].</summary>
internal sealed record GemmaKeyValues(Tensor Key, Tensor Value);

/// <summary>
/// A layer of Gemma: attention with fewer key-value heads and normalised queries and keys, then a gated feed-forward
/// layer, each between two norms. Source: Gemma 3 report (2025); transformers <c>modeling_gemma3.py</c>, <c>Gemma3DecoderLayer</c>,
/// and <c>modeling_gemma4_unified.py</c>, <c>Gemma4UnifiedTextDecoderLayer</c>.
/// </summary>
internal sealed class GemmaLayer
{
    private readonly GemmaLayerShape _shape;
    private readonly GemmaRmsNorm _inputNorm;
    private readonly GemmaRmsNorm _postAttentionNorm;
    private readonly GemmaRmsNorm _preFeedForwardNorm;
    private readonly GemmaRmsNorm _postFeedForwardNorm;
    private readonly GemmaRmsNorm _queryNorm;
    private readonly GemmaRmsNorm? _keyNorm;
    private readonly Linear _query;
    private readonly Linear? _key;
    private readonly Linear? _value;
    private readonly Linear _out;
    private readonly Linear _gate;
    private readonly Linear _up;
    private readonly Linear _down;
    private readonly Parameter? _scalar;

    public GemmaLayer(ParameterScope scope, GemmaLayerShape shape)
    {
        _shape = shape;
        _inputNorm = Norm("input_layernorm", shape.HiddenSize);
        _postAttentionNorm = Norm("post_attention_layernorm", shape.HiddenSize);
        _preFeedForwardNorm = Norm("pre_feedforward_layernorm", shape.HiddenSize);
        _postFeedForwardNorm = Norm("post_feedforward_layernorm", shape.HiddenSize);
        _queryNorm = Norm("self_attn.q_norm", shape.HeadFeatures);
        _query = new(scope["self_attn.q_proj"], shape.HiddenSize, (long)shape.Heads * shape.HeadFeatures, shape.Bias);
        if (shape.KeyValuesOf is null)
        {
            _keyNorm = Norm("self_attn.k_norm", shape.HeadFeatures);
            _key = KeyValue("self_attn.k_proj");
            if (!shape.KeysAreValues) _value = KeyValue("self_attn.v_proj");
        }

        _out = new(scope["self_attn.o_proj"], (long)shape.Heads * shape.HeadFeatures, shape.HiddenSize, shape.Bias);
        _gate = new(scope["mlp.gate_proj"], shape.HiddenSize, shape.IntermediateSize, bias: false);
        _up = new(scope["mlp.up_proj"], shape.HiddenSize, shape.IntermediateSize, bias: false);
        _down = new(scope["mlp.down_proj"], shape.IntermediateSize, shape.HiddenSize, bias: false);
        if (shape.HasScalar) _scalar = scope.Declare("layer_scalar", 1);

        GemmaRmsNorm Norm(string name, long features) => new(scope[name], features, shape.Eps, shape.NormOffset);
        Linear KeyValue(string name) => new(scope[name], shape.HiddenSize, (long)shape.KeyValueHeads * shape.HeadFeatures, shape.Bias);
    }

    /// <param name="x">[B, L, hidden].</param>
    /// <param name="rope">One group, shared by all heads.</param>
    /// <param name="bias">Hides padding and what comes later, [B, 1, L, L].</param>
    /// <param name="given">Another layer's keys and values, where the shape says so.</param>
    /// <param name="used">The keys and values that this layer used.</param>
    public Tensor Forward(Tensor x, RotaryTable rope, Tensor bias, GemmaKeyValues? given, out GemmaKeyValues used)
    {
        Tensor normed = _inputNorm.Forward(x);
        used = given ?? KeyValues(normed, rope);
        Tensor query = rope.Rotate(PerHead(_query.Forward(normed), _shape.Heads, _queryNorm.Forward), _shape.Heads);
        Tensor attended = x.Interpreter.Attention(query, used.Key, used.Value, _shape.Heads, _shape.KeyValueHeads, bias, _shape.Scale);
        x += _postAttentionNorm.Forward(_out.Forward(attended));
        normed = _preFeedForwardNorm.Forward(x);
        x += _postFeedForwardNorm.Forward(_down.Forward(_gate.Forward(normed).GeluTanh() * _up.Forward(normed)));
        return _scalar is null ? x : x * x.Interpreter.Weight(_scalar);
    }

    private GemmaKeyValues KeyValues(Tensor x, RotaryTable rope)
    {
        Tensor key = _key!.Forward(x), value = _value?.Forward(x) ?? key;
        if (_shape.NormalizesValues) value = PerHead(value, _shape.KeyValueHeads, heads => heads.Interpreter.RmsNorm(heads, null, _shape.Eps));
        return new(rope.Rotate(PerHead(key, _shape.KeyValueHeads, _keyNorm!.Forward), _shape.KeyValueHeads), value);
    }

    private Tensor PerHead(Tensor x, int heads, Func<Tensor, Tensor> norm) => norm(x.Unflatten(-1, heads, _shape.HeadFeatures)).Flatten(2, 3);
}
