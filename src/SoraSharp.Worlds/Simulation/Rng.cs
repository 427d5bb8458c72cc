namespace SoraSharp.Worlds.Simulation;

/// <summary>xoshiro256** seeded by splitmix64 (Blackman and Vigna, 2018): small, fast and the same on every runtime version.</summary>
internal struct Rng
{
    private ulong _a, _b, _c, _d;

    /// <summary>Creates the stream <paramref name="stream"/> of <paramref name="seed"/>; streams of one seed are independent.</summary>
    public Rng(ulong seed, ulong stream = 0)
    {
        var state = seed ^ (stream * 0xD1B54A32D192ED03UL);
        _a = Mix(ref state);
        _b = Mix(ref state);
        _c = Mix(ref state);
        _d = Mix(ref state);
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextBits()
    {
        var result = ulong.RotateLeft(_b * 5, 7) * 9;
        var t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = ulong.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double Next() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public double Range(double low, double high) => low + ((high - low) * Next());

    /// <summary>Uniform integer in [0, <paramref name="count"/>).</summary>
    public int Below(int count) => (int)Math.BigMul(NextBits(), (ulong)count, out _);

    /// <summary>True with probability <paramref name="p"/>.</summary>
    public bool Chance(double p) => Next() < p;

    /// <summary>One of <paramref name="items"/>, each as likely.</summary>
    public T Pick<T>(ReadOnlySpan<T> items) => items[Below(items.Length)];

    /// <summary>One of the values of an enumeration, each as likely.</summary>
    public T Any<T>()
        where T : struct, Enum => Values<T>.All[Below(Values<T>.All.Length)];

    /// <summary>An index drawn in proportion to <paramref name="weights"/>.</summary>
    public int Weighted(ReadOnlySpan<double> weights)
    {
        double total = 0;
        foreach (var w in weights)
            total += w;
        var u = Next() * total;
        for (var i = 0; i < weights.Length - 1; i++)
        {
            u -= weights[i];
            if (u < 0)
                return i;
        }
        return weights.Length - 1;
    }

    /// <summary>The first <paramref name="count"/> items of a random order of <paramref name="items"/>.</summary>
    public T[] Distinct<T>(ReadOnlySpan<T> items, int count)
    {
        var order = items.ToArray();
        for (var i = 0; i < count; i++)
        {
            var j = i + Below(order.Length - i);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order[..count];
    }

    private static class Values<T>
        where T : struct, Enum
    {
        public static readonly T[] All = Enum.GetValues<T>();
    }

    private static ulong Mix(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
