using SoraSharp.Noise;
using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Noise;

/// <summary>Bit equality with PyTorch is shown by the golden cases <c>wan/rng</c>; these pin what they do not reach.</summary>
public class TorchRandomTests
{
    [Fact]
    public void The_engine_is_mt19937()
    {
        // The ISO C++ standard fixes the 10,000th number of the default seed, [rand.predef].
        MersenneTwister engine = new(5489);
        uint last = 0;
        for (int i = 0; i < 10_000; i++) last = engine.Next();

        Assert.Equal(4123659995u, last);
    }

    [Fact]
    public void Seed_0_gives_the_numbers_that_torch_prints()
    {
        float[] uniform = new float[3], normal = new float[3];
        new TorchRandom(0).Uniform(uniform);
        new TorchRandom(0).Normal(normal);

        Assert.Equal([0.4963f, 0.7682f, 0.0885f], uniform.Select(u => MathF.Round(u, 4)));
        Assert.Equal([1.5410f, -0.2934f, -2.1788f], normal.Select(n => MathF.Round(n, 4)));
    }

    [Fact]
    public void Vector_and_scalar_paths_agree_to_the_bit()
    {
        float[] uniforms = new float[BoxMuller.Group * 20_000];
        new TorchRandom(17).Uniform(uniforms);
        // The corners of the interval: 1 - u is 1, the smallest, and either side of the mantissa's fold.
        new[] { 0f, 1f - (1f / (1 << 24)), 0.29289323f, 0.2928932f, 0.5f, 0.25f, 0.75f, 0.125f }.CopyTo(uniforms, 0);
        new[] { 0f, 1f - (1f / (1 << 24)), 0.125f, 0.25f, 0.375f, 0.5f, 0.625f, 0.875f }.CopyTo(uniforms, 8);
        float[] vector = [.. uniforms], scalar = [.. uniforms];

        for (int i = 0; i < uniforms.Length; i += BoxMuller.Group)
        {
            BoxMuller.TransformVector(vector.AsSpan(i, BoxMuller.Group));
            BoxMuller.TransformScalar(scalar.AsSpan(i, BoxMuller.Group));
        }

        Assert.Equal(scalar, vector);
    }

    [Fact]
    public void The_polynomials_stay_within_three_units_in_the_last_place_of_the_exact_transform()
    {
        float[] uniforms = new float[BoxMuller.Group * 1_000];
        new TorchRandom(23).Uniform(uniforms);
        float[] normal = [.. uniforms];
        for (int i = 0; i < uniforms.Length; i += BoxMuller.Group) BoxMuller.Transform(normal.AsSpan(i, BoxMuller.Group));

        for (int i = 0; i < uniforms.Length; i++)
        {
            int start = i - (i % BoxMuller.Group), j = i % 8;
            double radius = Math.Sqrt(-2 * Math.Log(1.0 - uniforms[start + j]));
            double theta = 2 * Math.PI * uniforms[start + 8 + j];
            double exact = i % BoxMuller.Group < 8 ? radius * Math.Cos(theta) : radius * Math.Sin(theta);
            Assert.InRange(normal[i] - exact, -2e-6, 2e-6);
        }
    }

    [Fact]
    public void Draws_are_standard_normal()
    {
        float[] numbers = new float[1_000_003];
        new TorchRandom(3).Normal(numbers);
        double mean = numbers.Average(n => (double)n);
        double variance = numbers.Average(n => (n - mean) * (n - mean));
        double fourth = numbers.Average(n => Math.Pow(n - mean, 4)) / (variance * variance);

        // Five standard errors each.
        Assert.InRange(mean, -0.005, 0.005);
        Assert.InRange(variance, 0.993, 1.007);
        Assert.InRange(fourth, 2.975, 3.025);
    }

    [Fact]
    public void Only_the_low_32_bits_of_the_seed_count()
    {
        Assert.Equal(Draw(5), Draw(4294967301));
        Assert.Equal(Draw(-1), Draw(4294967295));
        Assert.NotEqual(Draw(5), Draw(6));
    }

    [Fact]
    public void A_small_draw_keeps_its_second_number_across_a_large_one()
    {
        TorchRandom interrupted = new(11), plain = new(11);
        float[] first = new float[1], second = new float[1], pair = new float[2], large = new float[64];
        interrupted.Normal(first);
        interrupted.Normal(large);
        interrupted.Normal(second);
        plain.Normal(pair);

        Assert.Equal(pair, new[] { first[0], second[0] });
    }

    [Fact]
    public void A_bfloat16_draw_has_the_float_draws_numbers_rounded()
    {
        float[] rounded = new float[32], full = new float[32];
        new TorchRandom(9).NormalBFloat16(rounded);
        TorchRandom groups = new(9);
        groups.Normal(full.AsSpan(0, 16));
        groups.Normal(full.AsSpan(16, 16));

        for (int i = 0; i < full.Length; i++)
        {
            Assert.Equal(0u, BitConverter.SingleToUInt32Bits(rounded[i]) & 0xffff);
            Assert.InRange(Math.Abs(rounded[i] - full[i]), 0, Math.Abs(full[i]) / 256);
        }
    }

    [Fact]
    public void A_permutation_holds_every_number_once()
    {
        int[] order = new TorchRandom(4).Permutation(1000);

        Assert.Equal(Enumerable.Range(0, 1000), order.Order());
        Assert.NotEqual(Enumerable.Range(0, 1000), order);
        Assert.Empty(new TorchRandom(4).Permutation(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TorchRandom(4).Permutation(-1));
    }

    [Fact]
    public void Integers_stay_in_their_range_over_the_whole_of_int64()
    {
        long[] numbers = new long[10_000];
        new TorchRandom(2).Integers(numbers, long.MinValue, long.MaxValue);
        Assert.Contains(numbers, n => n < 0);
        Assert.Contains(numbers, n => n > 0);

        new TorchRandom(2).Integers(numbers, -3, 4);
        Assert.Equal([-3, -2, -1, 0, 1, 2, 3], numbers.Distinct().Order());
    }

    [Fact]
    public void An_empty_range_of_integers_is_refused_with_its_bounds()
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => new TorchRandom(0).Integers(new long[1], 5, 5));

        Assert.Contains("5", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_drawn_for_an_empty_span()
    {
        TorchRandom random = new(6);
        random.Normal(Span<float>.Empty);
        random.Uniform(Span<double>.Empty);
        float[] after = new float[20];
        random.Normal(after);

        Assert.Equal(Draw(6), after);
    }

    [Fact]
    public async Task Generators_of_one_source_do_not_disturb_each_other()
    {
        TorchNoiseSource source = new();
        float[][] drawn = await Task.WhenAll(Enumerable.Range(0, 8).Select(seed => Task.Run(() =>
        {
            INoiseGenerator generator = source.Start(seed);
            float[] numbers = new float[20];
            generator.FillNormal(numbers);
            return numbers;
        })));

        for (int seed = 0; seed < drawn.Length; seed++) Assert.Equal(Draw(seed), drawn[seed]);
    }

    private static float[] Draw(long seed)
    {
        float[] numbers = new float[20];
        new TorchRandom(seed).Normal(numbers);
        return numbers;
    }
}
