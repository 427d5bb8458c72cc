using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2;

/// <summary>
/// A block of LTX-2's transformer: each stream attends to itself, then to the text, then the streams attend to each
/// other, then each passes its feed-forward layer. Source: diffusers <c>transformer_ltx2.py</c>, <c>LTX2VideoTransformerBlock</c>.
/// </summary>
internal sealed class Ltx2TransformerBlock
{
    private readonly Ltx2StreamLayers _video;
    private readonly Ltx2StreamLayers _audio;
    private readonly RmsNorm _videoCrossNorm;
    private readonly RmsNorm _audioCrossNorm;
    private readonly Ltx2Attention _audioToVideo;
    private readonly Ltx2Attention _videoToAudio;
    private readonly ModulationTable _videoCrossTable;
    private readonly ModulationTable _audioCrossTable;

    public Ltx2TransformerBlock(ParameterScope scope, Ltx2TransformerConfig config)
    {
        (Ltx2StreamConfig video, Ltx2StreamConfig audio) = (config.Video, config.Audio);
        _video = new(scope, "", video, config);
        _audio = new(scope, "audio_", audio, config);

        // Both directions use the audio stream's heads.
        Ltx2AttentionShape toVideo = new(video.Features, audio.Features, audio.Heads, audio.HeadFeatures, video.GatedAttention, config.AttentionBias, config.AttentionOutBias);
        _videoCrossNorm = new(scope["audio_to_video_norm"], video.Features, config.NormEps, config.NormsHaveWeights);
        _audioToVideo = new(scope["audio_to_video_attn"], toVideo);
        _audioCrossNorm = new(scope["video_to_audio_norm"], audio.Features, config.NormEps, config.NormsHaveWeights);
        _videoToAudio = new(scope["video_to_audio_attn"], toVideo with { QueryFeatures = audio.Features, ContextFeatures = video.Features, Gated = audio.GatedAttention });
        _videoCrossTable = new(scope, "video_a2v_cross_attn_scale_shift_table", 5, video.Features);
        _audioCrossTable = new(scope, "audio_a2v_cross_attn_scale_shift_table", 5, audio.Features);
    }

    public (Tensor Video, Tensor Audio) Forward(Tensor video, Tensor audio, Ltx2StreamContext videoContext, Ltx2StreamContext audioContext, Perturbation? perturbation)
    {
        Tensor[] videoModulation = _video.Modulation(videoContext), audioModulation = _audio.Modulation(audioContext);

        video = _video.AttendSelf(video, videoModulation, videoContext, perturbation);
        audio = _audio.AttendSelf(audio, audioModulation, audioContext, perturbation);

        video = _video.AttendText(video, videoModulation, videoContext);
        audio = _audio.AttendText(audio, audioModulation, audioContext);

        (video, audio) = AttendEachOther(video, audio, videoContext, audioContext);

        video = _video.FeedForward(video, videoModulation);
        audio = _audio.FeedForward(audio, audioModulation);
        return (video, audio);
    }

    private (Tensor Video, Tensor Audio) AttendEachOther(Tensor video, Tensor audio, Ltx2StreamContext videoContext, Ltx2StreamContext audioContext)
    {
        if (videoContext is not { CrossScaleShift: Modulation videoShared, CrossGate: Modulation videoGateShared }
            || audioContext is not { CrossScaleShift: Modulation audioShared, CrossGate: Modulation audioGateShared })
        {
            return (video, audio);
        }

        Tensor[] ofVideo = _videoCrossTable.With(videoShared), ofAudio = _audioCrossTable.With(audioShared);
        Tensor videoGate = _videoCrossTable.With(videoGateShared, first: 4)[0], audioGate = _audioCrossTable.With(audioGateShared, first: 4)[0];

        Tensor toVideo = _audioToVideo.Forward(
            _videoCrossNorm.Modulated(video, ofVideo[0], ofVideo[1]), _audioCrossNorm.Modulated(audio, ofAudio[0], ofAudio[1]), videoContext.CrossRope, audioContext.CrossRope);
        Tensor toAudio = _videoToAudio.Forward(
            _audioCrossNorm.Modulated(audio, ofAudio[2], ofAudio[3]), _videoCrossNorm.Modulated(video, ofVideo[2], ofVideo[3]), audioContext.CrossRope, videoContext.CrossRope);
        return (video.Interpreter.AddGated(video, toVideo, videoGate), audio.Interpreter.AddGated(audio, toAudio, audioGate));
    }
}
