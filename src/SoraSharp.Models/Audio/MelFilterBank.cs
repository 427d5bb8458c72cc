namespace SoraSharp.Models.Audio;

/// <summary>
/// Triangular filters on Slaney's mel scale (linear to 1 kHz, logarithmic above), each of unit area in hertz ("Slaney norm").
/// Immutable and thread-safe.
/// </summary>
internal sealed class MelFilterBank
{
    private const double HertzPerMel = 200.0 / 3;
    private const double BreakHertz = 1000;
    private const double BreakMel = BreakHertz / HertzPerMel;
    private static readonly double LogStep = Math.Log(6.4) / 27;
    private readonly (int First, double[] Weights)[] _filters;

    /// <param name="sampleRate">Samples a second; the filters reach half of it.</param>
    /// <param name="frequencies">Frequencies in a linear spectrum, 0 to half the sample rate.</param>
    /// <param name="bins">Mel bins.</param>
    public MelFilterBank(int sampleRate, int frequencies, int bins)
    {
        Frequencies = frequencies;
        double nyquist = sampleRate / 2, top = ToMel(nyquist);
        double[] edges = [.. Enumerable.Range(0, bins + 2).Select(i => ToHertz(top * i / (bins + 1)))];
        _filters = [.. Enumerable.Range(0, bins).Select(b => Triangle(edges[b], edges[b + 1], edges[b + 2], nyquist / (frequencies - 1), frequencies))];
    }

    /// <summary>Frequencies in a linear spectrum.</summary>
    public int Frequencies { get; }

    /// <summary>Mel bins.</summary>
    public int Bins => _filters.Length;

    /// <summary>A bin's first frequency with weight, and the weights from there.</summary>
    public (int First, double[] Weights) this[int bin] => _filters[bin];

    /// <summary>mel[b] = Σ weight[b, f]·linear[f].</summary>
    public void Apply(ReadOnlySpan<double> linear, Span<double> mel)
    {
        for (int b = 0; b < _filters.Length; b++)
        {
            (int first, double[] weights) = _filters[b];
            double sum = 0;
            for (int i = 0; i < weights.Length; i++) sum += weights[i] * linear[first + i];
            mel[b] = sum;
        }
    }

    /// <summary>linear[f] = Σ weight[b, f]·mel[b].</summary>
    public void ApplyTransposed(ReadOnlySpan<double> mel, Span<double> linear)
    {
        linear.Clear();
        for (int b = 0; b < _filters.Length; b++)
        {
            (int first, double[] weights) = _filters[b];
            for (int i = 0; i < weights.Length; i++) linear[first + i] += weights[i] * mel[b];
        }
    }

    private static double ToMel(double hertz) => hertz < BreakHertz ? hertz / HertzPerMel : BreakMel + Math.Log(hertz / BreakHertz) / LogStep;

    private static double ToHertz(double mel) => mel < BreakMel ? mel * HertzPerMel : BreakHertz * Math.Exp(LogStep * (mel - BreakMel));

    private static (int First, double[] Weights) Triangle(double low, double peak, double high, double hertzPerBin, int frequencies)
    {
        double[] all = new double[frequencies];
        for (int f = 0; f < frequencies; f++)
        {
            double hertz = f * hertzPerBin;
            all[f] = Math.Max(0, Math.Min((hertz - low) / (peak - low), (high - hertz) / (high - peak))) * 2 / (high - low);
        }

        int first = Array.FindIndex(all, weight => weight > 0);
        // A filter narrower than the distance of two frequencies can miss them all.
        return first < 0 ? (0, []) : (first, all[first..(Array.FindLastIndex(all, weight => weight > 0) + 1)]);
    }
}
