using System.Numerics;

namespace SoraSharp.Models.Audio;

/// <summary>
/// The fast Griffin-Lim algorithm (Perraudin, Balazs and Søndergaard 2013): spectra keep their magnitudes and are given the phases of the sound that they
/// make, round by round, until neighbouring frames agree. Thread-safe.
/// </summary>
internal static class PhaseRounds
{
    private const double Momentum = 0.99;
    private const double Tiny = 1e-12;

    /// <summary>Spectra [frames, bins] of a centred transform → (frames − 1)·hop samples.</summary>
    /// <param name="spectra">Magnitudes, and phases to start from; overwritten.</param>
    /// <param name="transformSize">Samples of a window.</param>
    /// <param name="hopLength">Samples from one frame to the next.</param>
    /// <param name="rounds">Rounds, 0 or more.</param>
    /// <param name="cancellationToken">Answered within a round.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static double[] Refine(Complex[] spectra, int transformSize, int hopLength, int rounds, CancellationToken cancellationToken = default)
    {
        ShortTimeFourier stft = new(transformSize, hopLength, ShortTimeFourier.AllThreads);
        double[] magnitude = [.. spectra.Select(value => value.Magnitude)], signal = new double[stft.SampleCount(spectra.Length / stft.Bins)];
        Complex[] rebuilt = new Complex[spectra.Length], previous = new Complex[spectra.Length];
        stft.Inverse(spectra, signal);
        for (int round = 0; round < rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            stft.Forward(signal, rebuilt);
            for (int i = 0; i < magnitude.Length; i++)
            {
                Complex ahead = rebuilt[i] + Momentum * (rebuilt[i] - previous[i]);
                double length = Math.Sqrt(ahead.Real * ahead.Real + ahead.Imaginary * ahead.Imaginary);
                spectra[i] = ahead * (magnitude[i] / (length + Tiny));
            }

            stft.Inverse(spectra, signal);
            (previous, rebuilt) = (rebuilt, previous);
        }

        return signal;
    }
}
