using SkiaSharp;

namespace SoraSharp.Conditioning;

/// <summary>
/// Reads pictures (PNG, JPEG, WebP and what else SkiaSharp knows) as viewers show them: turned as the camera says; transparency is dropped.
/// Thread-safe.
/// </summary>
internal static class ImageFile
{
    /// <summary>The longest side that is read, pixels: more is no picture to condition on.</summary>
    public const int MaximumSide = 16384;

    /// <summary>The most pixels that are read.</summary>
    public const int MaximumPixels = 1 << 27;

    private static readonly SKEncodedOrigin[] s_sideways = [SKEncodedOrigin.LeftTop, SKEncodedOrigin.RightTop, SKEncodedOrigin.RightBottom, SKEncodedOrigin.LeftBottom];

    /// <summary>Reads a picture from wherever it is.</summary>
    /// <exception cref="MediaException">It does not exist, is no picture that is known, is damaged or too large.</exception>
    public static RgbImage Read(ImageSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Image is { } image) return image;
        if (source.Path is { } path) return Read(path);
        using MemoryStream stream = new(source.Encoded.ToArray(), writable: false);
        return Read(stream, source.Name);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="MediaException">It does not exist, is no picture that is known, is damaged or too large.</exception>
    public static RgbImage Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using FileStream stream = File.OpenRead(path);
            return Read(stream, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MediaException($"The picture {path} cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>Reads a stream from where it stands; it is not closed.</summary>
    /// <param name="stream">The encoded picture.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="MediaException">It is no picture that is known, is damaged or too large.</exception>
    public static RgbImage Read(Stream stream, string name = "stream")
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            using SKManagedStream managed = new(stream, disposeManagedStream: false);
            using SKCodec codec = SKCodec.Create(managed, out SKCodecResult created)
                ?? throw new MediaException($"The picture {name} cannot be read ({created}); give a PNG, JPEG or WebP file.");
            SKImageInfo info = codec.Info;
            if (info.Width > MaximumSide || info.Height > MaximumSide || (long)info.Width * info.Height > MaximumPixels)
            {
                throw new MediaException($"The picture {name} has {info.Width}x{info.Height} pixels; at most {MaximumSide} a side and {MaximumPixels} in all are read. Make it smaller.");
            }

            using SKBitmap bitmap = new(new SKImageInfo(info.Width, info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
            SKCodecResult read = codec.GetPixels(bitmap.Info, bitmap.GetPixels());
            if (read != SKCodecResult.Success) throw new MediaException($"The picture {name} is damaged ({read}); save it again.");
            return Upright(bitmap, codec.EncodedOrigin);
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException)
        {
            throw new MediaException($"SkiaSharp's native library is missing, so the picture {name} cannot be read; add the package SkiaSharp.NativeAssets.Linux.NoDependencies (Linux), .Win32 or .macOS to the application.", e);
        }
    }

    private static RgbImage Upright(SKBitmap bitmap, SKEncodedOrigin origin)
    {
        ReadOnlySpan<byte> rgba = bitmap.GetPixelSpan();
        bool sideways = s_sideways.Contains(origin);
        int width = sideways ? bitmap.Height : bitmap.Width, height = sideways ? bitmap.Width : bitmap.Height;
        byte[] rgb = new byte[width * height * RgbImage.Channels];
        for (int y = 0, at = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++, at += RgbImage.Channels)
            {
                // Where the pixel shown at (x, y) is stored.
                (int column, int row) = origin switch
                {
                    SKEncodedOrigin.TopRight => (width - 1 - x, y),
                    SKEncodedOrigin.BottomRight => (width - 1 - x, height - 1 - y),
                    SKEncodedOrigin.BottomLeft => (x, height - 1 - y),
                    SKEncodedOrigin.LeftTop => (y, x),
                    SKEncodedOrigin.RightTop => (y, width - 1 - x),
                    SKEncodedOrigin.RightBottom => (height - 1 - y, width - 1 - x),
                    SKEncodedOrigin.LeftBottom => (height - 1 - y, x),
                    _ => (x, y),
                };
                rgba.Slice((row * bitmap.RowBytes) + (column * 4), RgbImage.Channels).CopyTo(rgb.AsSpan(at));
            }
        }

        return new RgbImage(width, height, rgb);
    }
}
