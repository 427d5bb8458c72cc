using System.Runtime.InteropServices;
using SkiaSharp;

namespace SoraSharp.Media;

/// <summary>Frames as encoded pictures, by SkiaSharp. Thread-safe.</summary>
internal static class RasterImage
{
    /// <summary>A frame as PNG (8 bit, no loss beyond round(255·x)).</summary>
    public static byte[] EncodePng(VideoFrames frames, int index) => Encode(ToRgba(frames, index), frames.Width, frames.Height, SKEncodedImageFormat.Png, 100, "PNG");

    /// <summary>A frame as a still WebP file.</summary>
    /// <param name="frames">The frames.</param>
    /// <param name="index">Which one.</param>
    /// <param name="quality">1 to 100; 100 is lossless.</param>
    public static byte[] EncodeWebp(VideoFrames frames, int index, int quality) => Encode(ToRgba(frames, index), frames.Width, frames.Height, SKEncodedImageFormat.Webp, quality, "WebP");

    /// <summary>A picture of RGBA bytes as PNG.</summary>
    public static byte[] EncodePng(byte[] rgba, int width, int height) => Encode(rgba, width, height, SKEncodedImageFormat.Png, 100, "PNG");

    /// <summary>A frame as opaque RGBA bytes, [height, width, 4].</summary>
    public static byte[] ToRgba(VideoFrames frames, int index)
    {
        byte[] rgb = new byte[frames.Width * frames.Height * 3];
        frames.CopyRgb24(index, rgb);
        byte[] rgba = new byte[frames.Width * frames.Height * 4];
        for (int i = 0, j = 0; i < rgb.Length; i += 3, j += 4)
        {
            rgba[j] = rgb[i];
            rgba[j + 1] = rgb[i + 1];
            rgba[j + 2] = rgb[i + 2];
            rgba[j + 3] = byte.MaxValue;
        }

        return rgba;
    }

    private static byte[] Encode(byte[] rgba, int width, int height, SKEncodedImageFormat format, int quality, string name)
    {
        GCHandle pinned = GCHandle.Alloc(rgba, GCHandleType.Pinned);
        try
        {
            using SKPixmap pixmap = new(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque), pinned.AddrOfPinnedObject());
            using SKData? data = format == SKEncodedImageFormat.Webp && quality == 100
                ? pixmap.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 75))
                : pixmap.Encode(format, quality);
            return data?.ToArray() ?? throw new MediaException($"A picture of {width}x{height} cannot be encoded as {name}; WebP allows 16383 pixels a side. Save as .mp4 or .frames.");
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException)
        {
            throw new MediaException($"SkiaSharp's native library is missing, so {name} cannot be written; add the package SkiaSharp.NativeAssets.Linux.NoDependencies (Linux), .Win32 or .macOS to the application, or save as .mp4.", e);
        }
        finally
        {
            pinned.Free();
        }
    }
}
