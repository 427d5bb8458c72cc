using SoraSharp.Quality.Analysers;
using SoraSharp.Quality.Reconstruction;
using Xunit;

namespace SoraSharp.Quality.Tests.Reconstruction;

public sealed class DistancesTests
{
    [Fact]
    public void Noise_of_a_known_size_has_its_ratio()
    {
        var original = new ClipSignal(16, 16, 12, new byte[16 * 16 * 3 * 4], [], 16000);
        Array.Fill(original.Pixels, (byte)100);
        // The last frame moves everywhere.
        original.Pixels.AsSpan(3 * original.FrameBytes).Fill(140);
        var copy = original with { Pixels = [.. original.Pixels.Select((p, i) => (byte)(i < 3 * original.FrameBytes ? p + 5 : p + 10))] };
        var (all, moving) = Distances.Psnr(original, copy);
        Assert.Equal(10 * Math.Log10(255 * 255 / ((0.75 * 25) + (0.25 * 100))), all, 6);
        Assert.Equal(10 * Math.Log10(255 * 255 / 100.0), moving, 6);
        Assert.Equal(99, Distances.Psnr(original, original).All);
    }

    [Fact]
    public void Half_as_loud_is_half_converged_and_six_decibels_off()
    {
        var random = new Random(3);
        var sound = Enumerable.Range(0, 16000).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
        var (convergence, decibels) = Distances.Spectral(sound, [.. sound.Select(s => s / 2)]);
        Assert.Equal(0.5, convergence, 4);
        Assert.InRange(decibels, 5.9, 6.03);
        Assert.Equal((0, 0), Distances.Spectral(sound, sound));
    }

    [Fact]
    public void Other_noise_fluctuates_as_much_and_a_hum_hardly()
    {
        var random = new Random(3);
        float[] noise = Noise(), hum = [.. Enumerable.Range(0, 16000).Select(i => (float)Math.Sin(2 * Math.PI * 125 * i / 16000))];
        Assert.Equal(1, Distances.Fluctuation(noise, noise), 9);
        Assert.InRange(Distances.Fluctuation(noise, Noise()), 0.97, 1.03);
        Assert.InRange(Distances.Fluctuation(noise, hum), 0, 0.2);
        Assert.True(double.IsNaN(Distances.Fluctuation(new float[16000], noise)));

        float[] Noise() => [.. Enumerable.Range(0, 16000).Select(_ => (float)(random.NextDouble() - 0.5))];
    }
}
