using System.Globalization;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Ltx2.DiffusionDecoder;
using SoraSharp.Models.Ltx2.VideoVae;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Golden.Kinds;

/// <summary>LTX-2.5's diffusion decoder, whole and tiled; the case holds its noise in the order of the draws.</summary>
internal sealed class DiffusionDecoderKind : GoldenKind
{
    public override string Name => "ltx2-diffusion-decoder";

    public override bool Matches(GoldenCase golden) => golden.ReferenceClass == "LTX2VideoDiffusionDecoderModel";

    public override GoldenOutputs Run(GoldenCase golden, GoldenContext context)
    {
        CheckpointComponent component = context.Open(golden.CheckpointPath);
        DiffusionDecoderNetwork network = new(DiffusionDecoderConfig.FromConfig(component.Config));
        component.Check(network.Parameters.Declared);
        ModelConfig call = golden.Call;
        using DiffusionDecoderCodec codec = new(network, context.Backend, component, Tiling(call));
        int draws = 0;
        HostTensor Draw(long[] shape)
        {
            HostTensor noise = golden.Input(string.Create(CultureInfo.InvariantCulture, $"noise.{draws++:00}"));
            return noise.Shape.SequenceEqual(shape) ? noise : throw new InvalidOperationException($"Draw {draws} was asked for [{string.Join(", ", shape)}]; the case has {noise}.");
        }

        int? steps = call.Has("num_inference_steps") ? call.GetSize("num_inference_steps") : null;
        HostTensor latents = golden.HasInput("normalized") ? codec.Denormalize(golden.Input("normalized")) : golden.Input("z");
        return new() { ["sample"] = codec.Decode(latents, Draw, steps) };
    }

    private static VideoVaeTiling Tiling(ModelConfig call) => call.GetObjectOrNull("tiling") is ModelConfig sizes ? DiffusionDecoderCodec.DefaultTiling with
    {
        TileHeight = sizes.GetSize("tile_sample_min_height", DiffusionDecoderCodec.DefaultTiling.TileHeight),
        TileWidth = sizes.GetSize("tile_sample_min_width", DiffusionDecoderCodec.DefaultTiling.TileWidth),
        TileFrames = sizes.GetSize("tile_sample_min_num_frames", DiffusionDecoderCodec.DefaultTiling.TileFrames),
        StrideHeight = sizes.GetSize("tile_sample_stride_height", DiffusionDecoderCodec.DefaultTiling.StrideHeight),
        StrideWidth = sizes.GetSize("tile_sample_stride_width", DiffusionDecoderCodec.DefaultTiling.StrideWidth),
        StrideFrames = sizes.GetSize("tile_sample_stride_num_frames", DiffusionDecoderCodec.DefaultTiling.StrideFrames),
    } : VideoVaeTiling.None;
}
