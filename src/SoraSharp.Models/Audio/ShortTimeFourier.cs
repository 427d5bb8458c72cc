using System.Numerics;

namespace SoraSharp.Models.Audio;

/// <summary>
/// The short-time Fourier transform with a periodic Hann window as long as the transform, frames centred on multiples of the hop
/// and the signal mirrored at both ends, as PyTorch's <c>stft</c> with <c>center=True</c>. Not thread-safe.
/// </summary>
internal sealed class ShortTimeFourier
{
    private readonly RealFourier _fourier;
    private readonly double[] _window;
    private readonly double[] _frame;
    private readonly int _hop;

    public ShortTimeFourier(int transformSize, int hopLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hopLength);
        _fourier = new RealFourier(transformSize);
        _window = [.. Enumerable.Range(0, transformSize).Select(n => 0.5 - 0.5 * Math.Cos(2 * Math.PI * n / transformSize))];
        _frame = new double[transformSize];
        _hop = hopLength;
    }

    /// <summary>Frequencies in a spectrum.</summary>
    public int Bins => _fourier.Bins;

    /// <summary>The frames of a signal.</summary>
    public int FrameCount(int samples) => 1 + samples / _hop;

    /// <summary>The samples that frames stand for.</summary>
    public int SampleCount(int frames) => (frames - 1) * _hop;

    /// <summary>Spectra [frames, bins] of a signal of more than half a window.</summary>
    /// <exception cref="ArgumentException">The signal is too short to be mirrored.</exception>
    public void Forward(ReadOnlySpan<double> signal, Span<Complex> spectra)
    {
        int size = _fourier.Length, centre = size / 2;
        if (signal.Length <= centre) throw new ArgumentException($"The sound has {signal.Length} samples; a transform of {size} needs at least {centre + 1}. Append silence.", nameof(signal));
        for (int t = 0; t < FrameCount(signal.Length); t++)
        {
            int start = t * _hop - centre;
            for (int n = 0; n < size; n++)
            {
                int at = Math.Abs(start + n);
                _frame[n] = _window[n] * signal[at < signal.Length ? at : 2 * (signal.Length - 1) - at];
            }

            _fourier.Forward(_frame, spectra.Slice(t * Bins, Bins));
        }
    }

    /// <summary>The signal whose spectra are nearest in the least-squares sense (Griffin and Lim 1984), [SampleCount(frames)].</summary>
    public void Inverse(ReadOnlySpan<Complex> spectra, Span<double> signal)
    {
        int size = _fourier.Length, centre = size / 2, frames = spectra.Length / Bins;
        double[] weight = new double[signal.Length];
        signal.Clear();
        for (int t = 0; t < frames; t++)
        {
            _fourier.Inverse(spectra.Slice(t * Bins, Bins), _frame);
            int start = t * _hop - centre;
            for (int n = Math.Max(0, -start); n < size && start + n < signal.Length; n++)
            {
                signal[start + n] += _window[n] * _frame[n];
                weight[start + n] += _window[n] * _window[n];
            }
        }

        for (int i = 0; i < signal.Length; i++) signal[i] = weight[i] > 1e-11 ? signal[i] / weight[i] : 0;
    }
}
