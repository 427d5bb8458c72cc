using System.Numerics;

namespace SoraSharp.Quality.Analysers;

/// <summary>Whether a mouth moves with a voice.</summary>
internal static class SpeechSync
{
    /// <summary>Correlation of mouth and voice from which on they belong together.</summary>
    public const double Together = 0.5;

    // First formants of open vowels and the second ones of back vowels: shut lips, hisses and the voice's own pitch have little of it.
    private const double Lowest = 600, Highest = 1600;

    // Loudness as it is heard (Stevens 1955): a soft syllable opens the mouth nearly as far as a loud one.
    private const double Exponent = 0.3;

    // A mouth's movement takes about a quarter of a second, and leads what is heard.
    private const double Syllable = 0.26, Lead = 0.02;

    private const double Hop = 0.01, Window = 0.03;

    /// <summary>How far a head may have moved since the first frame, in world units.</summary>
    private const double Reach = 4;

    /// <summary>How far the mouth differs from that of the first frame, where speech has not begun; one number a frame, 0 to 255. It is looked for where the face has moved to.</summary>
    public static double[] Mouth(ClipSignal clip)
    {
        PixelBox face = clip.Box(44, 20, 84, 38), mouth = clip.Box(54, 39, 74, 53);
        var change = new double[clip.Frames];
        for (var f = 1; f < clip.Frames; f++)
            change[f] = Difference(clip, f, mouth, Moved(clip, f, face), 1);
        return change;
    }

    /// <summary>How loud open vowels are around each frame: intensity between 600 and 1600 Hz to the power of 0.3.</summary>
    public static double[] Vowels(ClipSignal clip)
    {
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)(Window * clip.SampleRate));
        var hop = Math.Max(1, (int)(Hop * clip.SampleRate));
        var vowels = new double[clip.Frames];
        if (clip.Audio.Length <= size)
            return vowels;
        var spectra = Spectra.Magnitudes(clip.Audio, size, hop);
        var bins = (size / 2) + 1;
        var (lowest, highest) = ((int)(Lowest * size / clip.SampleRate), (int)(Highest * size / clip.SampleRate));
        var heard = new double[spectra.Length / bins];
        for (var t = 0; t < heard.Length; t++)
        {
            double intensity = 0;
            for (var i = (t * bins) + lowest; i <= (t * bins) + highest; i++)
                intensity += spectra[i] * spectra[i];
            heard[t] = Math.Pow(intensity, Exponent);
        }
        for (var f = 0; f < vowels.Length; f++)
            vowels[f] = Around(heard, ((f / clip.FramesPerSecond) + Lead) * clip.SampleRate / hop, Syllable * clip.SampleRate / hop);
        return vowels;
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

    /// <summary>The mean under a raised cosine; what lies outside is silent.</summary>
    private static double Around(double[] curve, double centre, double width)
    {
        double sum = 0, weights = 0;
        for (var t = (int)Math.Ceiling(centre - (width / 2)); t <= centre + (width / 2); t++)
        {
            var weight = 1 + Math.Cos(2 * Math.PI * (t - centre) / width);
            weights += weight;
            if (t >= 0 && t < curve.Length)
                sum += weight * curve[t];
        }
        return sum / weights;
    }

    /// <summary>The shift in pixels that fits a box of the first frame best to another frame; of equal ones the smallest.</summary>
    private static (int X, int Y) Moved(ClipSignal clip, int frame, PixelBox box)
    {
        var reach = (int)(Reach * clip.View.Scale);
        var (best, least) = ((X: 0, Y: 0), Difference(clip, frame, box, (0, 0), 2));
        for (var y = Math.Max(-reach, -box.Top); y <= Math.Min(reach, clip.Height - box.Bottom); y++)
        {
            for (var x = Math.Max(-reach, -box.Left); x <= Math.Min(reach, clip.Width - box.Right); x++)
            {
                var difference = Difference(clip, frame, box, (x, y), 2);
                if (difference < least || (difference == least && (x * x) + (y * y) < (best.X * best.X) + (best.Y * best.Y)))
                    (best, least) = ((x, y), difference);
            }
        }
        return best;
    }

    /// <summary>The mean difference of a box of the first frame from the shifted box of another.</summary>
    private static double Difference(ClipSignal clip, int frame, PixelBox box, (int X, int Y) shift, int step)
    {
        ReadOnlySpan<byte> first = clip.Frame(0), other = clip.Frame(frame);
        var moved = 3 * ((shift.Y * clip.Width) + shift.X);
        long sum = 0, count = 0;
        for (var y = box.Top; y < box.Bottom; y += step)
        {
            for (var x = box.Left; x < box.Right; x += step)
            {
                var i = 3 * ((y * clip.Width) + x);
                sum += Math.Abs(other[i + moved] - first[i]) + Math.Abs(other[i + moved + 1] - first[i + 1]) + Math.Abs(other[i + moved + 2] - first[i + 2]);
                count += 3;
            }
        }
        return sum / (double)Math.Max(1, count);
    }
}
