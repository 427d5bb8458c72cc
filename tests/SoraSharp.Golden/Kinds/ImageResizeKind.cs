using SoraSharp.Conditioning;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Golden.Kinds;

/// <summary>Pictures brought to the size that networks take, as the reference pipelines do.</summary>
internal sealed class ImageResizeKind : GoldenKind
{
    /// <summary>Sides of the reference picture are brought to multiples of this first.</summary>
    private const int VaceMultiple = 8;

    // The picture encoder's statistics (transformers, OPENAI_CLIP_MEAN and _STD).
    private static readonly float[] s_clipMean = [0.48145466f, 0.4578275f, 0.40821073f], s_clipStd = [0.26862954f, 0.26130258f, 0.27577711f];

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
        if (golden.Has("out.clip_pixel_values")) outputs["clip_pixel_values"] = Clip(image, call.GetSize("clip_shortest_edge"));
        if (golden.Has("out.vace_reference")) outputs["vace_reference"] = OnCanvas(image, width, height);
        return outputs;
    }

    private static RgbImage[] Frames(HostTensor bytes)
    {
        int height = (int)bytes.Shape[^3], width = (int)bytes.Shape[^2], size = height * width * RgbImage.Channels;
        byte[] all = Array.ConvertAll(bytes.Int64s, value => (byte)value);
        return [.. Enumerable.Range(0, all.Length / size).Select(i => new RgbImage(width, height, all[(i * size)..((i + 1) * size)]))];
    }

    /// <summary>The shorter side to a length, the middle square, then normalised.</summary>
    private static HostTensor Clip(RgbImage image, int side)
    {
        int width = image.Width <= image.Height ? side : (int)((double)side * image.Width / image.Height);
        int height = image.Height <= image.Width ? side : (int)((double)side * image.Height / image.Width);
        RgbImage resized = ImageResampler.Resize(image, width, height, ResampleFilter.Bicubic);
        byte[] square = ImageResampler.Crop(resized, (width - side) / 2, (height - side) / 2, side, side).Pixels;
        HostTensor result = HostTensor.Zeros(1, RgbImage.Channels, side, side);
        for (int i = 0; i < square.Length; i++)
        {
            int c = i % RgbImage.Channels;
            result.Floats[(c * side * side) + (i / RgbImage.Channels)] = ((square[i] / 255f) - s_clipMean[c]) / s_clipStd[c];
        }

        return result;
    }

    /// <summary>Fitted into the middle of a white picture.</summary>
    private static HostTensor OnCanvas(RgbImage image, int width, int height)
    {
        int sourceWidth = image.Width / VaceMultiple * VaceMultiple, sourceHeight = image.Height / VaceMultiple * VaceMultiple;
        float[] source = PixelTensors.Stretch([image], sourceWidth, sourceHeight, ResampleFilter.Lanczos).Floats;
        double scale = Math.Min((double)height / sourceHeight, (double)width / sourceWidth);
        int fittedHeight = (int)(sourceHeight * scale), fittedWidth = (int)(sourceWidth * scale), top = (height - fittedHeight) / 2, left = (width - fittedWidth) / 2;
        BilinearAxis rows = new(sourceHeight, fittedHeight), columns = new(sourceWidth, fittedWidth);
        HostTensor canvas = HostTensor.Zeros(1, RgbImage.Channels, height, width);
        canvas.Floats.AsSpan().Fill(1);
        for (int i = 0; i < RgbImage.Channels * fittedHeight * fittedWidth; i++)
        {
            int c = i / fittedWidth / fittedHeight, y = i / fittedWidth % fittedHeight, x = i % fittedWidth;
            canvas.Floats[(((c * height) + top + y) * width) + left + x] = BilinearAxis.Between(rows, columns, y, x, (row, column) => source[(((c * sourceHeight) + row) * sourceWidth) + column]);
        }

        return canvas;
    }
}
