using SoraSharp.Stages;

namespace SoraSharp.Noise;

/// <summary>
/// Draws numbers as PyTorch's CPU generator does, so that a seed means the same start here and in diffusers.
/// Uniform, integer and permutation draws are bit-equal to PyTorch's; of the normal ones nearly all are, the rest within one unit in the last place.
/// The size of a draw matters: one draw of 32 numbers is not two draws of 16. Not thread-safe: one instance a request.
/// Source: PyTorch <c>aten/src/ATen/core/MT19937RNGEngine.h</c> and <c>aten/src/ATen/native/cpu/DistributionTemplates.h</c>.
/// </summary>
public sealed class TorchRandom : INoiseGenerator
{
    private readonly MersenneTwister _engine;
    private double? _kept;

    /// <summary>A generator that starts as <c>torch.Generator().manual_seed(seed)</c>.</summary>
    /// <param name="seed">Any number. Only its low 32 bits count, as in PyTorch: -1 is 4294967295.</param>
    public TorchRandom(long seed) => _engine = new MersenneTwister(unchecked((uint)seed));

    /// <summary>Fills with uniform numbers of [0, 1): <c>torch.rand(dtype=float32)</c>, multiples of 2⁻²⁴.</summary>
    public void Uniform(Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++) destination[i] = (_engine.Next() & 0xffffff) * (1f / (1 << 24));
    }

    /// <summary>Fills with uniform numbers of [0, 1): <c>torch.rand(dtype=float64)</c>, multiples of 2⁻⁵³.</summary>
    public void Uniform(Span<double> destination)
    {
        for (int i = 0; i < destination.Length; i++) destination[i] = NextDouble();
    }

    /// <summary>Fills with standard normal numbers: <c>torch.randn(dtype=float32)</c> of a tensor of as many elements, in row order.</summary>
    public void Normal(Span<float> destination)
    {
        if (destination.Length < BoxMuller.Group)
        {
            for (int i = 0; i < destination.Length; i++) destination[i] = (float)NextNormal();
            return;
        }

        Uniform(destination);
        for (int i = 0; i <= destination.Length - BoxMuller.Group; i += BoxMuller.Group) BoxMuller.Transform(destination.Slice(i, BoxMuller.Group));
        if (destination.Length % BoxMuller.Group == 0) return;

        // PyTorch redraws the last sixteen whole when a group is left incomplete.
        Span<float> tail = destination[^BoxMuller.Group..];
        Uniform(tail);
        BoxMuller.Transform(tail);
    }

    /// <summary>Fills with standard normal numbers: <c>torch.randn(dtype=float64)</c> of a tensor of as many elements, in row order.</summary>
    public void Normal(Span<double> destination)
    {
        if (destination.Length < BoxMuller.Group)
        {
            for (int i = 0; i < destination.Length; i++) destination[i] = NextNormal();
            return;
        }

        Uniform(destination);
        for (int i = 0; i <= destination.Length - BoxMuller.Group; i += BoxMuller.Group) Transform(destination.Slice(i, BoxMuller.Group));
        if (destination.Length % BoxMuller.Group == 0) return;

        Span<double> tail = destination[^BoxMuller.Group..];
        Uniform(tail);
        Transform(tail);
    }

    /// <summary>
    /// Fills with standard normal numbers rounded to bfloat16: <c>torch.randn(dtype=bfloat16)</c>.
    /// The last sixteen are redrawn from other bits than float32's when the size is not a multiple of 16.
    /// </summary>
    public void NormalBFloat16(Span<float> destination)
    {
        if (destination.Length < BoxMuller.Group)
        {
            for (int i = 0; i < destination.Length; i++) destination[i] = RoundToBFloat16((float)NextNormal());
            return;
        }

        int full = destination.Length - (destination.Length % BoxMuller.Group);
        for (int i = 0; i < full; i += BoxMuller.Group) FillGroup(destination.Slice(i, BoxMuller.Group));
        if (full < destination.Length) FillGroup(destination[^BoxMuller.Group..]);
    }

    /// <summary>Fills with whole numbers of [<paramref name="low"/>, <paramref name="high"/>): <c>torch.randint(low, high)</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="high"/> is not above <paramref name="low"/>.</exception>
    public void Integers(Span<long> destination, long low, long high)
    {
        if (high <= low) throw new ArgumentOutOfRangeException(nameof(high), high, $"The upper bound {high} is exclusive and must be above the lower bound {low}; use {low} + 1 or more.");

        ulong range = unchecked((ulong)high - (ulong)low);
        for (int i = 0; i < destination.Length; i++)
        {
            ulong offset = range < 1UL << 32 ? _engine.Next() % (uint)range : _engine.Next64() % range;
            destination[i] = unchecked((long)((ulong)low + offset));
        }
    }

    /// <summary>A random order of 0 … <paramref name="count"/> − 1: <c>torch.randperm(count)</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public int[] Permutation(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);

        int[] order = new int[count];
        for (int i = 0; i < count; i++) order[i] = i;
        for (int i = 0; i < count - 1; i++)
        {
            int other = i + (int)(_engine.Next() % (uint)(count - i));
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }

    void INoiseGenerator.FillNormal(Span<float> destination) => Normal(destination);

    private double NextDouble() => (_engine.Next64() & ((1UL << 53) - 1)) * (1.0 / (1UL << 53));

    /// <summary>One number of a small draw; the pair's second is kept for the next small draw, even across a large one.</summary>
    private double NextNormal()
    {
        if (_kept is { } kept)
        {
            _kept = null;
            return kept;
        }

        double u1 = NextDouble();
        double u2 = NextDouble();
        double radius = Math.Sqrt(-2.0 * LogOnePlus(-u2));
        double theta = 2.0 * Math.PI * u1;
        _kept = radius * Math.Sin(theta);
        return radius * Math.Cos(theta);
    }

    private void FillGroup(Span<float> group)
    {
        Uniform(group);
        BoxMuller.Transform(group);
        for (int i = 0; i < group.Length; i++) group[i] = RoundToBFloat16(group[i]);
    }

    private static void Transform(Span<double> group)
    {
        for (int j = 0; j < 8; j++)
        {
            double radius = Math.Sqrt(-2.0 * Math.Log(1.0 - group[j]));
            double theta = 2.0 * Math.PI * group[j + 8];
            group[j] = radius * Math.Cos(theta);
            group[j + 8] = radius * Math.Sin(theta);
        }
    }

    /// <summary>ln(1 + x) without the loss of 1 + x for small x (Kahan's correction).</summary>
    private static double LogOnePlus(double x)
    {
        double u = 1.0 + x;
        return u == 1.0 ? x : Math.Log(u) * (x / (u - 1.0));
    }

    /// <summary>To the nearest bfloat16, ties to even; the draws are finite.</summary>
    private static float RoundToBFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return BitConverter.UInt32BitsToSingle((bits + 0x7fff + ((bits >> 16) & 1)) & 0xffff0000);
    }
}
