using SoraSharp.Models.Tensors;

namespace SoraSharp.Conditioning;

/// <summary>
/// Pictures as the video autoencoders take them: [1, 3, frames, height, width] from −1 to 1. Sources: diffusers <c>image_processor.py</c>,
/// <c>VaeImageProcessor.preprocess</c>, and <c>pipeline_ltx2_condition.py</c>, <c>preprocess_conditions</c>. Thread-safe.
/// </summary>
internal static class PixelTensors
{
    /// <summary>
    /// Frames brought to a size without regard to their aspect, as image-to-video does: resized as bytes with a filter as wide as shrinking demands.
    /// </summary>
    /// <exception cref="ArgumentException">There are no frames, or they differ in size.</exception>
    public static HostTensor Stretch(IReadOnlyList<RgbImage> frames, int width, int height, ResampleFilter filter)
    {
        CheckFrames(frames);
        float[] pixels = new float[RgbImage.Channels * frames.Count * width * height];
        for (int frame = 0; frame < frames.Count; frame++)
        {
            byte[] bytes = ImageResampler.Resize(frames[frame], width, height, filter).Pixels;
            for (int i = 0; i < bytes.Length; i++)
            {
                // 2·x/255 − 1 in the reference's order of rounding.
                pixels[(((i % RgbImage.Channels * frames.Count) + frame) * width * height) + (i / RgbImage.Channels)] = (2f * (bytes[i] / 255f)) - 1f;
            }
        }

        return HostTensor.From(pixels, 1, RgbImage.Channels, frames.Count, height, width);
    }

    /// <summary>
    /// Frames that cover a size and lose what hangs over on both sides, as conditioning frames do: resized as numbers between the four nearest
    /// pixels, also where they shrink.
    /// </summary>
    /// <exception cref="ArgumentException">There are no frames, or they differ in size.</exception>
    public static HostTensor Cover(IReadOnlyList<RgbImage> frames, int width, int height)
    {
        CheckFrames(frames);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        int sourceWidth = frames[0].Width, sourceHeight = frames[0].Height, area = width * height;
        // Rounding up to a row too many, where the scale is not exact, is the reference's too.
        double scale = Math.Max((double)height / sourceHeight, (double)width / sourceWidth);
        int coveredHeight = (int)Math.Ceiling(sourceHeight * scale), coveredWidth = (int)Math.Ceiling(sourceWidth * scale);
        BilinearAxis rows = new(sourceHeight, coveredHeight), columns = new(sourceWidth, coveredWidth);
        int top = (coveredHeight - height) / 2, left = (coveredWidth - width) / 2;
        float[] pixels = new float[RgbImage.Channels * frames.Count * area];
        for (int frame = 0; frame < frames.Count; frame++)
        {
            byte[] bytes = frames[frame].Pixels;
            for (int c = 0; c < RgbImage.Channels; c++)
            {
                int plane = ((c * frames.Count) + frame) * area, channel = c;
                float At(int row, int column) => bytes[(((row * sourceWidth) + column) * RgbImage.Channels) + channel];
                for (int y = 0; y < height; y++)
                {
                    for (int x = 0; x < width; x++)
                    {
                        pixels[plane + (y * width) + x] = (BilinearAxis.Between(rows, columns, top + y, left + x, At) / 127.5f) - 1f;
                    }
                }
            }
        }

        return HostTensor.From(pixels, 1, RgbImage.Channels, frames.Count, height, width);
    }

    /// <summary>
    /// A picture in the middle of a white one, as large as it can be without being cut, as VACE's reference pictures are: its sides are brought to
    /// multiples of <paramref name="multiple"/> as bytes, then to the size as numbers. Source: diffusers <c>pipeline_wan_vace.py</c>, <c>preprocess_conditions</c>.
    /// </summary>
    public static HostTensor FitOnWhite(RgbImage image, int width, int height, int multiple)
    {
        int sourceWidth = Math.Max(1, image.Width / multiple) * multiple, sourceHeight = Math.Max(1, image.Height / multiple) * multiple;
        float[] source = Stretch([image], sourceWidth, sourceHeight, ResampleFilter.Lanczos).Floats;
        double scale = Math.Min((double)height / sourceHeight, (double)width / sourceWidth);
        int fittedHeight = Math.Max(1, (int)(sourceHeight * scale)), fittedWidth = Math.Max(1, (int)(sourceWidth * scale)), top = (height - fittedHeight) / 2, left = (width - fittedWidth) / 2;
        BilinearAxis rows = new(sourceHeight, fittedHeight), columns = new(sourceWidth, fittedWidth);
        HostTensor canvas = HostTensor.Zeros(1, RgbImage.Channels, 1, height, width);
        canvas.Floats.AsSpan().Fill(1);
        for (int i = 0; i < RgbImage.Channels * fittedHeight * fittedWidth; i++)
        {
            int c = i / fittedWidth / fittedHeight, y = i / fittedWidth % fittedHeight, x = i % fittedWidth;
            canvas.Floats[(((c * height) + top + y) * width) + left + x] = BilinearAxis.Between(rows, columns, y, x, (row, column) => source[(((c * sourceHeight) + row) * sourceWidth) + column]);
        }

        return canvas;
    }

    private static void CheckFrames(IReadOnlyList<RgbImage> frames)
    {
        ArgumentNullException.ThrowIfNull(frames);
        if (frames.Count == 0) throw new ArgumentException("There are no frames; give at least one picture.", nameof(frames));
        foreach (RgbImage frame in frames)
        {
            if (frame.Width != frames[0].Width || frame.Height != frames[0].Height) throw new ArgumentException($"A frame has {frame.Width}x{frame.Height} pixels and the first one {frames[0].Width}x{frames[0].Height}; frames of a clip have one size.", nameof(frames));
        }
    }
}
