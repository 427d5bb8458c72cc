using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace SoraSharp.Models.Audio;

/// <summary>
/// The discrete Fourier transform of real frames of an even length, through a complex transform of half the length
/// (even samples real, odd samples imaginary). Not thread-safe: it keeps a work buffer.
/// </summary>
internal sealed class RealFourier
{
    private readonly Complex[] _work;
    private readonly Complex[] _twiddles;

    /// <param name="length">Samples in a frame; even.</param>
    public RealFourier(int length)
    {
        if (length < 2 || length % 2 != 0) throw new ArgumentOutOfRangeException(nameof(length), length, "A Fourier transform's length must be even and 2 or more.");
        Length = length;
        _work = new Complex[length / 2];
        _twiddles = [.. Enumerable.Range(0, length / 2 + 1).Select(k => Complex.FromPolarCoordinates(1, -2 * Math.PI * k / length))];
    }

    /// <summary>Samples in a frame.</summary>
    public int Length { get; }

    /// <summary>Frequencies in a spectrum, 0 to half the sample rate: half the length and one.</summary>
    public int Bins => Length / 2 + 1;

    /// <summary>X[k] = Σ x[n]·e^(−2πikn/N) for k from 0 to N/2.</summary>
    public void Forward(ReadOnlySpan<double> frame, Span<Complex> spectrum)
    {
        int half = Length / 2;
        for (int n = 0; n < half; n++) _work[n] = new Complex(frame[2 * n], frame[2 * n + 1]);
        Fourier.Forward(_work, FourierOptions.NoScaling);
        for (int k = 0; k <= half; k++)
        {
            Complex z = _work[k == half ? 0 : k], mirrored = Complex.Conjugate(_work[k == 0 ? 0 : half - k]);
            Complex even = z + mirrored, odd = z - mirrored;
            // even + twiddle · odd/i, halved
            Complex turned = _twiddles[k] * new Complex(odd.Imaginary, -odd.Real);
            spectrum[k] = new Complex(0.5 * (even.Real + turned.Real), 0.5 * (even.Imaginary + turned.Imaginary));
        }
    }

    /// <summary>The inverse of <see cref="Forward"/>.</summary>
    public void Inverse(ReadOnlySpan<Complex> spectrum, Span<double> frame)
    {
        int half = Length / 2;
        for (int k = 0; k < half; k++)
        {
            Complex x = spectrum[k], mirrored = Complex.Conjugate(spectrum[half - k]);
            Complex even = x + mirrored, odd = (x - mirrored) * Complex.Conjugate(_twiddles[k]);
            _work[k] = new Complex(even.Real - odd.Imaginary, even.Imaginary + odd.Real);
        }

        Fourier.Inverse(_work, FourierOptions.NoScaling);
        double scale = 1.0 / Length;
        for (int n = 0; n < half; n++)
        {
            frame[2 * n] = _work[n].Real * scale;
            frame[2 * n + 1] = _work[n].Imaginary * scale;
        }
    }
}
