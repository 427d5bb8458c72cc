using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes.Presenter;

/// <summary>The vowels spoken, each with its formants and mouth shape.</summary>
internal enum Vowel
{
    A,
    E,
    I,
    O,
    U,
}

/// <summary>One syllable: the mouth opens and closes once.</summary>
internal readonly record struct Syllable(double Time, double Length, double Opening, Vowel Vowel, bool Hiss);

/// <summary>What is said and when; it drives the mouth and the voice alike.</summary>
internal sealed class Speech(Syllable[] syllables, double pitch, double tract)
{
    /// <summary>Shortest syllable in seconds: at most three a second.</summary>
    public const double Shortest = 0.34;

    public IReadOnlyList<Syllable> Syllables => syllables;

    /// <summary>Fundamental frequency in Hz.</summary>
    public double Pitch => pitch;

    /// <summary>Factor on the formants; above 1 for a shorter vocal tract.</summary>
    public double Tract => tract;

    public static Speech Generate(bool woman, double duration, ref Rng rng)
    {
        var list = new List<Syllable>();
        var time = rng.Range(0.12, 0.3);
        while (time < duration)
        {
            var length = rng.Range(Shortest, 0.5);
            list.Add(new(time, length, rng.Range(0.65, 1), (Vowel)rng.Below(5), rng.Chance(0.3)));
            time += length + (rng.Chance(0.22) ? rng.Range(0.2, 0.35) : 0.01);
        }
        return new([.. list], woman ? rng.Range(175, 225) : rng.Range(95, 130), woman ? 1.16 : 1);
    }

    /// <summary>The syllable being spoken at <paramref name="time"/> and how far its mouth is open, 0 to 1; null between syllables.</summary>
    public (Syllable Syllable, double Opening)? At(double time)
    {
        foreach (var s in syllables)
        {
            var u = (time - s.Time) / s.Length;
            if (u is > 0 and < 1)
                return (s, s.Opening * Envelope(u));
        }
        return null;
    }

    /// <summary>How open the mouth is over one syllable, <paramref name="u"/> from 0 to 1: opens fast, closes slowly.</summary>
    public static double Envelope(double u)
    {
        var s = Math.Sin(Math.PI * Math.Pow(u, 0.75));
        return s * s;
    }
}
