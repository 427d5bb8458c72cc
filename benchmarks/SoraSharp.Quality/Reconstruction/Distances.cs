using SoraSharp.Quality.Analysers;

namespace SoraSharp.Quality.Reconstruction;

/// <summary>How far a reconstruction is from the original.</summary>
internal static class Distances
{
    /// <summary>A pixel moves where it changes by at least this much from one frame to the next, of 255.</summary>
    private const int Moves = 12;

    private static readonly int[] TransformSizes = [512, 1024, 2048];

    /// <summary>Peak signal-to-noise ratios in decibels: of all pixels, and of those that change from the frame before in the original.</summary>
    public static (double All, double Moving) Psnr(ClipSignal original, ClipSignal copy)
    {
        double all = 0, moving = 0;
        var movingCount = 0L;
        for (var i = 0; i < original.Pixels.Length; i++)
        {
            double d = original.Pixels[i] - copy.Pixels[i];
            all += d * d;
            if (i >= original.FrameBytes && Math.Abs(original.Pixels[i] - original.Pixels[i - original.FrameBytes]) >= Moves)
            {
                moving += d * d;
                movingCount++;
            }
        }
        return (Decibels(all / original.Pixels.Length), movingCount == 0 ? double.NaN : Decibels(moving / movingCount));
    }

    /// <summary>
    /// Multi-resolution spectral distance (Yamamoto et al. 2020, "Parallel WaveGAN", section 2.2): means over three transform sizes of the spectral
    /// convergence ‖|S| - |Ŝ|‖ / ‖|S|‖ and of the difference of log magnitudes in decibels.
    /// </summary>
    public static (double Convergence, double LogDecibels) Spectral(ReadOnlySpan<float> original, ReadOnlySpan<float> copy)
    {
        var length = Math.Min(original.Length, copy.Length);
        double convergence = 0, logs = 0;
        foreach (var size in TransformSizes)
        {
            var (a, b) = (Spectra.Magnitudes(original[..length], size, size / 4), Spectra.Magnitudes(copy[..length], size, size / 4));
            double difference = 0, energy = 0, log = 0;
            for (var i = 0; i < a.Length; i++)
            {
                difference += (a[i] - b[i]) * (a[i] - b[i]);
                energy += a[i] * a[i];
                // A floor of -60 dB under full scale of one bin: silence differs from silence by nothing.
                log += Math.Abs(20 * Math.Log10((a[i] + 1e-2) / (b[i] + 1e-2)));
            }
            convergence += Math.Sqrt(difference / Math.Max(energy, 1e-12)) / TransformSizes.Length;
            logs += log / a.Length / TransformSizes.Length;
        }
        return (convergence, logs);
    }

    /// <summary>
    /// How much log magnitudes change from frame to frame, against how much they do in the original, over the same transform sizes. 1 is the same texture; a
    /// hum in the place of noise has less. Where the original is silent nothing is counted; not a number if it is silent all along.
    /// </summary>
    public static double Fluctuation(ReadOnlySpan<float> original, ReadOnlySpan<float> copy)
    {
        const double silence = 1e-2;
        var length = Math.Min(original.Length, copy.Length);
        double there = 0, here = 0;
        foreach (var size in TransformSizes)
        {
            var (a, b) = (Spectra.Magnitudes(original[..length], size, size / 4), Spectra.Magnitudes(copy[..length], size, size / 4));
            var bins = (size / 2) + 1;
            for (var i = bins; i < a.Length; i++)
            {
                if (a[i] < silence && a[i - bins] < silence)
                    continue;
                there += Math.Abs(Math.Log((a[i] + silence) / (a[i - bins] + silence)));
                here += Math.Abs(Math.Log((b[i] + silence) / (b[i - bins] + silence)));
            }
        }
        return here / there;
    }

    private static double Decibels(double meanSquare) => meanSquare <= 0 ? 99 : 10 * Math.Log10(255 * 255 / meanSquare);
}
