using SoraSharp.Models.Tensors;

namespace SoraSharp.Conditioning;

/// <summary>What is given whole, as it appears in the result: itself, not what the autoencoders make of it.</summary>
internal static class GivenResult
{
    /// <summary>The frames of a given picture at the video's size.</summary>
    public static VideoFrames Frames(VideoFrames given, VideoShape shape)
    {
        if (given.Shape.Size == shape.Size) return new(given.Range(0, shape.Frames).Pixels.ToArray(), shape);
        int area = shape.Size.Width * shape.Size.Height;
        float[] pixels = new float[shape.Frames * area * RgbImage.Channels];
        for (int frame = 0; frame < shape.Frames; frame++)
        {
            HostTensor fitted = PixelTensors.Cover([given.ToImage(frame)], shape.Size.Width, shape.Size.Height);
            for (int i = 0; i < fitted.Count; i++) pixels[(((frame * area) + (i % area)) * RgbImage.Channels) + (i / area)] = (fitted.Floats[i] * 0.5f) + 0.5f;
        }

        return new(pixels, shape);
    }

    /// <summary>A given sound, cut or continued with silence to the video's length.</summary>
    public static AudioClip Sound(AudioClip given, VideoShape shape) => given.WithLength((int)Math.Round(shape.Duration.TotalSeconds * given.SampleRate));
}
