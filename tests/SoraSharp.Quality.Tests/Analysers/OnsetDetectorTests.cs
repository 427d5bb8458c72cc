using SoraSharp.Quality.Analysers;
using Xunit;

namespace SoraSharp.Quality.Tests.Analysers;

public sealed class OnsetDetectorTests
{
    private const int Rate = 16000;

    [Fact]
    public void Thumps_are_found_within_fifteen_milliseconds()
    {
        double[] times = [0.3, 0.71, 1.4];
        var audio = new float[2 * Rate];
        foreach (var time in times)
        {
            for (var i = 0; i < 3000; i++)
                audio[(int)(time * Rate) + i] += (float)(0.5 * Math.Exp(-i / 600.0) * Math.Sin(2 * Math.PI * 160 * i / Rate));
        }
        var onsets = OnsetDetector.Find(audio, Rate);
        Assert.Equal(times.Length, onsets.Count);
        for (var i = 0; i < times.Length; i++)
            Assert.InRange(onsets[i], times[i] - 0.015, times[i] + 0.015);
    }

    [Fact]
    public void Silence_and_steady_noise_have_no_onsets_after_the_start()
    {
        Assert.Empty(OnsetDetector.Find(new float[Rate], Rate));
        Assert.Empty(OnsetDetector.Find([], Rate));
        var random = new Random(5);
        var noise = Enumerable.Range(0, 2 * Rate).Select(_ => (float)((random.NextDouble() - 0.5) * 0.2)).ToArray();
        Assert.DoesNotContain(OnsetDetector.Find(noise, Rate), t => t > 0.1);
    }
}
