using SoraSharp.Noise;
using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Noise;

/// <summary>What every noise source keeps to. Inherit it and give a source to test another one.</summary>
public abstract class NoiseSourceConformance
{
    /// <summary>The source under test.</summary>
    protected abstract INoiseSource Source { get; }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(long.MaxValue)]
    public void Equal_seeds_give_equal_streams(long seed)
    {
        INoiseGenerator first = Source.Start(seed), second = Source.Start(seed);

        Assert.Equal(Draw(first, 100), Draw(second, 100));
        Assert.Equal(Draw(first, 17), Draw(second, 17));
    }

    [Fact]
    public void Other_seeds_give_other_streams_and_a_stream_goes_on()
    {
        INoiseGenerator stream = Source.Start(1);
        float[] first = Draw(stream, 64);

        Assert.NotEqual(first, Draw(stream, 64));
        Assert.NotEqual(first, Draw(Source.Start(2), 64));
    }

    [Fact]
    public void Values_are_standard_normal()
    {
        float[] values = Draw(Source.Start(3), 100_000);

        double mean = values.Average(v => (double)v), variance = values.Average(v => (v - mean) * (v - mean));
        // Five standard errors: 1/√n of the mean, √(2/n) of the variance.
        Assert.InRange(mean, -0.016, 0.016);
        Assert.InRange(variance, 1 - 0.023, 1 + 0.023);
        Assert.InRange(values.Count(v => Math.Abs(v) < 1) / 100_000.0, 0.675, 0.690);
    }

    [Fact]
    public void Nothing_can_be_drawn() => Assert.Empty(Draw(Source.Start(1), 0));

    [Fact]
    public async Task Streams_of_several_threads_do_not_disturb_each_other()
    {
        float[] alone = Draw(Source.Start(5), 10_000);

        float[][] together = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Draw(Source.Start(5), 10_000))));

        Assert.All(together, values => Assert.Equal(alone, values));
    }

    private static float[] Draw(INoiseGenerator generator, int count)
    {
        float[] values = new float[count];
        generator.FillNormal(values);
        return values;
    }
}

public sealed class TorchNoiseSourceTests : NoiseSourceConformance
{
    protected override INoiseSource Source { get; } = new TorchNoiseSource();
}
