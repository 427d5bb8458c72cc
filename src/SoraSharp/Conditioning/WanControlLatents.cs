using SoraSharp.Families;
using SoraSharp.Models.Autoencoders;
using SoraSharp.Models.Tensors;
using SoraSharp.Models.Wan;
using SoraSharp.Stages;

namespace SoraSharp.Conditioning;

/// <summary>
/// VACE's control: the latents of what is kept and of what is made anew, and the mask, pixel by pixel as channels; reference pictures are latent
/// frames before the video's. Source: diffusers <c>pipeline_wan_vace.py</c>, <c>prepare_video_latents</c> and <c>prepare_masks</c>. Thread-safe.
/// </summary>
internal sealed class WanControlLatents(VideoAutoencoder video, WanTransformerConfig config)
{
    private const int FrameAxis = 2;

    /// <summary>Encodes control, mask and references; where none are given, everything is to be made.</summary>
    public VideoControl Encode(ShotConditioning given, VideoShape shape, CancellationToken cancellationToken)
    {
        ShotControl control = given.Control ?? new([], [], [1]);
        FrameSize size = shape.Size;
        bool[] isMade = Mask(control.Mask, shape);
        HostTensor pixels = control.Pictures.Count > 0
            ? PixelTensors.Stretch(control.Pictures, size.Width, size.Height, ResampleFilter.Lanczos)
            : HostTensor.Zeros(1, RgbImage.Channels, shape.Frames, size.Height, size.Width);
        HostTensor kept = Part(pixels, isMade, made: false), made = Part(pixels, isMade, made: true);
        HostTensor latents = Tiles.Join([video.Encode(kept, cancellationToken), video.Encode(made, cancellationToken)], 1);
        HostTensor channels = Tiles.Join([latents, MaskChannels(isMade, shape)], 1);
        foreach (RgbImage reference in given.References)
        {
            // Nothing of a reference is made anew, and its mask says so; the last one comes first.
            HostTensor encoded = video.Encode(PixelTensors.FitOnWhite(reference, size.Width, size.Height, video.SpatialCompression), cancellationToken);
            HostTensor frame = HostTensor.Zeros(1, channels.Shape[1], 1, encoded.Shape[3], encoded.Shape[4]);
            encoded.Floats.CopyTo(frame.Floats, 0);
            channels = Tiles.Join([frame, channels], FrameAxis);
        }

        float[] scales = [.. control.Scales.Select(s => (float)s)];
        return new(
            new(channels.Floats, new((int)channels.Shape[1], (int)channels.Shape[2], (int)channels.Shape[3], (int)channels.Shape[4])),
            scales.Length == 1 ? [.. Enumerable.Repeat(scales[0], config.VaceLayers.Count)] : scales)
        {
            LeadingFrames = given.References.Count,
        };
    }

    /// <summary>[frames, height, width]: whether a pixel is to be made. White is; grey goes to the nearer side.</summary>
    private static bool[] Mask(IReadOnlyList<RgbImage> mask, VideoShape shape)
    {
        if (mask.Count == 0) return [.. Enumerable.Repeat(true, shape.Frames * shape.Size.Height * shape.Size.Width)];
        // −1..1, whose middle is 0; the channels of a mask are alike.
        float[] values = PixelTensors.Stretch(mask, shape.Size.Width, shape.Size.Height, ResampleFilter.Lanczos).Floats;
        return [.. values.Take(values.Length / RgbImage.Channels).Select(v => Math.Clamp((v + 1) / 2, 0, 1) > 0.5f)];
    }

    /// <summary>The pixels of a side of the mask; the others are grey.</summary>
    private static HostTensor Part(HostTensor pixels, bool[] isMade, bool made)
    {
        HostTensor part = HostTensor.Zeros([.. pixels.Shape]);
        for (int i = 0; i < part.Count; i++) part.Floats[i] = isMade[i % isMade.Length] == made ? pixels.Floats[i] : 0;
        return part;
    }

    /// <summary>A channel for every pixel that a latent covers, [1, s², latent frames, height, width]; of the frames that a latent frame covers the one nearest to its middle.</summary>
    private HostTensor MaskChannels(bool[] isMade, VideoShape shape)
    {
        int s = video.SpatialCompression, height = shape.Size.Height / s, width = shape.Size.Width / s;
        int frames = (shape.Frames + video.TemporalCompression - 1) / video.TemporalCompression;
        // In float32, as the reference's interpolation computes it.
        float scale = (float)shape.Frames / frames;
        HostTensor channels = HostTensor.Zeros(1, s * s, frames, height, width);
        for (int i = 0; i < channels.Count; i++)
        {
            int x = i % width, y = i / width % height, f = i / width / height % frames, channel = i / width / height / frames;
            int from = Math.Min((int)MathF.Floor((f + 0.5f) * scale), shape.Frames - 1);
            if (isMade[(((from * shape.Size.Height) + (y * s) + (channel / s)) * shape.Size.Width) + (x * s) + (channel % s)]) channels.Floats[i] = 1;
        }

        return channels;
    }
}
