namespace SoraSharp.Conditioning;

/// <summary>
/// Resizes pictures of bytes byte for byte as Pillow does, which the reference pipelines use: columns first, then rows; the filter is as
/// wide as the shrinking demands; weights are fixed-point numbers of 22 bits, and bytes are rounded between the two passes. Thread-safe.
/// </summary>
internal static class ImageResampler
{
    private const int PrecisionBits = 22;

    /// <summary>The picture at another size; the same object where the size is the same.</summary>
    public static RgbImage Resize(RgbImage image, int width, int height, ResampleFilter filter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (width != image.Width) image = new(width, image.Height, Columns(image, Taps(image.Width, width, filter)));
        return height == image.Height ? image : new(image.Width, height, Rows(image, Taps(image.Height, height, filter)));
    }

    /// <summary>A part of a picture.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It reaches beyond the picture.</exception>
    public static RgbImage Crop(RgbImage image, int left, int top, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(left);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, image.Width - left);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, image.Height - top);
        byte[] pixels = new byte[width * height * RgbImage.Channels];
        for (int y = 0; y < height; y++)
        {
            Array.Copy(image.Pixels, (((top + y) * image.Width) + left) * RgbImage.Channels, pixels, y * width * RgbImage.Channels, width * RgbImage.Channels);
        }

        return new(width, height, pixels);
    }

    /// <summary>For every position of the result the first source position and the weights from there on.</summary>
    private static (int First, int[] Weights)[] Taps(int from, int to, ResampleFilter filter)
    {
        double scale = (double)from / to, widening = Math.Max(scale, 1), support = filter.Support * widening;
        (int, int[])[] taps = new (int, int[])[to];
        for (int i = 0; i < to; i++)
        {
            double centre = (i + 0.5) * scale;
            int first = Math.Max(0, (int)(centre - support + 0.5)), end = Math.Min(from, (int)(centre + support + 0.5));
            double[] weights = new double[end - first];
            double sum = 0;
            for (int k = 0; k < weights.Length; k++)
            {
                weights[k] = filter.Weight((k + first - centre + 0.5) * (1 / widening));
                sum += weights[k];
            }

            taps[i] = (first, Array.ConvertAll(weights, weight => Fixed(sum == 0 ? weight : weight / sum)));
        }

        return taps;
    }

    private static int Fixed(double weight) => (int)((weight < 0 ? -0.5 : 0.5) + (weight * (1 << PrecisionBits)));

    private static byte[] Columns(RgbImage image, (int First, int[] Weights)[] taps)
    {
        byte[] result = new byte[taps.Length * image.Height * RgbImage.Channels];
        for (int y = 0, at = 0; y < image.Height; y++)
        {
            foreach ((int first, int[] weights) in taps)
            {
                int start = ((y * image.Width) + first) * RgbImage.Channels;
                for (int c = 0; c < RgbImage.Channels; c++) result[at++] = Sum(image.Pixels, start + c, RgbImage.Channels, weights);
            }
        }

        return result;
    }

    private static byte[] Rows(RgbImage image, (int First, int[] Weights)[] taps)
    {
        int stride = image.Width * RgbImage.Channels;
        byte[] result = new byte[taps.Length * stride];
        for (int y = 0, at = 0; y < taps.Length; y++)
        {
            for (int x = 0; x < stride; x++) result[at++] = Sum(image.Pixels, (taps[y].First * stride) + x, stride, taps[y].Weights);
        }

        return result;
    }

    private static byte Sum(byte[] pixels, int start, int stride, int[] weights)
    {
        int sum = 1 << (PrecisionBits - 1);
        foreach (int weight in weights)
        {
            sum += pixels[start] * weight;
            start += stride;
        }

        return (byte)Math.Clamp(sum >> PrecisionBits, 0, byte.MaxValue);
    }
}
