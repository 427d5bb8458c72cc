using SoraSharp.Models.Backends;
using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Umt5;

/// <summary>
/// UMT5's encoder, Wan's text encoder: unscaled attention with a bias of its own by distance in every layer, and a gated feed-forward
/// layer, each behind a norm. Source: transformers <c>modeling_umt5.py</c>, <c>UMT5EncoderModel</c>; Chung et al., arXiv 2304.09151.
/// Immutable and thread-safe.
/// </summary>
public sealed class Umt5Encoder
{
    /// <summary>Input: token ids, int64 [B, tokens].</summary>
    public const string InputIds = "input_ids";

    /// <summary>Input: added to attention scores, [B, 1, 1, tokens]: 0 for text, so low that its weight vanishes for padding.</summary>
    public const string PaddingBias = "padding_bias";

    /// <summary>Input: the class of the distance from a token (row) to another (column), int64 [tokens, tokens].</summary>
    public const string Distances = "relative_buckets";

    /// <summary>Output: [B, tokens, hidden]; rows of padding are computed too.</summary>
    public const string LastHiddenState = "last_hidden_state";

    private readonly Embedding _embedding;
    private readonly Layer[] _layers;
    private readonly RmsNorm _norm;

    /// <summary>Declares the encoder's parameters.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="scope">Where to declare them; the root of a checkpoint's names if left out.</param>
    public Umt5Encoder(Umt5Config config, ParameterScope? scope = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config;
        Inputs = new Umt5Inputs(config);
        Parameters = scope ??= new ParameterScope();
        _embedding = new(scope["shared"], config.VocabularySize, config.HiddenSize);
        _layers = [.. Enumerable.Range(0, config.Layers).Select(i => new Layer(scope["encoder.block"][i], config))];
        _norm = new(scope["encoder.final_layer_norm"], config.HiddenSize, config.Eps);
    }

    /// <summary>The configuration.</summary>
    public Umt5Config Config { get; }

    /// <summary>Computes what goes in beside the ids.</summary>
    public Umt5Inputs Inputs { get; }

    /// <summary>Every tensor the checkpoint must hold.</summary>
    public ParameterScope Parameters { get; }

    /// <summary>Whether a checkpoint may hold this tensor although nothing is computed with it: a second copy of the embedding.</summary>
    public static bool IsUnused(string name) => name == "encoder.embed_tokens.weight";

    /// <summary>Token ids to hidden states.</summary>
    public NetworkFunction Encode()
    {
        const string batch = "batch", tokens = "text_tokens";
        return new("text_encoder.encode",
        [
            new(InputIds, ElementType.Int64, batch, tokens),
            new(PaddingBias, ElementType.Float32, batch, 1, 1, tokens),
            new(Distances, ElementType.Int64, tokens, tokens),
        ], Forward);
    }

    private NetworkValues Forward(NetworkValues inputs)
    {
        Tensor x = _embedding.Forward(inputs[InputIds]);
        for (int i = 0; i < _layers.Length; i++)
        {
            x = _layers[i].Forward(x, inputs[PaddingBias], inputs[Distances]);
            inputs.Interpreter.Observe($"encoder.block.{i}", x);
        }

        return new NetworkValues(inputs.Interpreter) { [LastHiddenState] = _norm.Forward(x) };
    }

    private sealed class Layer(ParameterScope scope, Umt5Config config)
    {
        private readonly RmsNorm _attentionNorm = new(scope["layer.0.layer_norm"], config.HiddenSize, config.Eps);
        private readonly Linear _query = Projection(scope, "q", config);
        private readonly Linear _key = Projection(scope, "k", config);
        private readonly Linear _value = Projection(scope, "v", config);
        private readonly Linear _out = new(scope["layer.0.SelfAttention.o"], (long)config.Heads * config.HeadFeatures, config.HiddenSize, bias: false);
        private readonly Embedding _bias = new(scope["layer.0.SelfAttention.relative_attention_bias"], config.RelativeBuckets, config.Heads);
        private readonly RmsNorm _feedForwardNorm = new(scope["layer.1.layer_norm"], config.HiddenSize, config.Eps);
        private readonly Linear _gate = new(scope["layer.1.DenseReluDense.wi_0"], config.HiddenSize, config.FeedForwardFeatures, bias: false);
        private readonly Linear _up = new(scope["layer.1.DenseReluDense.wi_1"], config.HiddenSize, config.FeedForwardFeatures, bias: false);
        private readonly Linear _down = new(scope["layer.1.DenseReluDense.wo"], config.FeedForwardFeatures, config.HiddenSize, bias: false);

        public Tensor Forward(Tensor x, Tensor paddingBias, Tensor distances)
        {
            Tensor normed = _attentionNorm.Forward(x);
            Tensor bias = _bias.Forward(distances).Permute(2, 0, 1).Unsqueeze(0) + paddingBias;
            x += _out.Forward(x.Interpreter.Attention(_query.Forward(normed), _key.Forward(normed), _value.Forward(normed), config.Heads, bias: bias, scale: 1));
            normed = _feedForwardNorm.Forward(x);
            return x + _down.Forward(_gate.Forward(normed).GeluTanh() * _up.Forward(normed));
        }

        private static Linear Projection(ParameterScope scope, string name, Umt5Config config) =>
            new(scope[$"layer.0.SelfAttention.{name}"], config.HiddenSize, (long)config.Heads * config.HeadFeatures, bias: false);
    }
}
