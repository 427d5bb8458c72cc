using SoraSharp.Models.Backends;
using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2;

/// <summary>
/// LTX-2's two-stream diffusion transformer (2.0, 2.3, 2.5): predicts the velocities of packed video and audio latents.
/// Source: diffusers <c>transformer_ltx2.py</c>, <c>LTX2VideoTransformer3DModel</c>. Immutable and thread-safe.
/// </summary>
public sealed class Ltx2Transformer
{
    private const double OutEps = 1e-6;
    private readonly Linear _videoIn;
    private readonly Linear _audioIn;
    private readonly Linear? _videoPosition;
    private readonly Linear? _audioPosition;
    private readonly Linear? _videoTextSum;
    private readonly Linear? _audioTextSum;
    private readonly Parameter? _keyframeEmbedding;
    private readonly CaptionProjection? _videoCaption;
    private readonly CaptionProjection? _audioCaption;
    private readonly AdaLayerNormSingle _videoTime;
    private readonly AdaLayerNormSingle _audioTime;
    private readonly AdaLayerNormSingle _videoCross;
    private readonly AdaLayerNormSingle _audioCross;
    private readonly AdaLayerNormSingle _videoCrossGate;
    private readonly AdaLayerNormSingle _audioCrossGate;
    private readonly AdaLayerNormSingle? _videoText;
    private readonly AdaLayerNormSingle? _audioText;
    private readonly Ltx2TransformerBlock[] _blocks;
    private readonly OutputLayer _videoOut;
    private readonly OutputLayer _audioOut;

    /// <summary>Declares the transformer's parameters.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="scope">Where to declare them; the root of a checkpoint's names if left out.</param>
    public Ltx2Transformer(Ltx2TransformerConfig config, ParameterScope? scope = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config;
        Ropes = new Ltx2TransformerRopes(config);
        Parameters = scope ??= new ParameterScope();
        (Ltx2StreamConfig video, Ltx2StreamConfig audio) = (config.Video, config.Audio);

        _videoIn = new(scope["proj_in"], video.InChannels, video.Features);
        _audioIn = new(scope["audio_proj_in"], audio.InChannels, audio.Features);
        _videoPosition = config.HasAbsolutePositions ? new(scope["position_proj"], video.Features, video.Features) : null;
        _audioPosition = config.HasAbsolutePositions ? new(scope["audio_position_proj"], audio.Features, audio.Features) : null;
        _videoTextSum = config.SumsText ? new(scope["text_sum_proj"], video.TextFeatures, video.Features) : null;
        _audioTextSum = config.SumsText ? new(scope["audio_text_sum_proj"], audio.TextFeatures, audio.Features) : null;
        _keyframeEmbedding = config.HasKeyframeEmbedding ? scope.Declare("keyframes_abs_pos_embedding", 1, video.Features) : null;
        _videoCaption = config.ProjectsCaptions ? new(scope["caption_projection"], config.CaptionChannels, video.Features) : null;
        _audioCaption = config.ProjectsCaptions ? new(scope["audio_caption_projection"], config.CaptionChannels, audio.Features) : null;

        _videoTime = new(scope["time_embed"], video.Features, Ltx2StreamLayers.ModulationCount(video));
        _audioTime = new(scope["audio_time_embed"], audio.Features, Ltx2StreamLayers.ModulationCount(audio));
        _videoCross = new(scope["av_cross_attn_video_scale_shift"], video.Features, 4);
        _audioCross = new(scope["av_cross_attn_audio_scale_shift"], audio.Features, 4);
        _videoCrossGate = new(scope["av_cross_attn_video_a2v_gate"], video.Features, 1);
        _audioCrossGate = new(scope["av_cross_attn_audio_v2a_gate"], audio.Features, 1);
        bool modulatesTextBySigma = config.ModulatesText && config.ModulatesTextBySigma;
        _videoText = modulatesTextBySigma ? new(scope["prompt_adaln"], video.Features, 2) : null;
        _audioText = modulatesTextBySigma ? new(scope["audio_prompt_adaln"], audio.Features, 2) : null;

        _blocks = [.. Enumerable.Range(0, config.Layers).Select(i => new Ltx2TransformerBlock(scope["transformer_blocks"][i], config))];
        _videoOut = new(scope, "", video);
        _audioOut = new(scope, "audio_", audio);
    }

