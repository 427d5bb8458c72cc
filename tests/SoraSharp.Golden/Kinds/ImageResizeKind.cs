using SoraSharp.Conditioning;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Golden.Kinds;

/// <summary>Pictures brought to the size that networks take, as the reference pipelines do.</summary>
internal sealed class ImageResizeKind : GoldenKind
{
    /// <summary>Sides of the reference picture are brought to multiples of this first.</summary>
    private const int VaceMultiple = 8;

    public override string Name => "image-resize";

    public override bool Matches(GoldenCase golden) => golden.Has("in.image") && golden.Has("out.frame") && golden.ReferenceClass.Contains("VideoProcessor", StringComparison.Ordinal);

    public override GoldenOutputs Run(GoldenCase golden, GoldenContext context)
    {
        ModelConfig call = golden.Call;
        int height = call.GetSize("height"), width = call.GetSize("width");
        RgbImage image = GoldenPictures.Image(golden.Input("image"));
        HostTensor frame = PixelTensors.Stretch([image], width, height, ResampleFilter.Lanczos);
        GoldenOutputs outputs = new() { ["frame"] = frame.WithShape(1, 3, height, width) };
        if (golden.HasInput("video")) outputs["video"] = PixelTensors.Stretch(GoldenPictures.Images(golden.Input("video")), width, height, ResampleFilter.Lanczos);
        if (golden.Has("out.clip_pixel_values")) outputs["clip_pixel_values"] = Clip(call.GetSize("clip_shortest_edge")).Process(image);
        if (golden.Has("out.vace_reference")) outputs["vace_reference"] = PixelTensors.FitOnWhite(image, width, height, VaceMultiple).WithShape(1, 3, height, width);
        return outputs;
    }

    private static ClipImageProcessor Clip(int side) => new() { ShortestEdge = side, Crop = new(side, side) };
}
