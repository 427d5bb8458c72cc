using System.Text.Json;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Layers;

namespace SoraSharp.Models.Ltx2;

/// <summary>One stream (video or audio) of LTX-2's transformer.</summary>
/// <param name="InChannels">Channels of a latent token.</param>
/// <param name="OutChannels">Channels of the predicted velocity.</param>
/// <param name="PatchSize">Latent rows and columns of a patch.</param>
/// <param name="PatchSizeInTime">Latent frames of a patch.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="HeadFeatures">Features of a head.</param>
/// <param name="TextFeatures">The width that cross-attention to the text (and, for audio, the audio-video rope) expects.</param>
/// <param name="MaxPosition">Seconds that count as 1 in the rotary embedding.</param>
/// <param name="GatedAttention">Whether every head of every attention has a gate (2.3).</param>
/// <param name="ModulatesText">Whether cross-attention to the text is modulated by the timestep (2.3).</param>
/// <param name="FeedForwardBias">Whether the feed-forward layers have a bias (not in 2.5's video).</param>
public sealed record Ltx2StreamConfig(
    int InChannels,
    int OutChannels,
    int PatchSize,
    int PatchSizeInTime,
    int Heads,
    int HeadFeatures,
    int TextFeatures,
    int MaxPosition,
    bool GatedAttention,
    bool ModulatesText,
    bool FeedForwardBias)
{
    /// <summary>The width of the stream.</summary>
    public int Features => Heads * HeadFeatures;
}

/// <summary>
/// The configuration of LTX-2's transformer (2.0, 2.3, 2.5), as <c>transformer/config.json</c> states it; keys left out have
/// the defaults of diffusers' <c>LTX2VideoTransformer3DModel</c>. Immutable.
/// </summary>
public sealed record Ltx2TransformerConfig
{
    /// <summary>The video stream.</summary>
    public required Ltx2StreamConfig Video { get; init; }

    /// <summary>The audio stream.</summary>
    public required Ltx2StreamConfig Audio { get; init; }

    /// <summary>The number of transformer blocks.</summary>
    public int Layers { get; init; } = 48;

    /// <summary>Pixels a video latent covers: frames, rows, columns.</summary>
    public IReadOnlyList<int> VideoScaleFactors { get; init; } = [8, 32, 32];

    /// <summary>Pixel rows that count as 1 in the rotary embedding.</summary>
    public int BaseHeight { get; init; } = 2048;

    /// <summary>Pixel columns that count as 1 in the rotary embedding.</summary>
    public int BaseWidth { get; init; } = 2048;

    /// <summary>Spectrogram frames an audio latent covers.</summary>
    public int AudioScaleFactor { get; init; } = 4;

    /// <summary>Audio samples per second.</summary>
    public int AudioSamplingRate { get; init; } = 16000;

    /// <summary>Audio samples between spectrogram frames.</summary>
    public int AudioHopLength { get; init; } = 160;

    /// <summary>Whether the blocks' norms have weights.</summary>
    public bool NormsHaveWeights { get; init; }

    /// <summary>What is added to a mean square before its root, in the blocks' norms.</summary>
    public double NormEps { get; init; } = 1e-6;

    /// <summary>The width of the text embeddings before caption projection.</summary>
    public int CaptionChannels { get; init; } = 3840;

    /// <summary>Whether the text embeddings are projected here (2.0) and not in the connectors (2.3).</summary>
    public bool ProjectsCaptions { get; init; } = true;

    /// <summary>Whether queries, keys and values have a bias.</summary>
    public bool AttentionBias { get; init; } = true;

    /// <summary>Whether attention outputs have a bias.</summary>
    public bool AttentionOutBias { get; init; } = true;

    /// <summary>The ratio of the highest to the lowest frequency of the rotary embedding.</summary>
    public double RopeTheta { get; init; } = 10000;

    /// <summary>Whether frequencies are computed in float64 before they are rounded.</summary>
    public bool RopeDoublePrecision { get; init; } = true;

    /// <summary>How pairs lie in a head.</summary>
    public RotaryLayout RopeLayout { get; init; } = RotaryLayout.Interleaved;

    /// <summary>Frames that the first latent frame covers.</summary>
    public int CausalOffset { get; init; } = 1;

    /// <summary>What sigmas are multiplied by to give timesteps.</summary>
    public int TimestepScale { get; init; } = 1000;

    /// <summary>What sigmas are multiplied by for the gates of audio-video attention.</summary>
    public int CrossAttentionTimestepScale { get; init; } = 1000;

    /// <summary>Whether spatio-temporal guidance can perturb self-attention (2.3); without it, it has no effect.</summary>
    public bool PerturbsAttention { get; init; }

    /// <summary>Whether the modulation of the text depends on sigma (otherwise it is one table per block).</summary>
    public bool ModulatesTextBySigma { get; init; } = true;

