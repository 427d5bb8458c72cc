using SoraSharp.Models.Backends;
using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Gemma3;

/// <summary>
/// Gemma 3's text model as LTX-2's text encoder: all its hidden states. With no layers it is the scaled embedding table and the final norm.
/// Source: transformers <c>modeling_gemma3.py</c>, <c>Gemma3TextModel</c>. Immutable and thread-safe.
/// </summary>
public sealed class Gemma3TextModel
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

    private readonly Embedding _embedding;
    private readonly Gemma3Layer[] _layers;
    private readonly Gemma3RmsNorm _norm;

    /// <summary>Declares the model's parameters.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="scope">Where to declare them; <c>language_model.model.</c>, as LTX-2's folders name them, if left out.</param>
    public Gemma3TextModel(Gemma3Config config, ParameterScope? scope = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config;
        Inputs = new Gemma3Inputs(config);
        Parameters = scope ??= new ParameterScope()["language_model.model"];
        _embedding = new(scope["embed_tokens"], config.VocabularySize, config.HiddenSize);
        _layers = [.. Enumerable.Range(0, config.Layers).Select(i => new Gemma3Layer(scope["layers"][i], config))];
        _norm = new(scope["norm"], config.HiddenSize, config.RmsNormEps);
    }

    /// <summary>What a checkpoint's tensors may start with although no text needs them: the vision tower, its projector, the tied output layer.</summary>
    public static IReadOnlyList<string> IgnoredPrefixes { get; } = ["vision_tower.", "multi_modal_projector.", "lm_head.", "language_model.lm_head."];

    /// <summary>The configuration.</summary>
    public Gemma3Config Config { get; }

    /// <summary>Computes masks and rotary tables.</summary>
    public Gemma3Inputs Inputs { get; }

    /// <summary>Every tensor the checkpoint must hold.</summary>
    public ParameterScope Parameters { get; }

    /// <summary>Token ids to all hidden states.</summary>
    public NetworkFunction Encode() => new("text_encoder.encode", Inputs.Specs(), Forward);

    private NetworkValues Forward(NetworkValues inputs)
    {
        Interpreter interpreter = inputs.Interpreter;
        Tensor x = _embedding.Forward(inputs[InputIds]) * Math.Sqrt(Config.HiddenSize);
        interpreter.Observe("language_model.embed_tokens", x);
        List<Tensor> states = [];
        for (int i = 0; i < _layers.Length; i++)
        {
            states.Add(x);
            bool slides = Config.SlidingLayers[i];
            string rope = slides ? SlidingRope : FullRope;
            x = _layers[i].Forward(x, new(inputs[$"{rope}.cos"], inputs[$"{rope}.sin"], RotaryLayout.Split), inputs[slides ? SlidingBias : FullBias]);
            interpreter.Observe($"language_model.layers.{i}", x);
        }

        states.Add(_norm.Forward(x));
        return new NetworkValues(interpreter) { [HiddenStates] = interpreter.Stack(-1, [.. states]) };
    }
}
