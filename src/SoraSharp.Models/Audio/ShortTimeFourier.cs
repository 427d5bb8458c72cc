using System.Numerics;

namespace SoraSharp.Models.Audio;

/// <summary>
/// The short-time Fourier transform with a periodic Hann window as long as the transform, frames centred on multiples of the hop
/// and the signal mirrored at both ends, as PyTorch's <c>stft</c> with <c>center=True</c>. Frames are shared among
/// threads, with the same result for any number of them. Not thread-safe.
/// </summary>
internal sealed class ShortTimeFourier
{
    private readonly RealFourier[] _workers;
    private readonly double[] _window;
    private readonly int _size;
    private readonly int _hop;

    /// <param name="transformSize">Samples in a window.</param>
    /// <param name="hopLength">Samples from one frame to the next.</param>
    /// <param name="threads">Threads that share the frames.</param>
    public ShortTimeFourier(int transformSize, int hopLength, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hopLength);
        _workers = [.. Enumerable.Range(0, threads).Select(_ => new RealFourier(transformSize))];
        _window = [.. Enumerable.Range(0, transformSize).Select(n => 0.5 - 0.5 * Math.Cos(2 * Math.PI * n / transformSize))];
        (_size, _hop) = (transformSize, hopLength);
    }

    /// <summary>Threads worth sharing one sound's frames.</summary>
    public static int AllThreads => Math.Min(Environment.ProcessorCount, 8);

    /// <summary>Frequencies in a spectrum.</summary>
    public int Bins => _size / 2 + 1;

    /// <summary>The frames of a signal.</summary>
    public int FrameCount(int samples) => 1 + samples / _hop;

    /// <summary>The samples that frames stand for.</summary>
    public int SampleCount(int frames) => (frames - 1) * _hop;

    /// <summary>Spectra [frames, bins] of a signal of more than half a window, written into <paramref name="spectra"/>.</summary>
    /// <exception cref="ArgumentException">The signal is too short to be mirrored.</exception>
    public void Forward(ReadOnlyMemory<double> signal, Memory<Complex> spectra)
    {
        int centre = _size / 2;
        if (signal.Length <= centre) throw new ArgumentException($"The sound has {signal.Length} samples; a transform of {_size} needs at least {centre + 1}. Append silence.", nameof(signal));
        ForEachFrame(FrameCount(signal.Length), (fourier, frame, t) =>
        {
            int start = t * _hop - centre;
            ReadOnlySpan<double> samples = signal.Span;
            for (int n = 0; n < frame.Length; n++)
            {
                int at = Math.Abs(start + n);
                frame[n] = _window[n] * samples[at < samples.Length ? at : 2 * (samples.Length - 1) - at];
            }

            fourier.Forward(frame, spectra.Span.Slice(t * Bins, Bins));
        });
    }

    /// <summary>
    /// The signal of <see cref="SampleCount"/> samples whose spectra are nearest in the least-squares sense (Griffin and Lim 1984),
    /// written into <paramref name="signal"/>.
    /// </summary>
    public void Inverse(Complex[] spectra, double[] signal)
    {
        int centre = _size / 2, frames = spectra.Length / Bins;
        double[] waves = new double[frames * _size];
        ForEachFrame(frames, (fourier, frame, t) =>
        {
            fourier.Inverse(spectra.AsSpan(t * Bins, Bins), frame);
            frame.CopyTo(waves, t * _size);
        });

        double[] weight = new double[signal.Length];
        Array.Clear(signal);
        for (int t = 0; t < frames; t++)
        {
            int start = t * _hop - centre;
            for (int n = Math.Max(0, -start); n < _size && start + n < signal.Length; n++)
            {
                signal[start + n] += _window[n] * waves[t * _size + n];
                weight[start + n] += _window[n] * _window[n];
            }
        }

        for (int i = 0; i < signal.Length; i++) signal[i] = weight[i] > 1e-11 ? signal[i] / weight[i] : 0;
    }

    /// <summary>Gives every worker a stretch of frames, with a buffer for one.</summary>
    private void ForEachFrame(int frames, Action<RealFourier, double[], int> body) => Parallel.For(0, _workers.Length, worker =>
    {
        double[] frame = new double[_size];
        int end = (int)((worker + 1L) * frames / _workers.Length);
        for (int t = (int)((long)worker * frames / _workers.Length); t < end; t++) body(_workers[worker], frame, t);
    });
}
