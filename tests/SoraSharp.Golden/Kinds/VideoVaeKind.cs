using SoraSharp.Models.Autoencoders;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Ltx2.VideoVae;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Golden.Kinds;

/// <summary>LTX-2's video autoencoder: encode and decode, whole and tiled.</summary>
internal sealed class VideoVaeKind : GoldenKind
{
    public override string Name => "ltx2-video-vae";

    public override bool Matches(GoldenCase golden) => golden.ReferenceClass == "AutoencoderKLLTX2Video";

    public override GoldenOutputs Run(GoldenCase golden, GoldenContext context)
    {
        CheckpointComponent component = context.Open(golden.CheckpointPath);
        VideoVaeNetwork network = new(VideoVaeConfig.FromConfig(component.Config));
        component.Check(network.Parameters.Declared);
        ModelConfig call = golden.Call;
        bool causal = call.Has("causal") && call.GetBool("causal");
        using VideoVaeCodec codec = new(network, context.Backend, component, Tiling(call), causal);
        switch (call.GetString("method"))
        {
            case "encode":
                LatentMoments moments = codec.Encode(golden.Input("x"));
                HostTensor normalized = codec.Normalize(moments.Mean);
                return new() { ["mean"] = moments.Mean, ["logvar"] = moments.LogVariance, ["mode"] = moments.Mean, ["normalized"] = normalized, ["normalized_packed"] = Pack(normalized) };
            case "decode":
                HostTensor latents = golden.Input("normalized");
                return new() { ["denormalized"] = codec.Denormalize(latents), ["sample"] = codec.Decode(latents) };
            default:
                throw call.Wrong("method", "known are encode and decode");
        }
    }

    /// <summary>Tiles of frames are separate from tiles of clips; sizes left out are the reference class's.</summary>
    private static VideoVaeTiling Tiling(ModelConfig call)
    {
        ModelConfig sizes = call.GetObjectOrNull("tiling") ?? ModelConfig.Parse("{}"u8.ToArray(), "tiling");
        VideoVaeTiling d = new();
        return new VideoVaeTiling
        {
            Spatial = call.Has("tiling"),
            Temporal = call.Has("framewise") && call.GetBool("framewise"),
            TileHeight = sizes.GetSize("tile_sample_min_height", d.TileHeight),
            TileWidth = sizes.GetSize("tile_sample_min_width", d.TileWidth),
            TileFrames = sizes.GetSize("tile_sample_min_num_frames", d.TileFrames),
            StrideHeight = sizes.GetSize("tile_sample_stride_height", d.StrideHeight),
            StrideWidth = sizes.GetSize("tile_sample_stride_width", d.StrideWidth),
            StrideFrames = sizes.GetSize("tile_sample_stride_num_frames", d.StrideFrames),
        };
    }

    /// <summary>[B, C, F, H, W] → [B, F·H·W, C].</summary>
    private static HostTensor Pack(HostTensor latents)
    {
        int batch = (int)latents.Shape[0], channels = (int)latents.Shape[1], tokens = latents.Count / batch / channels;
        float[] packed = new float[latents.Count];
        for (int i = 0; i < packed.Length; i++)
        {
            int c = i / tokens % channels, b = i / tokens / channels;
            packed[((b * tokens) + i % tokens) * channels + c] = latents.Floats[i];
        }

        return HostTensor.From(packed, batch, tokens, channels);
    }
}
