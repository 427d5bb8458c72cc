namespace SoraSharp.Models.Audio;

/// <summary>
/// Changes a sound's sample rate with a Hann-windowed sinc filter of six zero crossings and a cutoff at 0.99 of the lower
/// half-rate, as torchaudio's <c>resample</c> by default. Immutable and thread-safe.
/// </summary>
internal sealed class SincResampler
{
    private const int ZeroCrossings = 6;
    private const double RollOff = 0.99;
    private readonly int _from;
    private readonly int _to;
    private readonly int _width;
    private readonly float[][] _kernels;

    /// <param name="fromRate">Samples a second of the input.</param>
    /// <param name="toRate">Samples a second of the output.</param>
    public SincResampler(int fromRate, int toRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fromRate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(toRate);
        int divisor = (int)System.Numerics.BigInteger.GreatestCommonDivisor(fromRate, toRate);
        (_from, _to) = (fromRate / divisor, toRate / divisor);
        double cutoff = Math.Min(_from, _to) * RollOff;
        _width = (int)Math.Ceiling(ZeroCrossings * _from / cutoff);
        _kernels = _from == _to ? [] : [.. Enumerable.Range(0, _to).Select(phase => Kernel(phase, cutoff))];
    }

    /// <summary>The output's length for an input's.</summary>
    public int OutputLength(int samples) => (int)(((long)samples * _to + _from - 1) / _from);

    /// <summary>Resamples one channel.</summary>
    public float[] Resample(ReadOnlySpan<float> samples)
    {
        if (_from == _to) return samples.ToArray();
        float[] result = new float[OutputLength(samples.Length)];
        for (int i = 0; i < result.Length; i++)
        {
            float[] kernel = _kernels[i % _to];
            int start = i / _to * _from - _width;
            double sum = 0;
            for (int k = Math.Max(0, -start); k < kernel.Length && start + k < samples.Length; k++) sum += kernel[k] * (double)samples[start + k];
            result[i] = (float)sum;
        }

        return result;
    }

    private float[] Kernel(int phase, double cutoff)
    {
        float[] kernel = new float[2 * _width + _from];
        for (int k = 0; k < kernel.Length; k++)
        {
            double t = Math.Clamp(cutoff * ((k - _width) / (double)_from - phase / (double)_to), -ZeroCrossings, ZeroCrossings);
            double window = Math.Pow(Math.Cos(t * Math.PI / ZeroCrossings / 2), 2);
            double sinc = t == 0 ? 1 : Math.Sin(Math.PI * t) / (Math.PI * t);
            kernel[k] = (float)(sinc * window * cutoff / _from);
        }

        return kernel;
    }
}
