using SoraSharp.Models.Tensors;

namespace SoraSharp.Golden;

/// <summary>Pictures as cases store them: bytes, of grey or of red, green and blue.</summary>
internal static class GoldenPictures
{
    /// <summary>[height, width, 3] → a picture.</summary>
    public static RgbImage Image(HostTensor bytes) => Images(bytes)[0];

    /// <summary>[…, height, width, 3] → pictures.</summary>
    public static RgbImage[] Images(HostTensor bytes)
    {
        int height = (int)bytes.Shape[^3], width = (int)bytes.Shape[^2], size = height * width * RgbImage.Channels;
        byte[] all = Array.ConvertAll(bytes.Int64s, value => (byte)value);
        return [.. Enumerable.Range(0, all.Length / size).Select(i => new RgbImage(width, height, all[(i * size)..((i + 1) * size)]))];
    }

    /// <summary>[frames, height, width, 3], or [frames, height, width] of grey → frames.</summary>
    public static VideoFrames Frames(HostTensor bytes, double framesPerSecond = 16)
    {
        bool grey = bytes.Shape.Count == 3;
        float[] pixels = [.. bytes.Int64s.SelectMany(value => Enumerable.Repeat(value / 255f, grey ? RgbImage.Channels : 1))];
        return new(pixels, new((int)bytes.Shape[0], new((int)bytes.Shape[2], (int)bytes.Shape[1]), framesPerSecond));
    }
}