    /// <summary>Whether there is an embedding for the tokens of keyframes (2.5).</summary>
    public bool HasKeyframeEmbedding { get; init; }

    /// <summary>Whether any stream's text is modulated.</summary>
    public bool ModulatesText => Video.ModulatesText || Audio.ModulatesText;

    /// <summary>Reads <c>transformer/config.json</c>.</summary>
    /// <exception cref="CheckpointException">A value is of the wrong kind or not supported.</exception>
    public static Ltx2TransformerConfig FromJson(JsonElement json)
    {
        ConfigValues values = new(json);
        string activation = values.String("activation_fn", "gelu-approximate");
        if (activation != "gelu-approximate") throw new CheckpointException($"activation_fn of LTX-2's transformer is \"{activation}\"; this port computes \"gelu-approximate\".");
        string norm = values.String("qk_norm", "rms_norm_across_heads");
        if (norm != "rms_norm_across_heads") throw new CheckpointException($"qk_norm of LTX-2's transformer is \"{norm}\"; the format knows only \"rms_norm_across_heads\".");
        IReadOnlyList<int> scaleFactors = values.Int32s("vae_scale_factors", [8, 32, 32]);
        if (scaleFactors.Count != 3) throw new CheckpointException($"vae_scale_factors has {scaleFactors.Count} numbers; it takes three: frames, rows, columns.");

        int inChannels = values.Int32("in_channels", 128), audioInChannels = values.Int32("audio_in_channels", 128);
        return new Ltx2TransformerConfig
        {
            Video = new(
                inChannels,
                OutChannels(values, "out_channels", inChannels),
                values.Int32("patch_size", 1),
                values.Int32("patch_size_t", 1),
                values.Int32("num_attention_heads", 32),
                values.Int32("attention_head_dim", 128),
                values.Int32("cross_attention_dim", 4096),
                values.Int32("pos_embed_max_pos", 20),
                values.Boolean("gated_attn", false),
                values.Boolean("cross_attn_mod", false),
                values.Boolean("ff_bias", true)),
            Audio = new(
                audioInChannels,
                OutChannels(values, "audio_out_channels", audioInChannels),
                values.Int32("audio_patch_size", 1),
                values.Int32("audio_patch_size_t", 1),
                values.Int32("audio_num_attention_heads", 32),
                values.Int32("audio_attention_head_dim", 64),
                values.Int32("audio_cross_attention_dim", 2048),
                values.Int32("audio_pos_embed_max_pos", 20),
                values.Boolean("audio_gated_attn", false),
                values.Boolean("audio_cross_attn_mod", false),
                values.Boolean("audio_ff_bias", true)),
            Layers = values.Int32("num_layers", 48, 0),
            VideoScaleFactors = scaleFactors,
            BaseHeight = values.Int32("base_height", 2048),
            BaseWidth = values.Int32("base_width", 2048),
            AudioScaleFactor = values.Int32("audio_scale_factor", 4),
            AudioSamplingRate = values.Int32("audio_sampling_rate", 16000),
            AudioHopLength = values.Int32("audio_hop_length", 160),
            NormsHaveWeights = values.Boolean("norm_elementwise_affine", false),
            NormEps = values.Double("norm_eps", 1e-6),
            CaptionChannels = values.Int32("caption_channels", 3840),
            ProjectsCaptions = values.Boolean("use_prompt_embeddings", true),
            AttentionBias = values.Boolean("attention_bias", true),
            AttentionOutBias = values.Boolean("attention_out_bias", true),
            RopeTheta = values.Double("rope_theta", 10000),
            RopeDoublePrecision = values.Boolean("rope_double_precision", true),
            RopeLayout = LayoutOf(values.String("rope_type", "interleaved")),
            CausalOffset = values.Int32("causal_offset", 1, 0),
            TimestepScale = values.Int32("timestep_scale_multiplier", 1000),
            CrossAttentionTimestepScale = values.Int32("cross_attn_timestep_scale_multiplier", 1000),
            PerturbsAttention = values.Boolean("perturbed_attn", false),
            ModulatesTextBySigma = values.Boolean("use_prompt_adaln_single", true),
            HasKeyframeEmbedding = values.Boolean("use_keyframes_abs_pos_embedding", false),
        };
    }

    internal static RotaryLayout LayoutOf(string ropeType) => ropeType switch
    {
        "split" => RotaryLayout.Split,
        "interleaved" => RotaryLayout.Interleaved,
        _ => throw new CheckpointException($"rope_type is \"{ropeType}\"; it is \"split\" or \"interleaved\"."),
    };

    /// <summary>The reference takes null and 0 for "as many as come in".</summary>
    private static int OutChannels(ConfigValues values, string key, int inChannels) => values.Int32OrNull(key, 0) is int channels and not 0 ? channels : inChannels;
}
