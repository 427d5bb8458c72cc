using SoraSharp.Stages;

namespace SoraSharp.Decoding;

/// <summary>What is decoded for a preview.</summary>
internal static class Previews
{
    /// <summary>The latents of the first frame, which has one of its own.</summary>
    public static VideoLatents FirstFrame(VideoLatents latents)
    {
        VideoLatentShape shape = latents.Shape with { Frames = 1 };
        float[] values = new float[shape.Count];
        int plane = shape.Height * shape.Width;
        for (int c = 0; c < shape.Channels; c++)
        {
            latents.Values.AsSpan(c * latents.Shape.Positions, plane).CopyTo(values.AsSpan(c * plane));
        }

        return new(values, shape);
    }
}
