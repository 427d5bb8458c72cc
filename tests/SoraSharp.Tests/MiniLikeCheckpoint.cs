using System.Text.Json;
using System.Text.Json.Nodes;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Gemma3;
using SoraSharp.Models.Ltx2;
using SoraSharp.Models.Patch;
using SoraSharp.Models.Spectral;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Tests;

/// <summary>
/// A checkpoint of Mini's classes (patch autoencoders, Griffin-Lim or the learned vocoder, a word-level tokenizer, a profile) with random weights and small
/// networks, written to a folder of its own.
/// </summary>
internal sealed class MiniLikeCheckpoint : IDisposable
{
    private const int TextTokens = 16, Features = 32, VideoChannels = 8, AudioChannels = 2, AudioBins = 4, MelBins = 16;
    private static readonly string[] Words = ["<pad>", "<eos>", "<bos>", "<unk>", "a", "red", "orange", "ball", "balls", "bounces", "two", "and", "in", "flat", "neon", "style", "glowing"];
    private readonly Random _random = new(3);

    public MiniLikeCheckpoint(bool learnedVocoder = false)
    {
        Folder = Directory.CreateTempSubdirectory("sorasharp-").FullName;
        WriteTokenizer();
        Write("text_encoder", TextEncoder, new Gemma3TextModel(Gemma3Config.FromConfig(Model(TextEncoder))).Parameters);
        Write("connectors", Connectors, new Ltx2TextConnectors(Ltx2TextConnectorsConfig.FromConfig(Model(Connectors))).Parameters);
        Write("transformer", Transformer, new Ltx2Transformer(Ltx2TransformerConfig.FromConfig(Model(Transformer))).Parameters);
        Write("vae", VideoVae, new PatchTransformerNetwork(PatchTransformerConfig.FromConfig(Model(VideoVae))).Parameters);
        Write("audio_vae", AudioVae, new PatchAudioNetwork(PatchAudioConfig.FromConfig(Model(AudioVae))).Parameters);
        if (learnedVocoder) Write("vocoder", Vocoder, new SpectralVocoderNetwork(SpectralVocoderConfig.FromConfig(Model(Vocoder))).Parameters);
        else WriteJson("vocoder/config.json", new() { ["_class_name"] = "GriffinLimVocoder", ["rounds"] = 4 });
        WriteJson("scheduler/scheduler_config.json", new() { ["_class_name"] = "FlowMatchEulerDiscreteScheduler", ["shift"] = 1.0 });
        WriteJson("sorasharp.json", Profile);
        WriteJson("model_index.json", new()
        {
            ["_class_name"] = "LTX2Pipeline",
            ["tokenizer"] = new JsonArray("transformers", "GemmaTokenizerFast"),
            ["text_encoder"] = new JsonArray("transformers", "Gemma3ForConditionalGeneration"),
            ["connectors"] = new JsonArray("ltx2", "LTX2TextConnectors"),
            ["transformer"] = new JsonArray("diffusers", "LTX2VideoTransformer3DModel"),
            ["vae"] = new JsonArray("sorasharp", PatchTransformerConfig.ClassName),
            ["audio_vae"] = new JsonArray("sorasharp", PatchAudioConfig.ClassName),
            ["vocoder"] = new JsonArray("sorasharp", learnedVocoder ? SpectralVocoderConfig.ClassName : "GriffinLimVocoder"),
            ["scheduler"] = new JsonArray("diffusers", "FlowMatchEulerDiscreteScheduler"),
        });
    }

    public string Folder { get; }

    private static JsonObject TextEncoder => new()
    {
        ["architectures"] = new JsonArray("Gemma3ForConditionalGeneration"),
        ["text_config"] = new JsonObject
        {
            ["vocab_size"] = Words.Length,
            ["hidden_size"] = Features,
            ["intermediate_size"] = 4 * Features,
            ["num_hidden_layers"] = 0,
            ["num_attention_heads"] = 2,
            ["num_key_value_heads"] = 2,
            ["head_dim"] = Features / 2,
            ["query_pre_attn_scalar"] = Features / 2,
        },
    };

    private static JsonObject Connectors => new()
    {
        ["_class_name"] = "LTX2TextConnectors",
        ["caption_channels"] = Features,
        ["text_proj_in_factor"] = 1,
        ["per_modality_projections"] = true,
        ["proj_bias"] = true,
        ["video_hidden_dim"] = Features,
        ["audio_hidden_dim"] = Features / 2,
        ["video_connector_num_attention_heads"] = 2,
        ["video_connector_attention_head_dim"] = Features / 2,
        ["video_connector_num_layers"] = 1,
        ["video_connector_num_learnable_registers"] = TextTokens,
        ["audio_connector_num_attention_heads"] = 2,
        ["audio_connector_attention_head_dim"] = Features / 4,
        ["audio_connector_num_layers"] = 0,
        ["audio_connector_num_learnable_registers"] = TextTokens,
        ["connector_rope_base_seq_len"] = TextTokens,
        ["rope_type"] = "split",
    };

