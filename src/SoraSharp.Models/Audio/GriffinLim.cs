using System.Numerics;

namespace SoraSharp.Models.Audio;

/// <summary>
/// Log-mel spectrogram to waveform without a learned vocoder: the non-negative linear spectrum that explains the mel bins, then
/// phases by the fast Griffin-Lim algorithm (Perraudin, Balazs and Søndergaard 2013). Deterministic. Immutable and thread-safe.
/// </summary>
internal sealed class GriffinLim
{
    private const double Momentum = 0.99;
    private const int SpectrumRounds = 48;
    private const double Tiny = 1e-12;
    private readonly MelFilterBank _filters;
    private readonly MelSettings _settings;
    private readonly int _rounds;
    private readonly int _seed;

    /// <param name="settings">The settings that the spectrograms are made with.</param>
    /// <param name="rounds">Rounds of phase estimation, 1 or more; 48 is a good trade of time for quality.</param>
    /// <param name="seed">Where the random phases start; sounds of other seeds differ as noise differs from noise.</param>
    public GriffinLim(MelSettings settings, int rounds = 48, int seed = 20130901)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rounds);
        _settings = settings;
        _rounds = rounds;
        _seed = seed;
        _filters = new MelFilterBank(settings.SampleRate, settings.TransformSize / 2 + 1, settings.Bins);
    }

    /// <summary>ln mel [frames · bins], frame by frame → one channel of (frames − 1)·hop samples.</summary>
    /// <exception cref="ArgumentException">The number of values is not frames · bins, or the frames are fewer than half a window.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; it is answered within a round.</exception>
    public float[] Reconstruct(ReadOnlySpan<float> logMel, int frames, CancellationToken cancellationToken = default)
    {
        int needed = 1 + (_settings.TransformSize / 2 + _settings.HopLength) / _settings.HopLength;
        if (frames < needed) throw new ArgumentException($"The spectrogram has {frames} frames; at hop {_settings.HopLength} and window {_settings.TransformSize} it needs at least {needed}. Append silence.", nameof(frames));
        if (logMel.Length != frames * _settings.Bins) throw new ArgumentException($"The spectrogram has {logMel.Length} values; {frames} frames of {_settings.Bins} bins have {frames * _settings.Bins}.", nameof(logMel));
        double[] magnitude = LinearMagnitude(logMel, frames, cancellationToken);
        ShortTimeFourier stft = new(_settings.TransformSize, _settings.HopLength, ShortTimeFourier.AllThreads);
        double[] signal = new double[stft.SampleCount(frames)];
        Complex[] estimate = RandomPhases(magnitude), rebuilt = new Complex[magnitude.Length], previous = new Complex[magnitude.Length];
        stft.Inverse(estimate, signal);
        for (int round = 0; round < _rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            stft.Forward(signal, rebuilt);
            for (int i = 0; i < magnitude.Length; i++)
            {
                Complex ahead = rebuilt[i] + Momentum * (rebuilt[i] - previous[i]);
                double length = Math.Sqrt(ahead.Real * ahead.Real + ahead.Imaginary * ahead.Imaginary);
                estimate[i] = ahead * (magnitude[i] / (length + Tiny));
            }

            stft.Inverse(estimate, signal);
            (previous, rebuilt) = (rebuilt, previous);
        }

        return [.. signal.Select(sample => (float)sample)];
    }

    /// <summary>
    /// The non-negative linear spectrum whose mel bins have the least Kullback-Leibler divergence from the given ones, so that quiet
    /// bins count as much as loud ones: multiplicative updates (Lee and Seung 2001) from the smooth spectrum through the bins.
    /// Bins at the floor are silence.
    /// </summary>
    internal double[] LinearMagnitude(ReadOnlySpan<float> logMel, int frames, CancellationToken cancellationToken = default)
    {
        int bins = _settings.Bins, frequencies = _filters.Frequencies;
        double[] result = new double[frames * frequencies];
        double[] mel = new double[bins], ratio = new double[bins], area = new double[bins];
        double[] correction = new double[frequencies], slopes = new double[frequencies], cover = new double[frequencies];
        for (int b = 0; b < bins; b++)
        {
            ratio[b] = 1;
            area[b] = _filters[b].Weights.Sum();
        }

        _filters.ApplyTransposed(ratio, slopes);
        _filters.ApplyTransposed(area, cover);
        for (int t = 0; t < frames; t++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int b = 0; b < bins; b++) mel[b] = Math.Max(0, Math.Exp(logMel[t * bins + b]) - MelFrontEnd.Floor);
            Span<double> linear = result.AsSpan(t * frequencies, frequencies);
            _filters.ApplyTransposed(mel, linear);
            for (int f = 0; f < frequencies; f++) linear[f] = cover[f] > 0 ? linear[f] / cover[f] : 0;
            for (int round = 0; round < SpectrumRounds; round++)
            {
                _filters.Apply(linear, ratio);
                for (int b = 0; b < bins; b++) ratio[b] = mel[b] / (ratio[b] + Tiny);
                _filters.ApplyTransposed(ratio, correction);
                for (int f = 0; f < frequencies; f++) linear[f] *= correction[f] / (slopes[f] + Tiny);
            }
        }

        return result;
    }

    private Complex[] RandomPhases(double[] magnitude)
    {
        // Any fixed start will do; equal phases would be the worst, as they put all energy at the frames' centres.
        Random random = new(_seed);
        return [.. magnitude.Select(m => Complex.FromPolarCoordinates(m, 2 * Math.PI * random.NextDouble()))];
    }
}
