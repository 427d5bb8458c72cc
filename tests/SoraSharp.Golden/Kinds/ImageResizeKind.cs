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
        RgbImage image = Frames(golden.Input("image"))[0];
        HostTensor frame = PixelTensors.Stretch([image], width, height, ResampleFilter.Lanczos);
        GoldenOutputs outputs = new() { ["frame"] = frame.WithShape(1, 3, height, width) };
        if (golden.HasInput("video")) outputs["video"] = PixelTensors.Stretch(Frames(golden.Input("video")), width, height, ResampleFilter.Lanczos);
        if (golden.Has("out.clip_pixel_values")) outputs["clip_pixel_values"] = Clip(call.GetSize("clip_shortest_edge")).Process(image);
        if (golden.Has("out.vace_reference")) outputs["vace_reference"] = PixelTensors.FitOnWhite(image, width, height, VaceMultiple).WithShape(1, 3, height, width);
        return outputs;
    }

    private static ClipImageProcessor Clip(int side) => new() { ShortestEdge = side, Crop = new(side, side) };

    private static RgbImage[] Frames(HostTensor bytes)
    {
        int height = (int)bytes.Shape[^3], width = (int)bytes.Shape[^2], size = height * width * RgbImage.Channels;
        byte[] all = Array.ConvertAll(bytes.Int64s, value => (byte)value);
        return [.. Enumerable.Range(0, all.Length / size).Select(i => new RgbImage(width, height, all[(i * size)..((i + 1) * size)]))];
    }
}
