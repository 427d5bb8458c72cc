namespace SoraSharp.Quality.Analysers;

/// <summary>
/// Finds the moments at which something begins to sound: energy in three bands over 5 ms, where one of them rises steeply above what
/// was there just before.
/// </summary>
internal static class OnsetDetector
{
    private const double Hop = 0.005;
    private static readonly double[] Edges = [450, 1600];

    /// <summary>Rise over the loudest of the 30 ms before that counts, in decibels, for each band.</summary>
    private const double Rise = 6;

    /// <summary>A band this far below the clip's loudest moment is silent, in decibels.</summary>
    private const double Floor = 34;

    private const double Gap = 0.06;

    /// <summary>Onsets in seconds, in order.</summary>
    public static IReadOnlyList<double> Find(float[] audio, int sampleRate)
    {
        var hop = Math.Max(1, (int)Math.Round(Hop * sampleRate));
        var count = audio.Length / hop;
        if (count < 8)
            return [];
        var bands = Energies(audio, sampleRate, hop, count);
        var loudest = bands.SelectMany(b => b).Max();
        if (loudest <= 1e-12)
            return [];
        var floor = loudest * Math.Pow(10, -Floor / 10);
        var flux = new double[count];
        for (var i = 0; i < count; i++)
        {
            foreach (var band in bands)
            {
                var before = floor;
                // The hop just before belongs to the attack.
                for (var k = 2; k <= 7; k++)
                    before = Math.Max(before, i >= k ? band[i - k] : floor);
                flux[i] = Math.Max(flux[i], 10 * Math.Log10(Math.Max(band[i], floor) / before));
            }
        }
        return Peaks(flux, hop / (double)sampleRate);
    }

    private static List<double> Peaks(double[] flux, double seconds)
    {
        var onsets = new List<double>();
        for (var i = 0; i < flux.Length; i++)
        {
            if (flux[i] < Rise)
                continue;
            if (onsets.Count == 0 || (i * seconds) - onsets[^1] > Gap)
                onsets.Add(i * seconds);
        }
        return onsets;
    }

    private static double[][] Energies(float[] audio, int sampleRate, int hop, int count)
    {
        // Two one-pole low-passes cut the sound into three bands.
        var a = 1 - Math.Exp(-2 * Math.PI * Edges[0] / sampleRate);
        var b = 1 - Math.Exp(-2 * Math.PI * Edges[1] / sampleRate);
        double low = 0, mid = 0;
        double[][] bands = [new double[count], new double[count], new double[count]];
        for (var i = 0; i < count * hop; i++)
        {
            var x = audio[i];
            low += a * (x - low);
            mid += b * (x - mid);
            var k = i / hop;
            bands[0][k] += low * low;
            bands[1][k] += (mid - low) * (mid - low);
            bands[2][k] += (x - mid) * (x - mid);
        }
        return bands;
    }
}
