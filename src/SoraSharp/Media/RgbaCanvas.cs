namespace SoraSharp.Media;

/// <summary>A picture of opaque RGBA bytes that is drawn on pixel by pixel. Not thread-safe.</summary>
internal sealed class RgbaCanvas
{
    private const int PixelBytes = 4;

    public RgbaCanvas(int width, int height, uint rgb)
    {
        Width = width;
        Height = height;
        Pixels = new byte[checked(width * height * PixelBytes)];
        Fill(0, 0, width, height, rgb);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>[height, width, 4].</summary>
    public byte[] Pixels { get; }

    /// <summary>Fills a rectangle, cut to the canvas.</summary>
    /// <param name="left">The first column.</param>
    /// <param name="top">The first row.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="rgb">0xRRGGBB.</param>
    public void Fill(int left, int top, int width, int height, uint rgb)
    {
        for (int y = Math.Max(top, 0); y < Math.Min(top + height, Height); y++)
        {
            for (int x = Math.Max(left, 0); x < Math.Min(left + width, Width); x++) Set(x, y, (byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb);
        }
    }

    /// <summary>Draws a frame: each pixel as <paramref name="enlarge"/>² ones, or the mean of <paramref name="reduce"/>² as one.</summary>
    public void Draw(VideoFrames frames, int index, int left, int top, int enlarge, int reduce)
    {
        ReadOnlySpan<float> pixels = frames.Frame(index);
        Span<float> mean = stackalloc float[3];
        for (int y = 0; y < frames.Height / reduce; y++)
        {
            for (int x = 0; x < frames.Width / reduce; x++)
            {
                Mean(pixels, frames.Width, x * reduce, y * reduce, reduce, mean);
                for (int dy = 0; dy < enlarge; dy++)
                {
                    for (int dx = 0; dx < enlarge; dx++) Set(left + (x * enlarge) + dx, top + (y * enlarge) + dy, ToByte(mean[0]), ToByte(mean[1]), ToByte(mean[2]));
                }
            }
        }
    }

    private static void Mean(ReadOnlySpan<float> pixels, int width, int left, int top, int side, Span<float> mean)
    {
        mean.Clear();
        for (int y = top; y < top + side; y++)
        {
            for (int x = left; x < left + side; x++)
            {
                for (int c = 0; c < 3; c++) mean[c] += pixels[(((y * width) + x) * 3) + c];
            }
        }

        for (int c = 0; c < 3; c++) mean[c] /= side * side;
    }

    private static byte ToByte(float value) => (byte)MathF.Round(Math.Clamp(value, 0f, 1f) * 255f, MidpointRounding.ToEven);

    private void Set(int x, int y, byte r, byte g, byte b)
    {
        int i = ((y * Width) + x) * PixelBytes;
        Pixels[i] = r;
        Pixels[i + 1] = g;
        Pixels[i + 2] = b;
        Pixels[i + 3] = byte.MaxValue;
    }
}