    /// <summary>The configuration.</summary>
    public Ltx2TransformerConfig Config { get; }

    /// <summary>The rotary embeddings whose tables are inputs.</summary>
    public Ltx2TransformerRopes Ropes { get; }

    /// <summary>Every tensor the checkpoint must hold.</summary>
    public ParameterScope Parameters { get; }

    /// <summary>
    /// One evaluation: from noisy latents (<see cref="Ltx2TransformerNames.Video"/> [B, tokens, channels], and audio) to their velocities
    /// (outputs <c>video</c> and <c>audio</c> of the same shapes). The inputs are named in <see cref="Ltx2TransformerNames"/>.
    /// </summary>
    /// <exception cref="ArgumentException">An option asks for what this configuration lacks.</exception>
    public NetworkFunction Denoise(Ltx2DenoiseOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.KeyframesMask && _keyframeEmbedding is null)
        {
            throw new ArgumentException("A keyframes mask was asked for, but use_keyframes_abs_pos_embedding is false in the transformer's config; leave KeyframesMask false.", nameof(options));
        }

        return new NetworkFunction("transformer.denoise", Ltx2TransformerNames.Inputs(this, options), inputs => Forward(inputs, options));
    }

    private NetworkValues Forward(NetworkValues inputs, Ltx2DenoiseOptions options)
    {
        Interpreter interpreter = inputs.Interpreter;
        RotaryTable videoRope = Ropes.Table(inputs, Ltx2TransformerNames.VideoRope), audioRope = Ropes.Table(inputs, Ltx2TransformerNames.AudioRope);
        Tensor video = Placed(_videoIn.Forward(inputs[Ltx2TransformerNames.Video]), _videoPosition, videoRope);
        Tensor audio = Placed(_audioIn.Forward(inputs[Ltx2TransformerNames.Audio]), _audioPosition, audioRope);
        interpreter.Observe("proj_in", video);
        interpreter.Observe("audio_proj_in", audio);
        if (options.KeyframesMask) video = MarkKeyframes(video, inputs[Ltx2TransformerNames.KeyframesMask]);

        NoiseLevels videoLevels = new(inputs[Ltx2TransformerNames.VideoTimestep], inputs.Optional(Ltx2TransformerNames.VideoTokenLevels));
        NoiseLevels audioLevels = new(inputs[Ltx2TransformerNames.AudioTimestep], inputs.Optional(Ltx2TransformerNames.AudioTokenLevels));
        NoiseLevels videoSigma = new(inputs[Ltx2TransformerNames.VideoSigma], null), audioSigma = new(inputs[Ltx2TransformerNames.AudioSigma], null);

        Ltx2StreamContext videoContext = new()
        {
            Modulation = _videoTime.Forward(videoLevels),
            TextModulation = _videoText?.Forward(videoSigma),
            Rope = videoRope,
            CrossRope = Ropes.Table(inputs, Ltx2TransformerNames.VideoCrossRope),
            Text = Project(_videoCaption, inputs[Ltx2TransformerNames.VideoText]),
            TextBias = BiasOf(inputs.Optional(Ltx2TransformerNames.VideoTextMask)?.Unsqueeze(1).Unsqueeze(1)),
            SelfBias = BiasOf(inputs.Optional(Ltx2TransformerNames.VideoSelfAttentionMask)?.Unsqueeze(1)),
        };
        Ltx2StreamContext audioContext = new()
        {
            Modulation = _audioTime.Forward(audioLevels),
            TextModulation = _audioText?.Forward(audioSigma),
            Rope = audioRope,
            CrossRope = Ropes.Table(inputs, Ltx2TransformerNames.AudioCrossRope),
            Text = Project(_audioCaption, inputs[Ltx2TransformerNames.AudioText]),
            TextBias = BiasOf(inputs.Optional(Ltx2TransformerNames.AudioTextMask)?.Unsqueeze(1).Unsqueeze(1)),
        };
        video = Told(video, _videoTextSum, videoContext.Text);
        audio = Told(audio, _audioTextSum, audioContext.Text);
        if (!options.IsolateModalities)
        {
            double gateScale = (double)Config.CrossAttentionTimestepScale / Config.TimestepScale;
            NoiseLevels toVideo = options.UseCrossTimestep ? audioSigma : videoLevels, toAudio = options.UseCrossTimestep ? videoSigma : audioLevels;
            videoContext = videoContext with { CrossScaleShift = _videoCross.Forward(toVideo), CrossGate = _videoCrossGate.Forward(toVideo.Scaled(gateScale)) };
            audioContext = audioContext with { CrossScaleShift = _audioCross.Forward(toAudio), CrossGate = _audioCrossGate.Forward(toAudio.Scaled(gateScale)) };
        }

        Perturbation perturbation = new(inputs.Optional(Ltx2TransformerNames.PerturbationMask)?.Unsqueeze(1).Unsqueeze(1));
        for (int i = 0; i < _blocks.Length; i++)
        {
            bool perturbed = Config.PerturbsAttention && options.PerturbedBlocks.Contains(i);
            (video, audio) = _blocks[i].Forward(video, audio, videoContext, audioContext, perturbed ? perturbation : null);
            interpreter.Observe($"transformer_blocks.{i}.0", video);
            interpreter.Observe($"transformer_blocks.{i}.1", audio);
        }

        return new NetworkValues(interpreter)
        {
            [Ltx2TransformerNames.VideoVelocity] = _videoOut.Forward(video, videoContext.Modulation),
            [Ltx2TransformerNames.AudioVelocity] = _audioOut.Forward(audio, audioContext.Modulation),
        };
    }

    /// <summary>Adds a projection of the tokens' cosines and sines, [1 or B, tokens, features].</summary>
    private static Tensor Placed(Tensor x, Linear? projection, RotaryTable rope) =>
        projection is null ? x : x + projection.Forward(x.Interpreter.Concat(2, rope.Cos.Flatten(2, 3), rope.Sin.Flatten(2, 3)));

    /// <summary>Adds a projection of the sum of the text's tokens; an eighth of the sum has about unit variance for a caption of some sixty tokens.</summary>
    private static Tensor Told(Tensor x, Linear? projection, Tensor text) => projection is null ? x : x + projection.Forward(text.Sum(true, 1) * 0.125);

    /// <summary>Adds the keyframe embedding to tokens whose mask is above 0, in full however far above (golden case <c>ltx25_keyframes</c>).</summary>
    private Tensor MarkKeyframes(Tensor video, Tensor mask)
    {
        Interpreter interpreter = video.Interpreter;
        Tensor isKeyframe = interpreter.Binary(BinaryOperation.Less, interpreter.Scalar(0), mask);
        return interpreter.Where(isKeyframe, video + interpreter.Weight(_keyframeEmbedding!), video);
    }

    private static Tensor Project(CaptionProjection? projection, Tensor text) => projection is null ? text : projection.Forward(text);

    /// <summary>From a mask of 1 (seen) and 0 (hidden) to what is added to attention scores.</summary>
    private static Tensor? BiasOf(Tensor? mask) => mask is null ? null : (1 - mask) * -10000;

    /// <summary>Layer norm, modulated by the embedded timestep, then a projection to velocities.</summary>
    private sealed class OutputLayer(ParameterScope scope, string prefix, Ltx2StreamConfig stream)
    {
        private readonly ModulationTable _table = new(scope, $"{prefix}scale_shift_table", 2, stream.Features);
        private readonly LayerNorm _norm = new(scope[$"{prefix}norm_out"], stream.Features, OutEps, affine: false);
        private readonly Linear _projection = new(scope[$"{prefix}proj_out"], stream.Features, stream.OutChannels);

        public Tensor Forward(Tensor x, Modulation modulation)
        {
            Tensor[] shiftScale = _table.WithEmbedding(modulation);
            return _projection.Forward(_norm.Forward(x).Modulate(shiftScale[1], shiftScale[0]));
        }
    }
}
