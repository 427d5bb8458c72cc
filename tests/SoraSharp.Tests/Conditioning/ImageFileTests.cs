using System.Runtime.InteropServices;
using SkiaSharp;
using SoraSharp.Conditioning;
using SoraSharp.Media;
using Xunit;

namespace SoraSharp.Tests.Conditioning;

public sealed class ImageFileTests
{
    [Fact]
    public void A_png_gives_back_its_bytes_without_transparency()
    {
        byte[] rgba = [10, 20, 30, 255, 40, 50, 60, 255, 70, 80, 90, 255, 100, 110, 120, 255, 130, 140, 150, 255, 160, 170, 180, 255];
        RgbImage image = ImageFile.Read(new MemoryStream(RasterImage.EncodePng(rgba, 3, 2)));
        Assert.Equal((3, 2), (image.Width, image.Height));
        Assert.Equal(rgba.Where((_, i) => i % 4 != 3), image.Pixels);
    }

    [Theory]
    [InlineData(1, false, 0, 0)]
    [InlineData(2, false, 1, 0)]
    [InlineData(3, false, 1, 1)]
    [InlineData(4, false, 0, 1)]
    [InlineData(5, true, 0, 0)]
    [InlineData(6, true, 1, 0)]
    [InlineData(7, true, 1, 1)]
    [InlineData(8, true, 0, 1)]
    public void The_cameras_orientation_is_followed(byte orientation, bool sideways, int redColumn, int redRow)
    {
        // 32x16, the stored left upper quarter red; where it must appear follows from the EXIF standard's table.
        byte[] rgba = [.. Enumerable.Range(0, 32 * 16).SelectMany(i => i % 32 < 16 && i / 32 < 8 ? new byte[] { 255, 0, 0, 255 } : new byte[] { 0, 0, 255, 255 })];
        RgbImage image = ImageFile.Read(new MemoryStream(WithOrientation(Jpeg(rgba, 32, 16), orientation)));
        Assert.Equal(sideways ? (16, 32) : (32, 16), (image.Width, image.Height));
        for (int quarter = 0; quarter < 4; quarter++)
        {
            int column = quarter % 2, row = quarter / 2;
            int x = (image.Width / 4) + (column * image.Width / 2), y = (image.Height / 4) + (row * image.Height / 2);
            Assert.Equal((column, row) == (redColumn, redRow), image.Pixels[((y * image.Width) + x) * 3] > 128);
        }
    }

    [Fact]
    public void What_is_no_picture_is_refused_with_its_name()
    {
        Assert.Contains("notes.txt", Assert.Throws<MediaException>(() => ImageFile.Read(new MemoryStream("not a picture"u8.ToArray()), "notes.txt")).Message, StringComparison.Ordinal);
        Assert.Contains("nowhere.png", Assert.Throws<MediaException>(() => ImageFile.Read(Path.Combine(Path.GetTempPath(), "nowhere.png"))).Message, StringComparison.Ordinal);
        byte[] png = RasterImage.EncodePng([.. Enumerable.Range(0, 64 * 64 * 4).Select(i => (byte)(i * 7919 >> 3))], 64, 64);
        Assert.Contains("damaged", Assert.Throws<MediaException>(() => ImageFile.Read(new MemoryStream(png[..(png.Length / 2)]))).Message, StringComparison.Ordinal);
        byte[] wide = RasterImage.EncodePng(new byte[(ImageFile.MaximumSide + 1) * 4], ImageFile.MaximumSide + 1, 1);
        Assert.Contains("16385x1", Assert.Throws<MediaException>(() => ImageFile.Read(new MemoryStream(wide))).Message, StringComparison.Ordinal);
    }

    private static byte[] Jpeg(byte[] rgba, int width, int height)
    {
        using SKBitmap bitmap = new(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Marshal.Copy(rgba, 0, bitmap.GetPixels(), rgba.Length);
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 95);
        return data.ToArray();
    }

    /// <summary>A JPEG with an EXIF segment that holds the orientation alone.</summary>
    private static byte[] WithOrientation(byte[] jpeg, byte orientation)
    {
        byte[] exif = [.. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
        return [.. jpeg[..2], 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, .. jpeg[2..]];
    }
}
