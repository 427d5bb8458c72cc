using System.Text.Json;
using System.Text.Json.Nodes;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Gemma3;
using SoraSharp.Models.Ltx2;
using SoraSharp.Models.Patch;
using SoraSharp.Models.Spectral;
using SoraSharp.Training.Sampling;

namespace SoraSharp.Training.Components;

/// <summary>The configurations of Mini's components as their <c>config.json</c> says them: what is trained is what is exported.</summary>
internal static class MiniConfigs
{
    /// <summary>The video autoencoder.</summary>
    public static JsonObject VideoVae => new()
    {
        ["_class_name"] = PatchTransformerConfig.ClassName,
        ["in_channels"] = 3,
        ["latent_channels"] = MiniFormat.VideoChannels,
        ["encoder_scale"] = MiniFormat.EncoderScale,
        ["spatial_compression_ratio"] = MiniFormat.EncoderScale * MiniFormat.Patch,
        ["temporal_compression_ratio"] = MiniFormat.PatchFrames,
        ["scaling_factor"] = 1.0,
        ["hidden_size"] = 256,
        ["num_layers"] = 4,
        ["num_attention_heads"] = 4,
        ["frame_hidden_size"] = 192,
        ["num_frame_layers"] = 1,
        ["cell_channels"] = 128,
        ["cell_size"] = Data.CellTruth.Side,
        ["deblocking_threshold"] = 0.19,
        ["rope_max_positions"] = new JsonArray(MiniFormat.Frames, MiniFormat.Height, MiniFormat.Width),
        ["rope_theta"] = 10.0,
    };

    /// <summary>The audio autoencoder.</summary>
    public static JsonObject AudioVae => new()
    {
        ["_class_name"] = PatchAudioConfig.ClassName,
        ["in_channels"] = 1,
        ["output_channels"] = 1,
        ["latent_channels"] = MiniFormat.AudioChannels,
        ["latent_mel_bins"] = MiniFormat.AudioBins,
        ["mel_bins"] = 64,
        ["sample_rate"] = MiniFormat.SampleRate,
        ["mel_hop_length"] = 160,
        ["temporal_compression_ratio"] = 4,
        ["mel_compression_ratio"] = 4,
    };

    /// <summary>The vocoder.</summary>
    public static JsonObject Vocoder => new()
    {
        ["_class_name"] = SpectralVocoderConfig.ClassName,
        ["mel_bins"] = 64,
        ["sample_rate"] = MiniFormat.SampleRate,
        ["hop_length"] = 160,
        ["window_hops"] = 4,
        ["hidden_size"] = 256,
        ["intermediate_size"] = 768,
        ["num_layers"] = 6,
        ["kernel_size"] = 7,
        ["carrier_rounds"] = 16,
    };

    /// <summary>A vocoder that is not learned.</summary>
    public static JsonObject GriffinLim => new() { ["_class_name"] = GriffinLimClass, ["rounds"] = 48 };

    /// <summary>Heads of the video's text connector.</summary>
    public const int TextHeads = 4;

    /// <summary>The ratio of the connector's highest to its lowest rotary frequency: the highest turns half a circle a word.</summary>
    public const double TextRopeTheta = MiniFormat.TextTokens;

    private const string GriffinLimClass = "GriffinLimVocoder";
    private const int TextFeatures = 256;

    /// <summary>The text encoder: an embedding table and a norm.</summary>
    public static JsonObject TextEncoder => new()
    {
        ["architectures"] = new JsonArray("Gemma3ForConditionalGeneration"),
        ["model_type"] = "gemma3",
        ["text_config"] = new JsonObject
        {
            ["model_type"] = "gemma3_text",
            ["vocab_size"] = Data.TextVocabulary.TableSize,
            ["hidden_size"] = TextFeatures,
            ["intermediate_size"] = 4 * TextFeatures,
            ["num_hidden_layers"] = 0,
            ["num_attention_heads"] = 4,
            ["num_key_value_heads"] = 4,
            ["head_dim"] = TextFeatures / 4,
            ["query_pre_attn_scalar"] = TextFeatures / 4,
            ["rms_norm_eps"] = 1e-6,
        },
    };

    /// <summary>The connectors: one block that lets words see their neighbours for the video, none for the audio.</summary>
    public static JsonObject Connectors => new()
    {
        ["_class_name"] = "LTX2TextConnectors",
        ["caption_channels"] = TextFeatures,
        ["text_proj_in_factor"] = 1,
        ["per_modality_projections"] = true,
        ["proj_bias"] = true,
        ["video_hidden_dim"] = TextFeatures,
        ["audio_hidden_dim"] = AudioHeads * AudioHeadFeatures,
        ["video_connector_num_attention_heads"] = TextHeads,
        ["video_connector_attention_head_dim"] = TextFeatures / TextHeads,
        ["video_connector_num_layers"] = 1,
        ["video_connector_num_learnable_registers"] = MiniFormat.TextTokens,
        ["audio_connector_num_attention_heads"] = AudioHeads,
        ["audio_connector_attention_head_dim"] = AudioHeadFeatures,
        ["audio_connector_num_layers"] = 0,
        ["audio_connector_num_learnable_registers"] = MiniFormat.TextTokens,
        ["connector_rope_base_seq_len"] = MiniFormat.TextTokens,
        ["rope_theta"] = TextRopeTheta,
        ["rope_double_precision"] = true,
        ["rope_type"] = "split",
    };

    private const int VideoHeads = 4, VideoHeadFeatures = 64, AudioHeads = 4, AudioHeadFeatures = 32, Layers = 6;

