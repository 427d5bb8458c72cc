namespace SoraSharp;

/// <summary>
/// A picture of red, green and blue bytes, row by row. Owns its memory; nobody else may write to it. Safe to read from several threads.
/// </summary>
public sealed class RgbImage
{
    /// <summary>Bytes of a pixel.</summary>
    public const int Channels = 3;

    /// <summary>Takes over <paramref name="pixels"/> without copying them.</summary>
    /// <param name="width">Pixels in a row, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="pixels">[height, width, 3], red, green and blue.</param>
    /// <exception cref="ArgumentException">The bytes are not as many as the size needs.</exception>
    public RgbImage(int width, int height, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.Length != (long)width * height * Channels) throw new ArgumentException($"A picture of {width}x{height} has {(long)width * height * Channels} bytes; {pixels.Length} were given.", nameof(pixels));
        Width = width;
        Height = height;
        Pixels = pixels;
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>[height, width, 3]. Not to be written to.</summary>
    public byte[] Pixels { get; }
}
