using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Gemma3;
using SoraSharp.Models.Gemma4;
using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Gemma;

/// <summary>
/// Gemma's text model as LTX-2's text encoder: all its hidden states. With no layers it is the scaled embedding table and the final norm.
/// Source: transformers <c>modeling_gemma3.py</c> and <c>modeling_gemma4_unified.py</c>. Immutable and thread-safe.
/// </summary>
public abstract class GemmaTextModel
{
    /// <summary>Input: token ids, int64 [B, tokens].</summary>
    public const string InputIds = "input_ids";

    /// <summary>Input: added to the scores of layers that see all, [B, 1, tokens, tokens].</summary>
    public const string FullBias = "full_attention_bias";

    /// <summary>Input: added to the scores of sliding layers, [B, 1, tokens, tokens].</summary>
    public const string SlidingBias = "sliding_attention_bias";

    /// <summary>Inputs <c>full_rope.cos</c> and <c>.sin</c>, [1, tokens, 1, head features / 2].</summary>
    public const string FullRope = "full_rope";

    /// <summary>Inputs <c>sliding_rope.cos</c> and <c>.sin</c>, [1, tokens, 1, head features / 2].</summary>
    public const string SlidingRope = "sliding_rope";

    /// <summary>
    /// Output: [B, tokens, hidden, layers + 1]: the scaled embeddings, the output of every layer but the last, and the last one's after the final norm.
    /// Rows of padding are not defined.
    /// </summary>
    public const string HiddenStates = "hidden_states";

    private readonly GemmaShape _shape;
    private readonly string _name;
    private readonly Embedding _embedding;
    private readonly GemmaLayer[] _layers;
    private readonly GemmaRmsNorm _norm;

    /// <param name="shape">What it is made of.</param>
    /// <param name="name">What observers call it: the module's name in the reference.</param>
    /// <param name="scope">Where to declare its parameters.</param>
    private protected GemmaTextModel(GemmaShape shape, string name, ParameterScope scope)
    {
        _shape = shape;
        _name = name;
        Inputs = new GemmaInputs(shape);
        Parameters = scope;
        _embedding = new(scope["embed_tokens"], shape.VocabularySize, shape.HiddenSize);
        _layers = [.. shape.Layers.Select((layer, i) => new GemmaLayer(scope["layers"][i], layer))];
        _norm = new(scope["norm"], shape.HiddenSize, shape.Eps, shape.NormOffset);
    }

    /// <summary>What a checkpoint's tensors may start with although no text needs them: towers and embedders of images and sounds, and the tied output layer.</summary>
    public static IReadOnlyList<string> IgnoredPrefixes { get; } =
    [
        "vision_tower.", "multi_modal_projector.", "lm_head.", "language_model.lm_head.",
        "model.vision_tower.", "model.audio_tower.", "model.embed_vision.", "model.embed_audio.", "model.vision_embedder.",
    ];

    /// <summary>The width of the hidden states.</summary>
    public int HiddenSize => _shape.HiddenSize;

    /// <summary>Computes masks and rotary tables.</summary>
    public GemmaInputs Inputs { get; }

    /// <summary>Every tensor the checkpoint must hold.</summary>
    public ParameterScope Parameters { get; }

    /// <summary>The text model of a <c>text_encoder/config.json</c>: Gemma 4 where <c>model_type</c> says so, else Gemma 3.</summary>
    /// <exception cref="CheckpointException">It is of another kind, or a value is of the wrong kind or not supported.</exception>
    public static GemmaTextModel FromConfig(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.GetString("model_type", "gemma3") switch
        {
            "gemma3" or "gemma3_text" => new Gemma3TextModel(Gemma3Config.FromConfig(config)),
            "gemma4_unified" or "gemma4_unified_text" => new Gemma4TextModel(Gemma4Config.FromConfig(config)),
            _ => throw config.Wrong("model_type", "known text encoders are \"gemma3\" and \"gemma4_unified\""),
        };
    }

    /// <summary>Token ids to all hidden states.</summary>
    public NetworkFunction Encode() => new("text_encoder.encode", Inputs.Specs(), Forward);

    private NetworkValues Forward(NetworkValues inputs)
    {
        Interpreter interpreter = inputs.Interpreter;
        Tensor x = _embedding.Forward(inputs[InputIds]) * Math.Sqrt(_shape.HiddenSize);
        interpreter.Observe($"{_name}.embed_tokens", x);
        List<Tensor> states = [];
        GemmaKeyValues[] keyValues = new GemmaKeyValues[_layers.Length];
        for (int i = 0; i < _layers.Length; i++)
        {
            states.Add(x);
            GemmaLayerShape layer = _shape.Layers[i];
            string rope = layer.Slides ? SlidingRope : FullRope;
            RotaryTable table = new(inputs[$"{rope}.cos"], inputs[$"{rope}.sin"], RotaryLayout.Split);
            x = _layers[i].Forward(x, table, inputs[layer.Slides ? SlidingBias : FullBias], layer.KeyValuesOf is int source ? keyValues[source] : null, out keyValues[i]);
            interpreter.Observe($"{_name}.layers.{i}", x);
        }

        states.Add(_norm.Forward(x));
        return new NetworkValues(interpreter) { [HiddenStates] = interpreter.Stack(-1, [.. states]) };
    }
}