    /// <summary>The transformer.</summary>
    public static JsonObject Transformer => new()
    {
        ["_class_name"] = "LTX2VideoTransformer3DModel",
        ["in_channels"] = MiniFormat.VideoChannels,
        ["out_channels"] = MiniFormat.VideoChannels,
        ["patch_size"] = 1,
        ["patch_size_t"] = 1,
        ["num_attention_heads"] = VideoHeads,
        ["attention_head_dim"] = VideoHeadFeatures,
        ["cross_attention_dim"] = VideoHeads * VideoHeadFeatures,
        ["vae_scale_factors"] = new JsonArray(MiniFormat.PatchFrames, MiniFormat.Patch * MiniFormat.EncoderScale, MiniFormat.Patch * MiniFormat.EncoderScale),
        ["pos_embed_max_pos"] = 5,
        ["base_height"] = MiniFormat.Height,
        ["base_width"] = MiniFormat.Width,
        ["audio_in_channels"] = MiniFormat.AudioChannels * MiniFormat.AudioBins,
        ["audio_out_channels"] = MiniFormat.AudioChannels * MiniFormat.AudioBins,
        ["audio_patch_size"] = 1,
        ["audio_patch_size_t"] = 1,
        ["audio_num_attention_heads"] = AudioHeads,
        ["audio_attention_head_dim"] = AudioHeadFeatures,
        ["audio_cross_attention_dim"] = AudioHeads * AudioHeadFeatures,
        ["audio_scale_factor"] = 4,
        ["audio_pos_embed_max_pos"] = 5,
        ["audio_sampling_rate"] = MiniFormat.SampleRate,
        ["audio_hop_length"] = 160,
        ["num_layers"] = Layers,
        ["activation_fn"] = "gelu-approximate",
        ["qk_norm"] = "rms_norm_across_heads",
        ["norm_elementwise_affine"] = false,
        ["norm_eps"] = 1e-6,
        ["caption_channels"] = TextFeatures,
        ["use_prompt_embeddings"] = false,
        ["attention_bias"] = true,
        ["attention_out_bias"] = true,
        ["rope_theta"] = 100.0,
        ["rope_double_precision"] = true,
        ["rope_type"] = "split",
        ["causal_offset"] = 1,
        ["timestep_scale_multiplier"] = 1000,
        ["cross_attn_timestep_scale_multiplier"] = 1000,
        ["perturbed_attn"] = false,
        ["absolute_positions"] = true,
        ["text_sum"] = true,
        ["use_prompt_adaln_single"] = false,
    };

    /// <summary>The scheduler: flow-match Euler with a static shift towards noise, stochastic at high levels.</summary>
    public static JsonObject Scheduler => new()
    {
        ["_class_name"] = "FlowMatchEulerDiscreteScheduler",
        ["num_train_timesteps"] = 1000,
        ["shift"] = SamplingOptions.Shift,
        ["use_dynamic_shifting"] = false,
        ["stochastic_sampling"] = true,
        ["stochastic_sigma_min"] = SamplingOptions.StochasticSigmaMin,
    };

    /// <summary>The components and their classes.</summary>
    /// <param name="learnedVocoder">Whether the vocoder is the learned one.</param>
    public static JsonObject ModelIndex(bool learnedVocoder) => new()
    {
        ["_class_name"] = "LTX2Pipeline",
        ["_diffusers_version"] = "0.42.1",
        ["scheduler"] = new JsonArray("diffusers", "FlowMatchEulerDiscreteScheduler"),
        ["tokenizer"] = new JsonArray("transformers", "PreTrainedTokenizerFast"),
        ["text_encoder"] = new JsonArray("transformers", "Gemma3ForConditionalGeneration"),
        ["connectors"] = new JsonArray("diffusers", "LTX2TextConnectors"),
        ["transformer"] = new JsonArray("diffusers", "LTX2VideoTransformer3DModel"),
        ["vae"] = new JsonArray("sorasharp", PatchTransformerConfig.ClassName),
        ["audio_vae"] = new JsonArray("sorasharp", PatchAudioConfig.ClassName),
        ["vocoder"] = new JsonArray("sorasharp", learnedVocoder ? SpectralVocoderConfig.ClassName : GriffinLimClass),
    };

    /// <summary>The text encoder's configuration.</summary>
    public static Gemma3Config Text => Gemma3Config.FromConfig(Model(TextEncoder, "text_encoder"));

    /// <summary>The connectors' configuration.</summary>
    public static Ltx2TextConnectorsConfig ConnectorsConfig => Ltx2TextConnectorsConfig.FromConfig(Model(Connectors, "connectors"));

    /// <summary>The transformer's configuration.</summary>
    public static Ltx2TransformerConfig TransformerConfig => Ltx2TransformerConfig.FromConfig(Model(Transformer, "transformer"));

    /// <summary>The vocoder's configuration.</summary>
    public static SpectralVocoderConfig VocoderConfig => SpectralVocoderConfig.FromConfig(Model(Vocoder, "vocoder"));

    /// <summary>The configuration as the networks read it.</summary>
    public static JsonElement Element(JsonObject config) => JsonSerializer.SerializeToElement(config);

    private static ModelConfig Model(JsonObject config, string component) => ModelConfig.FromElement(Element(config), component);

    public static PatchTransformerNetwork CreateVideoVae(Models.Tensors.ParameterScope? scope = null) => new(PatchTransformerConfig.FromConfig(Model(VideoVae, "vae")), scope);

    public static SpectralVocoderNetwork CreateVocoder(Models.Tensors.ParameterScope? scope = null) => new(VocoderConfig, scope);

    public static PatchAudioNetwork CreateAudioVae(Models.Tensors.ParameterScope? scope = null) => new(PatchAudioConfig.FromConfig(Model(AudioVae, "audio_vae")), scope);
}
