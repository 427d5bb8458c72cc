using SoraSharp.Models.Backends;
using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Clip;

/// <summary>
/// CLIP's picture encoder as Wan 2.1 uses it: the hidden states before the last layer, which sees neither that layer nor the norm after it.
/// Source: transformers <c>modeling_clip.py</c>, <c>CLIPVisionModel</c>; diffusers <c>pipeline_wan_i2v.py</c>, <c>encode_image</c>; Radford et al.,
/// arXiv 2103.00020. Immutable and thread-safe.
/// </summary>
internal sealed class ClipVisionEncoder
{
    /// <summary>Input: normalised pictures, [B, channels, side, side].</summary>
    public const string Pixels = "pixel_values";

    /// <summary>Output: [B, patches + 1, hidden].</summary>
    public const string HiddenStates = "hidden_states";

    private const string Prefix = "vision_model.";
    private readonly Convolution _patches;
    private readonly Parameter _class;
    private readonly Parameter _positions;
    private readonly LayerNorm _norm;
    private readonly Layer[] _layers;

    /// <summary>Declares the parameters that are used.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="scope">Where to declare them; the root of a checkpoint's names if left out.</param>
    public ClipVisionEncoder(ClipVisionConfig config, ParameterScope? scope = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config;
        Parameters = scope ??= new ParameterScope();
        ParameterScope embeddings = scope["embeddings"];
        _patches = new(embeddings["patch_embedding"], config.Channels, config.HiddenSize, [config.PatchSize, config.PatchSize], stride: [config.PatchSize, config.PatchSize], bias: false);
        _class = embeddings.Declare("class_embedding", config.HiddenSize);
        _positions = embeddings["position_embedding"].Declare("weight", config.Tokens, config.HiddenSize);
        // The published class misspells it.
        _norm = new(scope["pre_layrnorm"], config.HiddenSize, config.Eps);
        _layers = [.. Enumerable.Range(0, config.Layers - 1).Select(i => new Layer(scope["encoder.layers"][i], config))];
    }

    /// <summary>The configuration.</summary>
    public ClipVisionConfig Config { get; }

    /// <summary>Every tensor that is used.</summary>
    public ParameterScope Parameters { get; }

    /// <summary>Where a checkpoint's names begin: transformers before version 5 saved them below <c>vision_model</c>.</summary>
    public static ParameterScope ScopeOf(IEnumerable<string> tensorNames) =>
        tensorNames.Any(name => name.StartsWith(Prefix, StringComparison.Ordinal)) ? new ParameterScope()[Prefix[..^1]] : new();

    /// <summary>Whether a checkpoint may hold this tensor although nothing is computed with it: what comes after the states that are taken.</summary>
    public bool IsUnused(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.StartsWith(Prefix, StringComparison.Ordinal)) name = name[Prefix.Length..];
        return name is "embeddings.position_ids" or "visual_projection.weight"
            || name.StartsWith("post_layernorm.", StringComparison.Ordinal)
            || name.StartsWith($"encoder.layers.{Config.Layers - 1}.", StringComparison.Ordinal);
    }

    /// <summary>Pictures to hidden states.</summary>
    public NetworkFunction Encode() =>
        new("image_encoder.encode", [new InputSpec(Pixels, ElementType.Float32, "batch", Config.Channels, Config.ImageSize, Config.ImageSize)], Forward);

    private NetworkValues Forward(NetworkValues inputs)
    {
        Interpreter interpreter = inputs.Interpreter;
        Tensor patches = _patches.Forward(inputs[Pixels]).Flatten(2, 3).SwapAxes(1, 2);
        Tensor first = interpreter.Weight(_class).Reshape(1, 1, Config.HiddenSize).Expand(patches.Shape[0], 1, Config.HiddenSize);
        Tensor x = _norm.Forward(interpreter.Concat(1, first, patches) + interpreter.Weight(_positions).Unsqueeze(0));
        for (int i = 0; i < _layers.Length; i++)
        {
            x = _layers[i].Forward(x);
            interpreter.Observe($"encoder.layers.{i}", x);
        }

        return new NetworkValues(interpreter) { [HiddenStates] = x };
    }

    private sealed class Layer(ParameterScope scope, ClipVisionConfig config)
    {
        private readonly LayerNorm _norm1 = new(scope["layer_norm1"], config.HiddenSize, config.Eps);
        private readonly Linear _query = new(scope["self_attn.q_proj"], config.HiddenSize, config.HiddenSize);
        private readonly Linear _key = new(scope["self_attn.k_proj"], config.HiddenSize, config.HiddenSize);
        private readonly Linear _value = new(scope["self_attn.v_proj"], config.HiddenSize, config.HiddenSize);
        private readonly Linear _out = new(scope["self_attn.out_proj"], config.HiddenSize, config.HiddenSize);
        private readonly LayerNorm _norm2 = new(scope["layer_norm2"], config.HiddenSize, config.Eps);
        private readonly Linear _expand = new(scope["mlp.fc1"], config.HiddenSize, config.FeedForwardFeatures);
        private readonly Linear _contract = new(scope["mlp.fc2"], config.FeedForwardFeatures, config.HiddenSize);

        public Tensor Forward(Tensor x)
        {
            Tensor normed = _norm1.Forward(x);
            x += _out.Forward(x.Interpreter.Attention(_query.Forward(normed), _key.Forward(normed), _value.Forward(normed), config.Heads));
            Tensor inner = _expand.Forward(_norm2.Forward(x));
            return x + _contract.Forward(config.QuickGelu ? inner * (inner * 1.702).Sigmoid() : inner.Gelu());
        }
    }
}
