using SoraSharp.Models.Backends;
using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2;

/// <summary>
/// LTX-2's text connectors: from all hidden states of the text encoder to the text embeddings of the video and of the audio.
/// Source: diffusers <c>pipelines/ltx2/connectors.py</c>, <c>LTX2TextConnectors</c>. Immutable and thread-safe.
/// </summary>
public sealed class Ltx2TextConnectors
{
    /// <summary>Input: the text encoder's hidden states, float32 [B, text, features, hidden states].</summary>
    public const string HiddenStates = "hidden_states";

    /// <summary>Input: which tokens are text and not padding, bool [B, text].</summary>
    public const string AttentionMask = "attention_mask";

    /// <summary>Input with registers: what stands at each place, int64 [B, length]; see <see cref="Ltx2ConnectorInputs"/>.</summary>
    public const string VideoOrder = "video_order";

    /// <summary>Input with registers: what stands at each place, int64 [B, length]; see <see cref="Ltx2ConnectorInputs"/>.</summary>
    public const string AudioOrder = "audio_order";

    /// <summary>Inputs <c>video_connector.rope.cos</c> and <c>.sin</c>, [1, length, groups, pairs].</summary>
    public const string VideoRope = "video_connector.rope";

    /// <summary>Inputs <c>audio_connector.rope.cos</c> and <c>.sin</c>, [1, length, groups, pairs].</summary>
    public const string AudioRope = "audio_connector.rope";

    /// <summary>Output: text embeddings for the video, [B, length, features]; every one of them is seen.</summary>
    public const string VideoText = "video";

    /// <summary>Output: text embeddings for the audio, [B, length, features]; every one of them is seen.</summary>
    public const string AudioText = "audio";

    private const double Eps = 1e-6;
    private const double RangeScale = 8;
    private readonly Linear? _projection;
    private readonly Linear? _videoProjection;
    private readonly Linear? _audioProjection;
    private readonly Ltx2ConnectorTransformer _video;
    private readonly Ltx2ConnectorTransformer _audio;

    /// <summary>Declares the connectors' parameters.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="scope">Where to declare them; the root of a checkpoint's names if left out.</param>
    public Ltx2TextConnectors(Ltx2TextConnectorsConfig config, ParameterScope? scope = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config;
        Parameters = scope ??= new ParameterScope();
        long textFeatures = (long)config.CaptionChannels * config.HiddenStates;
        if (config.ProjectsPerModality)
        {
            _videoProjection = new(scope["video_text_proj_in"], textFeatures, config.Video.ProjectionFeatures, config.ProjectionBias);
            _audioProjection = new(scope["audio_text_proj_in"], textFeatures, config.Audio.ProjectionFeatures, config.ProjectionBias);
        }
        else
        {
            _projection = new(scope["text_proj_in"], textFeatures, config.CaptionChannels, config.ProjectionBias);
        }

        _video = new(scope, "video_connector", config.Video);
        _audio = new(scope, "audio_connector", config.Audio);
        Inputs = new Ltx2ConnectorInputs(config);
    }

    /// <summary>The configuration.</summary>
    public Ltx2TextConnectorsConfig Config { get; }

    /// <summary>Computes what the function takes besides the hidden states.</summary>
    public Ltx2ConnectorInputs Inputs { get; }

    /// <summary>Every tensor the checkpoint must hold.</summary>
    public ParameterScope Parameters { get; }

    /// <summary>Hidden states to text embeddings. All text embeddings are to be seen by the transformer: no mask is needed.</summary>
    public NetworkFunction Connect()
    {
        List<InputSpec> inputs =
        [
            new(HiddenStates, ElementType.Float32, "batch", "text_tokens", Config.CaptionChannels, Config.HiddenStates),
            new(AttentionMask, ElementType.Bool, "batch", "text_tokens"),
            .. Inputs.Specs(),
        ];
        return new NetworkFunction("connectors.connect", inputs, Forward);
    }

    private NetworkValues Forward(NetworkValues inputs)
    {
        Interpreter interpreter = inputs.Interpreter;
        Tensor mask = inputs[AttentionMask];
        Tensor isText = mask.Unsqueeze(-1).Unsqueeze(-1);
        (Tensor videoText, Tensor audioText) = Config.ProjectsPerModality
            ? ProjectPerModality(inputs[HiddenStates], isText)
            : ProjectTogether(inputs[HiddenStates], isText);
        interpreter.Observe("video_text_proj_in", videoText);
        interpreter.Observe("audio_text_proj_in", audioText);

        Tensor padding = (1 - mask.Cast(ElementType.Float32)) * -float.MaxValue;
        Tensor bias = padding.Unsqueeze(1).Unsqueeze(1);
        return new NetworkValues(interpreter)
        {
            [VideoText] = _video.Forward(videoText, inputs.Optional(VideoOrder), bias, Inputs.Rope(inputs, VideoRope)),
            [AudioText] = _audio.Forward(audioText, inputs.Optional(AudioOrder), bias, Inputs.Rope(inputs, AudioRope)),
        };
    }

    /// <summary>2.0: every hidden state is centred and divided by its range over the text, and one projection serves both.</summary>
    private (Tensor Video, Tensor Audio) ProjectTogether(Tensor states, Tensor isText)
    {
        Interpreter interpreter = states.Interpreter;
        Tensor count = isText.Cast(ElementType.Float32).Sum(true, 1, 2) * Config.CaptionChannels;
        Tensor mean = interpreter.Where(isText, states, interpreter.Scalar(0)).Sum(true, 1, 2) / (count + Eps);
        Tensor smallest = interpreter.Where(isText, states, interpreter.Scalar(double.PositiveInfinity)).Min(true, 1, 2);
        Tensor largest = interpreter.Where(isText, states, interpreter.Scalar(double.NegativeInfinity)).Max(true, 1, 2);
        Tensor scaled = (states - mean) / (largest - smallest + Eps) * RangeScale;
        Tensor projected = _projection!.Forward(interpreter.Where(isText, scaled, interpreter.Scalar(0)).Flatten(2, 3));
        return (projected, projected);
    }

    /// <summary>2.3: every hidden state of a token is divided by its root mean square, and each modality projects for itself.</summary>
    private (Tensor Video, Tensor Audio) ProjectPerModality(Tensor states, Tensor isText)
    {
        Interpreter interpreter = states.Interpreter;
        Tensor normed = states / ((states * states).Mean(true, 2) + Eps).Sqrt();
        Tensor flat = interpreter.Where(isText, normed, interpreter.Scalar(0)).Flatten(2, 3);
        return (_videoProjection!.Forward(flat * ScaleTo(Config.Video)), _audioProjection!.Forward(flat * ScaleTo(Config.Audio)));

        double ScaleTo(Ltx2ConnectorConfig connector) => Math.Sqrt((double)connector.ProjectionFeatures / Config.CaptionChannels);
    }
}
