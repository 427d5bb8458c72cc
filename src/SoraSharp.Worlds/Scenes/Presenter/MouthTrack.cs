using SoraSharp.Worlds.Speech;

namespace SoraSharp.Worlds.Scenes.Presenter;

/// <summary>The mouth at one moment.</summary>
/// <param name="Opening">0 shut, 1 wide open.</param>
/// <param name="Spread">Width, of its width at rest: below 1 for rounded lips.</param>
internal readonly record struct Mouth(double Opening, double Spread);

/// <summary>
/// The mouth over time, made from the phones of an utterance. Smoothed so that it moves at most about three times a second: what a clip
/// of 12 frames a second can show. Times are clip seconds. Immutable and thread-safe.
/// </summary>
internal sealed class MouthTrack
{
    private const int Rate = 100;

    // A raised cosine this wide passes little above 4 Hz.
    private const double Smoothing = 0.26;

    private const int Half = (int)(Smoothing * Rate / 2);
    private static readonly double[] Window = [.. Enumerable.Range(-Half, (2 * Half) + 1).Select(k => (1 + Math.Cos(Math.PI * k / (Half + 1))) / (2 * (Half + 1)))];

    // Lips lead the sound a little.
    private const double Lead = 0.02;
    private readonly double[] _opening;
    private readonly double[] _spread;

    public MouthTrack(Utterance utterance, double start, double duration)
    {
        var count = (int)Math.Ceiling(duration * Rate) + 1;
        var opening = new double[count];
        var spread = new double[count];
        for (var i = 0; i < count; i++)
        {
            var mouth = Shape(At(utterance.Phones, ((double)i / Rate) - start + Lead));
            (opening[i], spread[i]) = (mouth.Opening, mouth.Spread);
        }
        _opening = Smooth(opening);
        _spread = Smooth(spread);
        // Smoothing takes off the peaks: give them back.
        var highest = _opening.Max();
        for (var i = 0; highest > 0 && i < count; i++)
            _opening[i] = Math.Min(1, _opening[i] / Math.Max(0.35, highest));
        Openings = FindOpenings();
    }

    /// <summary>When the mouth opens: the middle of each rise, and how far it goes.</summary>
    public IReadOnlyList<(double Time, double Opening)> Openings { get; }

    public Mouth At(double time)
    {
        var i = Math.Clamp((int)Math.Round(time * Rate), 0, _opening.Length - 1);
        return new(_opening[i], _spread[i]);
    }

    /// <summary>How open and how wide the mouth is in a phone.</summary>
    private static Mouth Shape(string phone) => phone switch
    {
        "aa" or "aw" or "ay" => new(1, 1),
        "ae" => new(0.9, 1.06),
        "ah" or "eh" => new(0.75, 1),
        "ao" or "oy" => new(0.85, 0.78),
        "ow" => new(0.7, 0.7),
        "ey" => new(0.65, 1.06),
        "iy" or "ih" => new(0.45, 1.12),
        "ax" or "er" => new(0.45, 0.92),
        "uh" => new(0.45, 0.75),
        "uw" or "w" => new(0.35, 0.6),
        "b" or "m" or "p" or "pau" => new(0, 1),
        "f" or "v" => new(0.08, 1),
        "ch" or "jh" or "sh" or "zh" or "r" => new(0.22, 0.8),
        _ => new(0.2, 1),
    };

    private static string At(Phone[] phones, double time)
    {
        foreach (var phone in phones)
        {
            if (time >= phone.Start && time < phone.End)
                return phone.Name;
        }
        return "pau";
    }

    private static double[] Smooth(double[] curve)
    {
        var result = new double[curve.Length];
        for (var i = 0; i < curve.Length; i++)
        {
            for (var k = -Half; k <= Half; k++)
                result[i] += Window[k + Half] * curve[Math.Clamp(i + k, 0, curve.Length - 1)];
        }
        return result;
    }

    private List<(double, double)> FindOpenings()
    {
        const double Least = 0.15;
        var found = new List<(double, double)>();
        double low = _opening[0], high = low;
        var rising = false;
        int lowAt = 0, highAt = 0;
        for (var i = 1; i < _opening.Length; i++)
        {
            var y = _opening[i];
            if (rising)
            {
                if (y > high)
                    (high, highAt) = (y, i);
                if (y < high - Least || i == _opening.Length - 1)
                {
                    var middle = Array.FindIndex(_opening, lowAt, highAt - lowAt + 1, v => v >= (low + high) / 2);
                    found.Add(((double)middle / Rate, high));
                    (rising, low, lowAt) = (false, y, i);
                }
            }
            else
            {
                if (y < low)
                    (low, lowAt) = (y, i);
                if (y > low + Least)
                    (rising, high, highAt) = (true, y, i);
            }
        }
        return found;
    }
}
