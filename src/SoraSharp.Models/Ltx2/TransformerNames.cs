using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2;

/// <summary>The names of the inputs and outputs of <see cref="Ltx2Transformer.Denoise"/>. B is the batch, all numbers are float32 unless said.</summary>
public static class Ltx2TransformerNames
{
    /// <summary>Packed video latents, [B, video tokens, channels].</summary>
    public const string Video = "hidden_states";

    /// <summary>Packed audio latents, [B, audio tokens, channels].</summary>
    public const string Audio = "audio_hidden_states";

    /// <summary>Text embeddings for the video, [B, text, features].</summary>
    public const string VideoText = "encoder_hidden_states";

    /// <summary>Text embeddings for the audio, [B, text, features].</summary>
    public const string AudioText = "audio_encoder_hidden_states";

    /// <summary>The video's timesteps (sigma × 1000): [B], or [levels] with <see cref="VideoTokenLevels"/>.</summary>
    public const string VideoTimestep = "timestep";

    /// <summary>For every video token the index of its timestep, int64 [B, video tokens]; with <see cref="Ltx2DenoiseOptions.VideoTimestepPerToken"/>.</summary>
    public const string VideoTokenLevels = "timestep_index";

    /// <summary>The audio's timesteps: [B], or [levels] with <see cref="AudioTokenLevels"/>.</summary>
    public const string AudioTimestep = "audio_timestep";

    /// <summary>For every audio token the index of its timestep, int64 [B, audio tokens]; with <see cref="Ltx2DenoiseOptions.AudioTimestepPerToken"/>.</summary>
    public const string AudioTokenLevels = "audio_timestep_index";

    /// <summary>The video's noise level scaled as timesteps are, [B].</summary>
    public const string VideoSigma = "sigma";

    /// <summary>The audio's noise level scaled as timesteps are, [B].</summary>
    public const string AudioSigma = "audio_sigma";

    /// <summary>1 for text tokens that the video sees, 0 for hidden ones, [B, text]; with <see cref="Ltx2DenoiseOptions.TextMasks"/>.</summary>
    public const string VideoTextMask = "encoder_attention_mask";

    /// <summary>1 for text tokens that the audio sees, 0 for hidden ones, [B, text]; with <see cref="Ltx2DenoiseOptions.TextMasks"/>.</summary>
    public const string AudioTextMask = "audio_encoder_attention_mask";

    /// <summary>1 where a video token (row) sees another (column), down to 0 where it does not, [B, video tokens, video tokens]; with <see cref="Ltx2DenoiseOptions.VideoSelfAttentionMask"/>.</summary>
    public const string VideoSelfAttentionMask = "video_self_attention_mask";

    /// <summary>Above 0 for tokens of keyframes, 0 for others, [B, video tokens, 1]; with <see cref="Ltx2DenoiseOptions.KeyframesMask"/>.</summary>
    public const string KeyframesMask = "video_keyframes_mask";

    /// <summary>0 for rows that are perturbed, 1 for others, [B]; with <see cref="Ltx2DenoiseOptions.PerturbationMask"/>.</summary>
    public const string PerturbationMask = "perturbation_mask";

    /// <summary>The video's rotary tables: <c>rope.cos</c> and <c>rope.sin</c>, [1 or B, video tokens, groups, pairs].</summary>
    public const string VideoRope = "rope";

    /// <summary>The audio's rotary tables.</summary>
    public const string AudioRope = "audio_rope";

    /// <summary>The video's rotary tables for audio-video attention: time only.</summary>
    public const string VideoCrossRope = "cross_attn_rope";

    /// <summary>The audio's rotary tables for audio-video attention.</summary>
    public const string AudioCrossRope = "cross_attn_audio_rope";

    /// <summary>Output: the video's velocity, [B, video tokens, channels].</summary>
    public const string VideoVelocity = "video";

    /// <summary>Output: the audio's velocity, [B, audio tokens, channels].</summary>
    public const string AudioVelocity = "audio";

    internal static IReadOnlyList<InputSpec> Inputs(Ltx2Transformer transformer, Ltx2DenoiseOptions options)
    {
        const string batch = "batch", videoTokens = "video_tokens", audioTokens = "audio_tokens", text = "text_tokens";
        Ltx2TransformerConfig config = transformer.Config;
        (Ltx2StreamConfig video, Ltx2StreamConfig audio) = (config.Video, config.Audio);
        List<InputSpec> inputs =
        [
            new(Video, ElementType.Float32, batch, videoTokens, video.InChannels),
            new(Audio, ElementType.Float32, batch, audioTokens, audio.InChannels),
            new(VideoText, ElementType.Float32, batch, text, config.ProjectsCaptions ? config.CaptionChannels : video.TextFeatures),
            new(AudioText, ElementType.Float32, batch, text, config.ProjectsCaptions ? config.CaptionChannels : audio.TextFeatures),
            new(VideoTimestep, ElementType.Float32, options.VideoTimestepPerToken ? "video_levels" : batch),
            new(AudioTimestep, ElementType.Float32, options.AudioTimestepPerToken ? "audio_levels" : batch),
            new(VideoSigma, ElementType.Float32, batch),
            new(AudioSigma, ElementType.Float32, batch),
            .. transformer.Ropes.Inputs(options.PositionsPerRow ? batch : 1, videoTokens, audioTokens),
        ];
        if (options.VideoTimestepPerToken) inputs.Add(new(VideoTokenLevels, ElementType.Int64, batch, videoTokens));
        if (options.AudioTimestepPerToken) inputs.Add(new(AudioTokenLevels, ElementType.Int64, batch, audioTokens));
        if (options.VideoSelfAttentionMask) inputs.Add(new(VideoSelfAttentionMask, ElementType.Float32, batch, videoTokens, videoTokens));
        if (options.KeyframesMask) inputs.Add(new(KeyframesMask, ElementType.Float32, batch, videoTokens, 1));
        if (options.TextMasks)
        {
            inputs.Add(new(VideoTextMask, ElementType.Float32, batch, text));
            inputs.Add(new(AudioTextMask, ElementType.Float32, batch, text));
        }

        if (options.PerturbationMask && config.PerturbsAttention && !options.PerturbedBlocks.IsEmpty)
        {
            inputs.Add(new(PerturbationMask, ElementType.Float32, batch));
        }

        return inputs;
    }
}
