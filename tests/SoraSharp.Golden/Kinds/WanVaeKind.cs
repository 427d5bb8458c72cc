using SoraSharp.Models.Autoencoders;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;
using SoraSharp.Models.Wan.VideoVae;

namespace SoraSharp.Golden.Kinds;

/// <summary>Wan's video autoencoder: encode and decode, whole and tiled. Latents of tiled cases go to the decoder as they are.</summary>
internal sealed class WanVaeKind : GoldenKind
{
    private const string TileHeight = "tile_sample_min_height";

    public override string Name => "wan-vae";

    public override bool Matches(GoldenCase golden) => golden.ReferenceClass == "AutoencoderKLWan";

    public override GoldenOutputs Run(GoldenCase golden, GoldenContext context)
    {
        CheckpointComponent component = context.Open(golden.CheckpointPath);
        WanVaeNetwork network = new(WanVaeConfig.FromConfig(component.Config));
        component.Check(network.Parameters.Declared);
        bool tiled = golden.Call.Has(TileHeight);
        using WanVaeCodec codec = new(network, context.Backend, component, tiled ? Tiling(golden.Call) : null);
        GoldenOutputs outputs = new();
        if (golden.HasInput("video"))
        {
            LatentMoments moments = codec.Encode(golden.Input("video"));
            outputs["mean"] = outputs["mode"] = moments.Mean;
            outputs["logvar"] = moments.LogVariance;
            outputs["normalised"] = codec.Normalize(moments.Mean);
        }

        if (golden.HasInput("latents"))
        {
            HostTensor latents = golden.Input("latents");
            outputs["decoded"] = codec.Decode(tiled ? latents : codec.Denormalize(latents));
        }

        return outputs;
    }

    private static WanVaeTiling Tiling(ModelConfig call)
    {
        WanVaeTiling d = new();
        return new WanVaeTiling
        {
            TileHeight = call.GetSize(TileHeight, d.TileHeight),
            TileWidth = call.GetSize("tile_sample_min_width", d.TileWidth),
            StrideHeight = call.GetSize("tile_sample_stride_height", d.StrideHeight),
            StrideWidth = call.GetSize("tile_sample_stride_width", d.StrideWidth),
        };
    }
}
