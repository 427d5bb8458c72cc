using System.Text.Json;
using System.Text.Json.Nodes;
using SoraSharp.Models.Patch;

namespace SoraSharp.Training.Components;

/// <summary>The configurations of Mini's components as their <c>config.json</c> says them: what is trained is what is exported.</summary>
internal static class MiniConfigs
{
    /// <summary>The video autoencoder: decoder stages from the pixels inwards 48, 64 and 128 channels wide.</summary>
    public static JsonObject VideoVae => new()
    {
        ["_class_name"] = PatchVideoConfig.ClassName,
        ["in_channels"] = 3,
        ["out_channels"] = 3,
        ["latent_channels"] = MiniFormat.VideoChannels,
        ["encoder_scale"] = MiniFormat.EncoderScale,
        ["decoder_block_out_channels"] = new JsonArray(96, 128, 256),
        ["decoder_layers_per_block"] = new JsonArray(1, 2, 2, 2),
        ["decoder_spatio_temporal_scaling"] = new JsonArray(true, true, true),
        ["upsample_type"] = new JsonArray("spatiotemporal", "spatiotemporal", "temporal"),
        ["upsample_residual"] = new JsonArray(true, true, true),
        ["upsample_factor"] = new JsonArray(2, 2, 2),
        ["decoder_spatial_padding_mode"] = "zeros",
        ["decoder_causal"] = false,
        ["patch_size"] = 8,
        ["patch_size_t"] = 1,
        ["scaling_factor"] = 1.0,
        ["spatial_compression_ratio"] = MiniFormat.EncoderScale * MiniFormat.Patch,
        ["temporal_compression_ratio"] = MiniFormat.PatchFrames,
        ["timestep_conditioning"] = false,
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

    /// <summary>The configuration as the networks read it.</summary>
    public static JsonElement Element(JsonObject config) => JsonSerializer.SerializeToElement(config);

    public static PatchVideoNetwork CreateVideoVae(Models.Tensors.ParameterScope? scope = null) => new(PatchVideoConfig.FromJson(Element(VideoVae)), scope);

    public static PatchAudioNetwork CreateAudioVae(Models.Tensors.ParameterScope? scope = null) => new(PatchAudioConfig.FromJson(Element(AudioVae)), scope);
}
