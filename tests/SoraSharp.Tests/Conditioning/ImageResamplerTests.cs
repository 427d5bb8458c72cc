using SoraSharp.Conditioning;
using SoraSharp.Models.Tensors;
using Xunit;

namespace SoraSharp.Tests.Conditioning;

/// <summary>Numbers worked out by hand; the golden case <c>wan/images/resize</c> holds Pillow's own.</summary>
public sealed class ImageResamplerTests
{
    [Fact]
    public void Growing_goes_between_pixel_centres() => Assert.Equal([0, 64, 191, 255], Reds(ImageResampler.Resize(Row(0, 255), 4, 1, ResampleFilter.Bilinear)));

    [Fact]
    public void Shrinking_widens_the_filter() => Assert.Equal([50, 160], Reds(ImageResampler.Resize(Row(0, 70, 140, 210), 2, 1, ResampleFilter.Bilinear)));

    [Fact]
    public void Overshoot_is_limited_to_bytes()
    {
        byte[] reds = Reds(ImageResampler.Resize(Row(0, 0, 255, 255), 16, 1, ResampleFilter.Lanczos));
        Assert.Equal((0, 255), (reds.Min(), reds.Max()));
        Assert.Equal(reds.Reverse().Select(red => 255 - red), reds.Select(red => (int)red));
    }

    [Theory]
    [InlineData(5, 7)]
    [InlineData(64, 3)]
    [InlineData(1, 1)]
    public void A_plain_picture_stays_plain(int width, int height)
    {
        RgbImage plain = new(20, 10, [.. Enumerable.Repeat(new byte[] { 13, 130, 250 }, 200).SelectMany(pixel => pixel)]);
        foreach (ResampleFilter filter in new[] { ResampleFilter.Bilinear, ResampleFilter.Bicubic, ResampleFilter.Lanczos })
        {
            RgbImage resized = ImageResampler.Resize(plain, width, height, filter);
            Assert.Equal((width, height), (resized.Width, resized.Height));
            Assert.All(resized.Pixels.Chunk(3), pixel => Assert.Equal([13, 130, 250], pixel));
        }
    }

    [Fact]
    public void The_same_size_is_the_same_picture()
    {
        RgbImage image = Row(1, 2, 3);
        Assert.Same(image, ImageResampler.Resize(image, 3, 1, ResampleFilter.Lanczos));
    }

    [Fact]
    public void Stretching_ignores_the_aspect_and_gives_planes_from_minus_one_to_one()
    {
        HostTensor pixels = PixelTensors.Stretch([Row(0, 255), Row(255, 0)], 4, 3, ResampleFilter.Bilinear);
        Assert.Equal([1, 3, 2, 3, 4], pixels.Shape);
        Assert.Equal([-1, (2 * 64 / 255f) - 1, (2 * 191 / 255f) - 1, 1], pixels.Floats[..4], (expected, actual) => Math.Abs(expected - actual) < 1e-6f);
        Assert.Equal(pixels.Floats[..4].Reverse(), pixels.Floats[12..16]);
        Assert.All(pixels.Floats[24..], value => Assert.Equal(-1, value)); // green and blue are black
    }

    [Fact]
    public void Covering_keeps_the_aspect_and_cuts_both_sides_alike()
    {
        // 4x2 covers 2x2 at its own size: the middle columns stay.
        RgbImage wide = new(4, 2, [.. new byte[] { 10, 20, 30, 40, 50, 60, 70, 80 }.SelectMany(red => new byte[] { red, 0, 0 })]);
        HostTensor middle = PixelTensors.Cover([wide], 2, 2);
        Assert.Equal([1, 3, 1, 2, 2], middle.Shape);
        Assert.Equal([20, 30, 60, 70], middle.Floats[..4].Select(value => MathF.Round((value + 1) * 127.5f)));

        // 2x1 covers 4x2 twice as large: between pixel centres.
        HostTensor grown = PixelTensors.Cover([Row(0, 100)], 4, 2);
        Assert.Equal([0, 25, 75, 100, 0, 25, 75, 100], grown.Floats[..8].Select(value => (value + 1) * 127.5f), (expected, actual) => Math.Abs(expected - actual) < 1e-3f);

        // Shrinking takes the mean of the four nearest pixels alone.
        HostTensor shrunk = PixelTensors.Cover([new RgbImage(4, 4, [.. Enumerable.Range(0, 16).SelectMany(i => new byte[] { (byte)(i * 10), 0, 0 })])], 2, 2);
        Assert.Equal([25, 45, 105, 125], shrunk.Floats[..4].Select(value => MathF.Round((value + 1) * 127.5f)));
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new RgbImage(2, 2, new byte[11]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RgbImage(0, 2, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageResampler.Resize(Row(1), 0, 1, ResampleFilter.Bilinear));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageResampler.Crop(Row(1, 2), 1, 0, 2, 1));
        Assert.Throws<ArgumentException>(() => PixelTensors.Cover([], 2, 2));
        Assert.Contains("2x1", Assert.Throws<ArgumentException>(() => PixelTensors.Stretch([Row(1, 2), Row(1)], 2, 2, ResampleFilter.Bilinear)).Message, StringComparison.Ordinal);
    }

    private static RgbImage Row(params byte[] reds) => new(reds.Length, 1, [.. reds.SelectMany(red => new byte[] { red, 0, 0 })]);

    private static byte[] Reds(RgbImage image) => [.. image.Pixels.Where((_, i) => i % 3 == 0)];
}
