using System.Numerics;
using SoraSharp.Models.Audio;

namespace SoraSharp.Quality.Analysers;

/// <summary>Spectra of sounds.</summary>
internal static class Spectra
{
    /// <summary>Magnitudes [frames, size / 2 + 1] of the short-time Fourier transform, a frame every <paramref name="hop"/> samples.</summary>
    public static double[] Magnitudes(ReadOnlySpan<float> samples, int size, int hop)
    {
        var transform = new ShortTimeFourier(size, hop, ShortTimeFourier.AllThreads);
        var signal = new double[samples.Length];
        for (var i = 0; i < signal.Length; i++)
            signal[i] = samples[i];
        var spectra = new Complex[transform.FrameCount(signal.Length) * transform.Bins];
        transform.Forward(signal, spectra);
        return [.. spectra.Select(s => s.Magnitude)];
    }
}