    private static JsonObject Transformer => new()
    {
        ["_class_name"] = "LTX2VideoTransformer3DModel",
        ["in_channels"] = VideoChannels,
        ["out_channels"] = VideoChannels,
        ["num_attention_heads"] = 2,
        ["attention_head_dim"] = Features / 2,
        ["cross_attention_dim"] = Features,
        ["vae_scale_factors"] = new JsonArray(8, 32, 32),
        ["pos_embed_max_pos"] = 3,
        ["base_height"] = 64,
        ["base_width"] = 64,
        ["audio_in_channels"] = AudioChannels * AudioBins,
        ["audio_out_channels"] = AudioChannels * AudioBins,
        ["audio_num_attention_heads"] = 2,
        ["audio_attention_head_dim"] = Features / 4,
        ["audio_cross_attention_dim"] = Features / 2,
        ["audio_pos_embed_max_pos"] = 3,
        ["num_layers"] = 2,
        ["caption_channels"] = Features,
        ["use_prompt_embeddings"] = false,
        ["rope_theta"] = 100.0,
        ["rope_type"] = "split",
        ["use_prompt_adaln_single"] = false,
    };

    private static JsonObject VideoVae => new()
    {
        ["_class_name"] = PatchTransformerConfig.ClassName,
        ["latent_channels"] = VideoChannels,
        ["encoder_scale"] = 2,
        ["spatial_compression_ratio"] = 32,
        ["temporal_compression_ratio"] = 8,
        ["hidden_size"] = 24,
        ["num_layers"] = 1,
        ["num_attention_heads"] = 2,
        ["frame_hidden_size"] = 8,
        ["num_frame_layers"] = 1,
        ["cell_channels"] = 8,
        ["cell_size"] = 8,
    };

    private static JsonObject AudioVae => new()
    {
        ["_class_name"] = PatchAudioConfig.ClassName,
        ["in_channels"] = 1,
        ["latent_channels"] = AudioChannels,
        ["latent_mel_bins"] = AudioBins,
        ["mel_bins"] = MelBins,
    };

    private static JsonObject Vocoder => new()
    {
        ["_class_name"] = SpectralVocoderConfig.ClassName,
        ["mel_bins"] = MelBins,
        ["hidden_size"] = 16,
        ["intermediate_size"] = 24,
        ["num_layers"] = 1,
    };

    private static JsonObject Profile => new()
    {
        ["name"] = "Mini-like",
        ["frames"] = 9,
        ["width"] = 64,
        ["height"] = 32,
        ["frames_per_second"] = 12,
        ["steps"] = 3,
        ["video_guidance"] = new JsonObject { ["text"] = 3 },
        ["audio_guidance"] = new JsonObject { ["text"] = 2 },
        ["styles"] = new JsonObject { ["flat"] = "in flat style", ["neon"] = "in glowing neon" },
        ["default_style"] = "flat",
        ["style_separator"] = " ",
        ["drops_unknown_words"] = true,
        ["synonyms"] = new JsonObject { ["amber"] = "orange" },
    };

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static ModelConfig Model(JsonObject config) => ModelConfig.FromElement(JsonSerializer.SerializeToElement(config), "config.json");

    private void Write(string component, JsonObject config, ParameterScope parameters)
    {
        WriteJson($"{component}/config.json", config);
        SafetensorsWriter writer = new();
        foreach (Parameter parameter in parameters.Declared) writer.Add(parameter.Name, Random(parameter), ElementType.Float16);
        writer.Save(Path.Combine(Folder, component, "model.safetensors"));
    }

    private HostTensor Random(Parameter parameter)
    {
        HostTensor tensor = HostTensor.Zeros([.. parameter.Shape]);
        double scale = parameter.Shape.Count > 1 ? 1 / Math.Sqrt(parameter.Shape.Skip(1).Aggregate(1L, (a, b) => a * b)) : 0.1;
        for (int i = 0; i < tensor.Count; i++) tensor.Floats[i] = (float)((parameter.Name == "latents_std" ? 1 : 0) + (scale * ((2 * _random.NextDouble()) - 1)));
        return tensor;
    }

    private void WriteTokenizer()
    {
        WriteJson("tokenizer/tokenizer_config.json", new() { ["pad_token"] = "<pad>", ["bos_token"] = "<bos>", ["unk_token"] = "<unk>", ["model_max_length"] = TextTokens });
        WriteJson("tokenizer/tokenizer.json", new()
        {
            ["added_tokens"] = new JsonArray([.. Words[..4].Select((word, id) => new JsonObject { ["id"] = id, ["content"] = word, ["special"] = true })]),
            ["normalizer"] = new JsonObject { ["type"] = "Lowercase" },
            ["pre_tokenizer"] = new JsonObject { ["type"] = "Split", ["pattern"] = new JsonObject { ["Regex"] = "[^a-z0-9'-]+" }, ["behavior"] = "Removed", ["invert"] = false },
            ["post_processor"] = new JsonObject
            {
                ["type"] = "TemplateProcessing",
                ["single"] = new JsonArray(
                    new JsonObject { ["SpecialToken"] = new JsonObject { ["id"] = "<bos>", ["type_id"] = 0 } },
                    new JsonObject { ["Sequence"] = new JsonObject { ["id"] = "A", ["type_id"] = 0 } }),
                ["special_tokens"] = new JsonObject { ["<bos>"] = new JsonObject { ["id"] = "<bos>", ["ids"] = new JsonArray(2), ["tokens"] = new JsonArray("<bos>") } },
            },
            ["model"] = new JsonObject { ["type"] = "WordLevel", ["unk_token"] = "<unk>", ["vocab"] = new JsonObject(Words.Select((word, id) => KeyValuePair.Create(word, (JsonNode?)id))) },
        });
    }

    private void WriteJson(string path, JsonObject json)
    {
        string file = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, json.ToJsonString());
    }
}
