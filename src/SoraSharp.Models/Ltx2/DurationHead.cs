using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2;

/// <summary>
/// The configuration of LTX-2.5's duration head: <c>config.json</c> of class <c>LTX2DurationHead</c> with that class's defaults. Immutable.
/// </summary>
internal sealed record DurationHeadConfig
{
    /// <summary>The width of the text's video features.</summary>
    public int VideoFeatures { get; init; } = 4096;

    /// <summary>The width of the text's audio features.</summary>
    public int AudioFeatures { get; init; } = 2048;

    /// <summary>The width both are brought to.</summary>
    public int Features { get; init; } = 256;

    /// <summary>Learned queries that gather what the text says.</summary>
    public int Queries { get; init; } = 1;

    /// <summary>Attention heads.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>The width before the one number.</summary>
    public int HiddenFeatures { get; init; } = 256;

    /// <summary>Reads and checks a <c>config.json</c>.</summary>
    /// <exception cref="CheckpointException">A value has the wrong type or does not fit.</exception>
    public static DurationHeadConfig FromConfig(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        DurationHeadConfig result = new()
        {
            VideoFeatures = config.GetSize("video_cross_attention_dim", 4096),
            AudioFeatures = config.GetSize("audio_cross_attention_dim", 2048),
            Features = config.GetSize("pooler_hidden_dim", 256),
            Queries = config.GetSize("num_queries", 1),
            Heads = config.GetSize("num_pooler_heads", 4),
            HiddenFeatures = config.GetSize("mlp_hidden_dim", 256),
        };
        if (result.Features % result.Heads != 0) throw config.Wrong("num_pooler_heads", $"it must divide pooler_hidden_dim, {result.Features}");
        return result;
    }
}

/// <summary>
/// LTX-2.5's duration head: from what the text connectors make of a prompt to the seconds its shot takes. Learned queries attend to
/// the video's and the audio's text features, and a small network gives the logarithm of the duration.
/// Source: diffusers <c>duration_head.py</c>, <c>LTX2DurationHead</c>. Immutable and thread-safe.
/// </summary>
internal sealed class DurationHead
{
    /// <summary>Input: text features for video, [batch, video_tokens, features].</summary>
    public const string VideoTokens = "video_tokens";

    /// <summary>Input: text features for audio, [batch, audio_tokens, features].</summary>
    public const string AudioTokens = "audio_tokens";

    /// <summary>Output: [batch], above 0.</summary>
    public const string Seconds = "seconds";

    private readonly Modality _video;
    private readonly Modality _audio;
    private readonly Parameter _queryTokens;
    private readonly Linear _query;
    private readonly Linear _key;
    private readonly Linear _value;
    private readonly Linear _out;
    private readonly Linear _hidden;
    private readonly Linear _duration;

    public DurationHead(DurationHeadConfig config, ParameterScope? scope = null)
    {
        Config = config;
        Parameters = scope ??= new ParameterScope();
        _video = new Modality(scope, "video", config.VideoFeatures, config.Features);
        _audio = new Modality(scope, "audio", config.AudioFeatures, config.Features);
        ParameterScope pooler = scope["attention_pooler"];
        _queryTokens = pooler.Declare("query_tokens", config.Queries, config.Features);
        _query = new Linear(pooler["to_q"], config.Features, config.Features);
        _key = new Linear(pooler["to_k"], config.Features, config.Features);
        _value = new Linear(pooler["to_v"], config.Features, config.Features);
        _out = new Linear(pooler["to_out"], config.Features, config.Features);
        _hidden = new Linear(scope["mlp_hidden"], (long)config.Queries * config.Features, config.HiddenFeatures);
        _duration = new Linear(scope["mlp_out"], config.HiddenFeatures, 1);
    }

    public DurationHeadConfig Config { get; }

    /// <summary>Every tensor the checkpoint must hold.</summary>
    public ParameterScope Parameters { get; }

    /// <summary>Text features to <see cref="Seconds"/>; one of the modalities may be left out.</summary>
    /// <exception cref="ArgumentException">Both are left out.</exception>
    public NetworkFunction Predict(bool video = true, bool audio = true)
    {
        if (!video && !audio) throw new ArgumentException("A duration is predicted from video or audio text features; give at least one.", nameof(video));
        List<InputSpec> inputs = [];
        if (video) inputs.Add(new InputSpec(VideoTokens, ElementType.Float32, "batch", "video_tokens", Config.VideoFeatures));
        if (audio) inputs.Add(new InputSpec(AudioTokens, ElementType.Float32, "batch", "audio_tokens", Config.AudioFeatures));
        return new("duration_head.predict", inputs, Forward);
    }

    private NetworkValues Forward(NetworkValues inputs)
    {
        Interpreter interpreter = inputs.Interpreter;
        List<Tensor> groups = [];
        if (inputs.Optional(VideoTokens) is Tensor video) groups.Add(_video.Forward(video));
        if (inputs.Optional(AudioTokens) is Tensor audio) groups.Add(_audio.Forward(audio));
        Tensor tokens = groups.Count == 1 ? groups[0] : interpreter.Concat(1, [.. groups]);
        Tensor queries = _query.Forward(interpreter.Weight(_queryTokens).Unsqueeze(0)).Expand(tokens.Shape[0], Config.Queries, Config.Features);
        Tensor pooled = _out.Forward(interpreter.Attention(queries, _key.Forward(tokens), _value.Forward(tokens), Config.Heads)).Flatten(1, 2);
        return new NetworkValues(interpreter) { [Seconds] = _duration.Forward(_hidden.Forward(pooled).GeluTanh()).Squeeze(1).Exp() };
    }

    /// <summary>Brings a modality's features to the common width and marks whose they are.</summary>
    private sealed class Modality(ParameterScope scope, string name, long inFeatures, long features)
    {
        private readonly Linear _projection = new(scope[$"{name}_input_proj"], inFeatures, features);
        private readonly Parameter _mark = scope.Declare($"{name}_modality_emb", features);

        public Tensor Forward(Tensor tokens) => _projection.Forward(tokens) + tokens.Interpreter.Weight(_mark);
    }
}
