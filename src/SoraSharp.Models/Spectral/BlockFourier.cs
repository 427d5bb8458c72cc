using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Spectral;

/// <summary>
/// The short-time Fourier transform and its inverse as matrix products: sounds are blocks of a hop each, a frame is some blocks in succession under a periodic Hann
/// window, and a spectrum is the frame's real parts followed by its imaginary parts. Scaled so that white noise of deviation one has spectra of magnitude about
/// one. Immutable and thread-safe.
/// </summary>
internal sealed class BlockFourier
{
    private readonly int _hop;
    private readonly int _hops;
    private readonly int _size;
    private readonly float[] _analysis;
    private readonly float[] _synthesis;

    /// <param name="hop">Samples of a block.</param>
    /// <param name="hops">Blocks of a frame, 3 or more: with fewer, squared windows do not sum to a constant.</param>
    public BlockFourier(int hop, int hops)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hops, 3);
        (_hop, _hops, _size) = (hop, hops, hop * hops);
        int frequencies = Frequencies;
        _analysis = new float[_size * 2 * frequencies];
        _synthesis = new float[2 * frequencies * _size];
        double[] window = [.. Enumerable.Range(0, _size).Select(n => 0.5 - (0.5 * Math.Cos(2 * Math.PI * n / _size)))];
        double scale = Scale(_size), overlap = scale * scale / hop;
        for (int n = 0; n < _size; n++)
        {
            for (int f = 0; f < frequencies; f++)
            {
                double angle = 2 * Math.PI * ((long)n * f % _size) / _size;
                // A real signal's other half of frequencies mirrors this one.
                double mirrored = f == 0 || 2 * f == _size ? 1 : 2;
                double back = mirrored * scale * window[n] / (_size * overlap);
                _analysis[(n * 2 * frequencies) + f] = (float)(window[n] * Math.Cos(angle) / scale);
                _analysis[(n * 2 * frequencies) + frequencies + f] = (float)(-window[n] * Math.Sin(angle) / scale);
                _synthesis[(f * _size) + n] = (float)(back * Math.Cos(angle));
                _synthesis[((frequencies + f) * _size) + n] = (float)(-back * Math.Sin(angle));
            }
        }
    }

    /// <summary>What spectra are divided by: the root of the sum of the squares of a periodic Hann window.</summary>
    public static double Scale(int size) => Math.Sqrt(0.375 * size);

    /// <summary>Frequencies of a spectrum, from zero to half the sample rate.</summary>
    public int Frequencies => (_size / 2) + 1;

    /// <summary>Blocks [B, T, hop] → spectra [B, T − (hops − 1), 2·frequencies]; frame t begins with block t.</summary>
    public Tensor Analyse(Tensor blocks)
    {
        Interpreter interpreter = blocks.Interpreter;
        Dim frames = blocks.Shape[1] - (_hops - 1);
        Tensor windows = interpreter.Concat(2, [.. Enumerable.Range(0, _hops).Select(k => blocks.Slice(1, k, frames + k))]);
        return windows.MatMul(interpreter.Constant(_analysis, _size, 2L * Frequencies));
    }

    /// <summary>
    /// Spectra [B, T, 2·frequencies] → blocks [B, T − (hops − 1), hop]: those that all their frames are there for. Block b is the last of frame b. Undoes
    /// <see cref="Analyse"/>; of spectra that no sound has it makes the sound whose spectra are nearest (Griffin and Lim 1984, but for a window that overlaps evenly).
    /// </summary>
    public Tensor Synthesise(Tensor spectra)
    {
        Tensor frames = spectra.MatMul(spectra.Interpreter.Constant(_synthesis, 2L * Frequencies, _size));
        Dim blocks = spectra.Shape[1] - (_hops - 1);
        Tensor sum = Part(0);
        for (int k = 1; k < _hops; k++) sum += Part(k);
        return sum;

        // The k-th part of a frame lies under the first part of the k-th frame after it.
        Tensor Part(int k) => frames.Slice(1, _hops - 1 - k, blocks + (_hops - 1 - k)).Slice(2, k * _hop, (k + 1) * _hop);
    }
}
