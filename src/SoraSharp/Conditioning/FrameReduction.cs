namespace SoraSharp.Conditioning;

/// <summary>Frames at another size. Thread-safe.</summary>
internal static class FrameReduction
{
    /// <summary>Every frame stretched to a size, as bytes, with a filter as wide as shrinking demands; the same object where it has that size.</summary>
    public static VideoFrames To(VideoFrames frames, FrameSize size)
    {
        if (frames.Shape.Size == size) return frames;
        int length = size.Width * size.Height * RgbImage.Channels;
        float[] pixels = new float[frames.Count * length];
        for (int i = 0; i < frames.Count; i++)
        {
            byte[] bytes = ImageResampler.Resize(frames.ToImage(i), size.Width, size.Height, ResampleFilter.Bilinear).Pixels;
            for (int k = 0; k < length; k++) pixels[(i * length) + k] = bytes[k] / 255f;
        }

        return new(pixels, frames.Shape with { Size = size });
    }
}
