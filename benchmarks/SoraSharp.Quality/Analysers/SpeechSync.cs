namespace SoraSharp.Quality.Analysers;

/// <summary>Whether a mouth moves with a voice.</summary>
internal static class SpeechSync
{
    /// <summary>Correlation of mouth and loudness from which on they belong together.</summary>
    public const double Together = 0.6;

    // The sound is judged over this many seconds about a frame: a syllable.
    private const double Window = 0.2;

    /// <summary>How far the mouth differs from that of the first frame, where speech has not begun; one number a frame, 0 to 255.</summary>
    public static double[] Mouth(ClipSignal clip)
    {
        var box = clip.Box(54, 39, 74, 53);
        var mouth = new double[clip.Frames];
        var first = clip.Frame(0);
        for (var f = 0; f < clip.Frames; f++)
        {
            var frame = clip.Frame(f);
            long sum = 0;
            for (var y = box.Top; y < box.Bottom; y++)
            {
                for (var i = 3 * ((y * clip.Width) + box.Left); i < 3 * ((y * clip.Width) + box.Right); i++)
                    sum += Math.Abs(frame[i] - first[i]);
            }
            mouth[f] = sum / (3.0 * Math.Max(1, (box.Bottom - box.Top) * (box.Right - box.Left)));
        }
        return mouth;
    }

    /// <summary>Root mean square of the sound around each frame.</summary>
    public static double[] Loudness(ClipSignal clip)
    {
        var loudness = new double[clip.Frames];
        for (var f = 0; f < clip.Frames; f++)
        {
            var from = Math.Clamp((int)(((f / clip.FramesPerSecond) - (Window / 2)) * clip.SampleRate), 0, clip.Audio.Length);
            var to = Math.Clamp((int)(((f / clip.FramesPerSecond) + (Window / 2)) * clip.SampleRate), from, clip.Audio.Length);
            double sum = 0;
            for (var i = from; i < to; i++)
                sum += clip.Audio[i] * (double)clip.Audio[i];
            loudness[f] = to > from ? Math.Sqrt(sum / (to - from)) : 0;
        }
        return loudness;
    }

    /// <summary>Pearson's correlation of two curves, −1 to 1; 0 where one does not change.</summary>
    public static double Correlation(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        double ab = 0, aa = 0, bb = 0;
        for (var i = 0; i < Math.Min(a.Count, b.Count); i++)
        {
            ab += (a[i] - meanA) * (b[i] - meanB);
            aa += (a[i] - meanA) * (a[i] - meanA);
            bb += (b[i] - meanB) * (b[i] - meanB);
        }
        return aa > 0 && bb > 0 ? ab / Math.Sqrt(aa * bb) : 0;
    }
}
