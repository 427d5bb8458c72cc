using SoraSharp.Models.Autoencoders;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Ltx2.Upsampler;
using SoraSharp.Models.Ltx2.VideoVae;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Golden.Kinds;

/// <summary>LTX-2's latent upsampler, alone and with what its pipeline does before and after.</summary>
internal sealed class LatentUpsamplerKind : GoldenKind
{
    public override string Name => "ltx2-latent-upsampler";

    public override bool Matches(GoldenCase golden) => golden.HasInput("latents") &&
        (golden.ReferenceClass == "LTX2LatentUpsamplerModel" || (golden.ReferenceClass == "LTX2LatentUpsamplePipeline" && golden.Call.GetStringOrNull("output_type") == "latent"));

    public override GoldenOutputs Run(GoldenCase golden, GoldenContext context)
    {
        bool alone = golden.ReferenceClass == "LTX2LatentUpsamplerModel";
        CheckpointComponent component = context.Open(alone ? golden.CheckpointPath : golden.ComponentPath("latent_upsampler"));
        LatentUpsampler network = new(LatentUpsamplerConfig.FromConfig(component.Config));
        component.Check(network.Parameters.Declared);
        using LatentUpsamplerCodec codec = new(network, context.Backend, component);
        HostTensor latents = golden.Input("latents");
        if (alone) return new() { ["latents"] = codec.Upsample(latents) };

        ModelConfig call = golden.Call;
        CheckpointComponent vae = context.Open(golden.ComponentPath("vae"));
        VideoVaeConfig config = VideoVaeConfig.FromConfig(vae.Config);
        if (latents.Shape.Count == 3) latents = Unpack(latents, call, config);
        if (call.GetBool("latents_normalized", false)) latents = new LatentStatistics(vae, config.ScalingFactor).Denormalize(latents);
        return new() { ["latents"] = codec.Upsample(latents, new(call.GetDouble("adain_factor", 0), call.GetDouble("tone_map_compression_ratio", 0))) };
    }

    /// <summary>[B, f·h·w, C] → [B, C, f, h, w].</summary>
    private static HostTensor Unpack(HostTensor packed, ModelConfig call, VideoVaeConfig config)
    {
        if (call.GetSize("spatial_patch_size", 1) != 1 || call.GetSize("temporal_patch_size", 1) != 1) throw call.Wrong("spatial_patch_size", "packed latents of cases have patches of one latent");
        long frames = ((call.GetSize("num_frames", 121) - 1) / config.TemporalCompressionRatio) + 1;
        long height = call.GetSize("height", 512) / config.SpatialCompressionRatio, width = call.GetSize("width", 768) / config.SpatialCompressionRatio;
        int batch = (int)packed.Shape[0], tokens = (int)packed.Shape[1], channels = (int)packed.Shape[2];
        HostTensor latents = HostTensor.Zeros(batch, channels, frames, height, width);
        for (int i = 0; i < packed.Count; i++)
        {
            int c = i % channels, token = i / channels % tokens, b = i / channels / tokens;
            latents.Floats[((b * channels) + c) * tokens + token] = packed.Floats[i];
        }

        return latents;
    }
}
