using SoraSharp.Models.Tensors;

namespace SoraSharp.Audio;

/// <summary>What vocoders do to spectrograms before they run.</summary>
internal static class Spectrograms
{
    /// <summary>[1, channels, frames, bins] → [1, channels, <paramref name="frames"/>, bins], the last frame repeated.</summary>
    public static HostTensor Continue(HostTensor mel, int frames)
    {
        int channels = (int)mel.Shape[1], had = (int)mel.Shape[2], bins = (int)mel.Shape[3];
        float[] continued = new float[channels * frames * bins];
        for (int c = 0; c < channels; c++)
        {
            for (int f = 0; f < frames; f++)
            {
                mel.Floats.AsSpan(((c * had) + Math.Min(f, had - 1)) * bins, bins).CopyTo(continued.AsSpan(((c * frames) + f) * bins));
            }
        }

        return HostTensor.From(continued, 1, channels, frames, bins);
    }
}
