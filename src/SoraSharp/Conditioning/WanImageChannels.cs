using SoraSharp.Families;
using SoraSharp.Models.Tensors;
using SoraSharp.Stages;

namespace SoraSharp.Conditioning;

/// <summary>
/// What Wan's image-to-video sees beside the noisy latents: for each latent frame which of its frames are given (a channel each), and the latents
/// of a video of the given frames and grey. Source: diffusers <c>pipeline_wan_i2v.py</c>, <c>prepare_latents</c>. Thread-safe.
/// </summary>
internal sealed class WanImageChannels(VideoAutoencoder video)
{
    /// <summary>[temporal compression + latent channels, frames, height, width].</summary>
    /// <param name="given">Pictures and where they are.</param>
    /// <param name="shape">The video.</param>
    /// <param name="latents">Its latents.</param>
    /// <param name="cancellationToken">Answered within one network call.</param>
    public VideoLatents Encode(IReadOnlyList<ConditioningFrames> given, VideoShape shape, VideoLatentShape latents, CancellationToken cancellationToken)
    {
        HostTensor pixels = HostTensor.Zeros(1, RgbImage.Channels, shape.Frames, shape.Size.Height, shape.Size.Width);
        int area = shape.Size.Height * shape.Size.Width;
        foreach (ConditioningFrames frame in given)
        {
            float[] picture = WanPixels.Of(frame, shape.Size).Floats;
            for (int c = 0; c < RgbImage.Channels; c++) picture.AsSpan(c * area, area).CopyTo(pixels.Floats.AsSpan(((c * shape.Frames) + frame.Frame) * area));
        }

        int span = video.TemporalCompression;
        VideoLatentShape channels = latents with { Channels = span + latents.Channels };
        float[] values = new float[channels.Count];
        foreach (ConditioningFrames frame in given) Mark(values, channels, frame.Frame, span);
        video.Encode(pixels, cancellationToken).Floats.CopyTo(values.AsSpan(span * channels.Positions));
        return new(values, channels);
    }

    /// <summary>Frame 0 fills all channels of the first latent frame, which it has for itself; every later one has a channel of a latent frame.</summary>
    private static void Mark(float[] values, VideoLatentShape shape, int frame, int span)
    {
        int area = shape.Height * shape.Width, at = frame + span - 1;
        foreach (int channel in frame == 0 ? Enumerable.Range(0, span) : [at % span])
        {
            values.AsSpan((channel * shape.Positions) + ((frame == 0 ? 0 : at / span) * area), area).Fill(1);
        }
    }
}
