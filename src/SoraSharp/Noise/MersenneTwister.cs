namespace SoraSharp.Noise;

/// <summary>
/// MT19937 (Matsumoto and Nishimura 1998) with the 2002 initialisation: the 32-bit engine behind PyTorch's CPU generator.
/// Not thread-safe.
/// </summary>
internal sealed class MersenneTwister
{
    private const int Size = 624;
    private const int Middle = 397;

    private readonly uint[] _state = new uint[Size];
    private int _next = Size;

    /// <param name="seed">The 32-bit seed.</param>
    public MersenneTwister(uint seed)
    {
        _state[0] = seed;
        for (uint i = 1; i < Size; i++)
        {
            uint previous = _state[i - 1];
            _state[i] = (1812433253u * (previous ^ (previous >> 30))) + i;
        }
    }

    /// <summary>The next 32 random bits.</summary>
    public uint Next()
    {
        if (_next == Size) Twist();
        uint y = _state[_next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680u;
        y ^= (y << 15) & 0xefc60000u;
        return y ^ (y >> 18);
    }

    /// <summary>The next 64 random bits; the first draw is the upper half.</summary>
    public ulong Next64()
    {
        ulong upper = Next();
        return (upper << 32) | Next();
    }

    private void Twist()
    {
        uint[] s = _state;
        for (int i = 0; i < Size - Middle; i++) s[i] = s[i + Middle] ^ Mix(s[i], s[i + 1]);
        for (int i = Size - Middle; i < Size - 1; i++) s[i] = s[i + Middle - Size] ^ Mix(s[i], s[i + 1]);
        s[Size - 1] = s[Middle - 1] ^ Mix(s[Size - 1], s[0]);
        _next = 0;
    }

    private static uint Mix(uint upper, uint lower)
    {
        uint y = (upper & 0x80000000u) | (lower & 0x7fffffffu);
        return (y >> 1) ^ ((lower & 1) == 0 ? 0u : 0x9908b0dfu);
    }
}
