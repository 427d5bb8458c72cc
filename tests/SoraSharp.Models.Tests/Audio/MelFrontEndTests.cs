using SoraSharp.Models.Audio;
using SoraSharp.Models.Tensors;
using Xunit;

namespace SoraSharp.Models.Tests.Audio;

public sealed class MelFrontEndTests
{
    [Fact]
    public void A_sine_peaks_in_the_bin_of_its_frequency()
    {
        MelSettings settings = new();
        float[] mel = new MelFrontEnd(settings).LogMel(Sine(1000, 16000, 8000));
        Assert.Equal(51 * 64, mel.Length);
        float[] middle = mel[(25 * 64)..(26 * 64)];
        // 15 mel of 45.2 up to the half rate, 65 steps of filters: the filter whose peak is nearest to 1 kHz.
        Assert.Equal(21, Array.IndexOf(middle, middle.Max()));
    }

    [Fact]
    public void Silence_is_the_floor()
    {
        Assert.All(new MelFrontEnd(new MelSettings()).LogMel(new float[2000]), value => Assert.Equal(Math.Log(1e-5), value, 1e-5));
    }

    [Fact]
    public void Channels_and_rates_are_kept_apart()
    {
        float[] left = Sine(440, 24000, 12000), right = Sine(3000, 24000, 12000);
        MelFrontEnd frontEnd = new(new MelSettings());
        HostTensor mel = frontEnd.LogMel(HostTensor.From([.. left, .. right], 2, 12000), 24000);
        Assert.Equal([2, 51, 64], mel.Shape);
        HostTensor alone = frontEnd.LogMel(HostTensor.From(right, 1, 12000), 24000);
        Assert.Equal(alone.Floats, mel.Floats[(51 * 64)..]);
    }

    [Fact]
    public void Too_short_a_sound_is_refused_with_the_length_that_works()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new MelFrontEnd(new MelSettings()).LogMel(new float[512]));
        Assert.Contains("513", error.Message, StringComparison.Ordinal);
        Assert.Equal(4 * 64, new MelFrontEnd(new MelSettings()).LogMel(new float[513]).Length);
    }

    [Theory]
    [InlineData(24000, 16000, 1000, 667)]
    [InlineData(44100, 16000, 22050, 8000)]
    [InlineData(16000, 48000, 100, 300)]
    public void Resampling_keeps_a_sine_below_both_half_rates(int from, int to, int samples, int expectedLength)
    {
        float[] result = new SincResampler(from, to).Resample(Sine(500, from, samples));
        Assert.Equal(expectedLength, result.Length);
        float[] expected = Sine(500, to, expectedLength);
        for (int i = result.Length / 3; i < 2 * result.Length / 3; i++) Assert.Equal(expected[i], result[i], 2e-2);
    }

    internal static float[] Sine(double hertz, int rate, int samples) => [.. Enumerable.Range(0, samples).Select(n => (float)(0.5 * Math.Sin(2 * Math.PI * hertz * n / rate)))];
}
