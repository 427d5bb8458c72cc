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
    private const int MaximumFeatures = 1 << 20;

    /// <summary>Every setting of the versions that are known.</summary>
    private static readonly HashSet<string> KnownKeys = new(StringComparer.Ordinal)
    {
        "activation_fn", "attention_bias", "attention_head_dim", "attention_out_bias", "audio_attention_head_dim", "audio_cross_attention_dim",
        "audio_cross_attn_mod", "audio_ff_bias", "audio_gated_attn", "audio_hop_length", "audio_in_channels", "audio_num_attention_heads",
        "audio_out_channels", "audio_patch_size", "audio_patch_size_t", "audio_pos_embed_max_pos", "audio_sampling_rate", "audio_scale_factor",
        "base_height", "base_width", "caption_channels", "causal_offset", "cross_attention_dim", "cross_attn_mod",
        "cross_attn_timestep_scale_multiplier", "ff_bias", "gated_attn", "in_channels", "norm_elementwise_affine", "norm_eps",
        "num_attention_heads", "num_layers", "out_channels", "patch_size", "patch_size_t", "perturbed_attn", "pos_embed_max_pos", "qk_norm",
        "rope_double_precision", "rope_theta", "rope_type", "timestep_scale_multiplier", "use_keyframes_abs_pos_embedding",
        "use_prompt_adaln_single", "use_prompt_embeddings", "vae_scale_factors",
        // Mini's own.
        "absolute_positions", "text_sum",
    };

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

    /// <summary>
    /// Whether tokens carry where they stand, as a projection of their rotary tables. No published checkpoint has it: rotary embedding alone
    /// tells distances, and a small model takes long to find out places from those.
    /// </summary>
    public bool HasAbsolutePositions { get; init; }

    /// <summary>
    /// Whether every token is given the sum of the text's tokens, projected, besides attending to them. No published checkpoint has it: a
    /// small model otherwise takes long to find single words among many.
    /// </summary>
    public bool SumsText { get; init; }

    /// <summary>Whether any stream's text is modulated.</summary>
    public bool ModulatesText => Video.ModulatesText || Audio.ModulatesText;

    /// <summary>Reads <c>transformer/config.json</c>.</summary>
    /// <exception cref="CheckpointException">A value is of the wrong kind or not supported.</exception>
    public static Ltx2TransformerConfig FromConfig(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        RefuseUnknownVersions(config);
        RequireText(config, "activation_fn", "gelu-approximate");
        RequireText(config, "qk_norm", "rms_norm_across_heads");
        long[] scaleFactors = config.GetInt64Array("vae_scale_factors", [8, 32, 32]);
        if (scaleFactors.Length != 3 || scaleFactors.Any(factor => factor is < 1 or > 1 << 20)) throw config.Wrong("vae_scale_factors", "it must be three positive numbers: frames, rows, columns");

        int inChannels = config.GetSize("in_channels", 128), audioInChannels = config.GetSize("audio_in_channels", 128);
        Ltx2TransformerConfig result = new()
        {
            Video = new(
                inChannels,
                OutChannels(config, "out_channels", inChannels),
                config.GetSize("patch_size", 1),
                config.GetSize("patch_size_t", 1),
                config.GetSize("num_attention_heads", 32),
                config.GetSize("attention_head_dim", 128),
                config.GetSize("cross_attention_dim", 4096),
                config.GetSize("pos_embed_max_pos", 20),
                config.GetBool("gated_attn", false),
                config.GetBool("cross_attn_mod", false),
                config.GetBool("ff_bias", true)),
            Audio = new(
                audioInChannels,
                OutChannels(config, "audio_out_channels", audioInChannels),
                config.GetSize("audio_patch_size", 1),
                config.GetSize("audio_patch_size_t", 1),
                config.GetSize("audio_num_attention_heads", 32),
                config.GetSize("audio_attention_head_dim", 64),
                config.GetSize("audio_cross_attention_dim", 2048),
                config.GetSize("audio_pos_embed_max_pos", 20),
                config.GetBool("audio_gated_attn", false),
                config.GetBool("audio_cross_attn_mod", false),
                config.GetBool("audio_ff_bias", true)),
            Layers = (int)config.GetInt64("num_layers", 48, 0, 4096),
            VideoScaleFactors = [.. scaleFactors.Select(factor => (int)factor)],
            BaseHeight = config.GetSize("base_height", 2048),
            BaseWidth = config.GetSize("base_width", 2048),
            AudioScaleFactor = config.GetSize("audio_scale_factor", 4),
            AudioSamplingRate = config.GetSize("audio_sampling_rate", 16000),
            AudioHopLength = config.GetSize("audio_hop_length", 160),
            NormsHaveWeights = config.GetBool("norm_elementwise_affine", false),
            NormEps = config.GetDouble("norm_eps", 1e-6),
            CaptionChannels = config.GetSize("caption_channels", 3840),
            ProjectsCaptions = config.GetBool("use_prompt_embeddings", true),
            AttentionBias = config.GetBool("attention_bias", true),
            AttentionOutBias = config.GetBool("attention_out_bias", true),
            RopeTheta = config.GetDouble("rope_theta", 10000),
            RopeDoublePrecision = config.GetBool("rope_double_precision", true),
            RopeLayout = LayoutOf(config),
            CausalOffset = (int)config.GetInt64("causal_offset", 1, 0, 1 << 20),
            TimestepScale = config.GetSize("timestep_scale_multiplier", 1000),
            CrossAttentionTimestepScale = config.GetSize("cross_attn_timestep_scale_multiplier", 1000),
            PerturbsAttention = config.GetBool("perturbed_attn", false),
            ModulatesTextBySigma = config.GetBool("use_prompt_adaln_single", true),
            HasKeyframeEmbedding = config.GetBool("use_keyframes_abs_pos_embedding", false),
            HasAbsolutePositions = config.GetBool("absolute_positions", false),
            SumsText = config.GetBool("text_sum", false),
        };
        result.RequireFittingWidths(config);
        return result;
    }

    internal static RotaryLayout LayoutOf(ModelConfig config) => config.GetString("rope_type", "interleaved") switch
    {
        "split" => RotaryLayout.Split,
        "interleaved" => RotaryLayout.Interleaved,
        _ => throw config.Wrong("rope_type", "it must be \"split\" or \"interleaved\""),
    };

    internal static void RequireHeads(ModelConfig config, string headsKey, string featuresKey, int heads, int headFeatures, RotaryLayout layout)
    {
        if ((long)heads * headFeatures > MaximumFeatures) throw config.Wrong(headsKey, $"{heads} heads of {headFeatures} features are wider than {MaximumFeatures}");
        if (layout == RotaryLayout.Split && headFeatures % 2 != 0) throw config.Wrong(featuresKey, "it must be even, for rotary embedding turns pairs");
        if (heads * headFeatures % 2 != 0) throw config.Wrong(headsKey, "heads times features must be even, for rotary embedding turns pairs");
    }

    /// <summary>Layers that meet must have equal widths; the reference would fail in the middle of a forward pass.</summary>
    private void RequireFittingWidths(ModelConfig config)
    {
        RequireHeads(config, "num_attention_heads", "attention_head_dim", Video.Heads, Video.HeadFeatures, RopeLayout);
        RequireHeads(config, "audio_num_attention_heads", "audio_attention_head_dim", Audio.Heads, Audio.HeadFeatures, RopeLayout);
        if ((ProjectsCaptions || ModulatesText) && Video.TextFeatures != Video.Features) throw config.Wrong("cross_attention_dim", $"it must be {Video.Features}, num_attention_heads times attention_head_dim");
        if (Audio.TextFeatures != Audio.Features) throw config.Wrong("audio_cross_attention_dim", $"it must be {Audio.Features}, audio_num_attention_heads times audio_attention_head_dim");
        if (RopeLayout == RotaryLayout.Split && Audio.Features % (2 * Video.Heads) != 0) throw config.Wrong("audio_cross_attention_dim", $"it must be a multiple of {2 * Video.Heads}, for audio-video attention turns pairs in each of num_attention_heads stretches");
    }

    /// <summary>A later version would compute something that is not computed here; its weights alone need not show it.</summary>
    private static void RefuseUnknownVersions(ModelConfig config)
    {
        string[] unknown = [.. config.Json.EnumerateObject()
            .Where(p => !p.Name.StartsWith('_') && !KnownKeys.Contains(p.Name) && p.Value.ValueKind is not (System.Text.Json.JsonValueKind.Null or System.Text.Json.JsonValueKind.False))
            .Select(p => p.Name)];
        if (unknown.Length > 0) throw new CheckpointException($"{config.Source} has {string.Join(", ", unknown)}, which no version has that is known here: LTX-2.0, 2.3 and 2.5. Use a checkpoint of one of these, or a later SoraSharp.");
    }

    private static void RequireText(ModelConfig config, string key, string only)
    {
        if (config.GetString(key, only) != only) throw config.Wrong(key, $"LTX-2's transformer is computed with \"{only}\" only");
    }

    /// <summary>The reference takes null and 0 for "as many as come in".</summary>
    private static int OutChannels(ModelConfig config, string key, int inChannels) => config.GetInt64OrNull(key, 128) is null or 0 ? inChannels : config.GetSize(key, 128);
}
