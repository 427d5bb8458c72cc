using SoraSharp.Models.Audio;
using Xunit;

namespace SoraSharp.Models.Tests.Audio;

public sealed class GriffinLimTests
{
    [Fact]
    public void The_reconstructed_sound_has_the_spectrogram_it_was_made_from()
    {
        MelSettings settings = new();
        MelFrontEnd frontEnd = new(settings);
        float[] sound = Clicks(44000);
        float[] mel = frontEnd.LogMel(sound);
        int frames = frontEnd.FrameCount(sound.Length);
        System.Diagnostics.Stopwatch watch = System.Diagnostics.Stopwatch.StartNew();
        float[] again = new GriffinLim(settings).Reconstruct(mel, frames);
        TestContext.Current.TestOutputHelper?.WriteLine($"Griffin-Lim of {frames} frames: {watch.ElapsedMilliseconds} ms");
        Assert.Equal(44000, again.Length);
        float[] back = frontEnd.LogMel(again);
        // Mean distance of mel magnitudes relative to their mean: an untrained ear's "same sound".
        double difference = 0, energy = 0;
        for (int i = 0; i < mel.Length; i++)
        {
            double a = Math.Exp(mel[i]), b = Math.Exp(back[i]);
            difference += Math.Abs(a - b);
            energy += a;
        }

        Assert.True(difference / energy < 0.25, $"{difference / energy:0.000}");
    }

    [Fact]
    public void The_linear_spectrum_explains_the_mel_bins()
    {
        MelSettings settings = new();
        float[] mel = new MelFrontEnd(settings).LogMel(Clicks(8000));
        double[] linear = new GriffinLim(settings).LinearMagnitude(mel, 51);
        MelFilterBank filters = new(settings.SampleRate, 513, settings.Bins);
        double[] fit = new double[64];
        for (int t = 0; t < 51; t++)
        {
            filters.Apply(linear.AsSpan(t * 513, 513), fit);
            for (int b = 0; b < 64; b++) Assert.Equal(Math.Exp(mel[t * 64 + b]) - 1e-5, fit[b], 0.1 * Math.Exp(mel[t * 64 + b]) + 1e-4);
        }
    }

    [Fact]
    public void The_same_spectrogram_gives_the_same_samples()
    {
        float[] mel = new MelFrontEnd(new MelSettings()).LogMel(Clicks(4000));
        GriffinLim griffinLim = new(new MelSettings(), rounds: 4);
        Assert.Equal(griffinLim.Reconstruct(mel, 26), griffinLim.Reconstruct(mel, 26));
    }

    [Fact]
    public void Silence_stays_silent()
    {
        float[] silence = [.. Enumerable.Repeat((float)Math.Log(1e-5), 64 * 20)];
        Assert.All(new GriffinLim(new MelSettings()).Reconstruct(silence, 20), sample => Assert.True(Math.Abs(sample) < 1e-6));
    }

    [Fact]
    public void Too_few_frames_are_refused_with_the_number_that_works()
    {
        GriffinLim griffinLim = new(new MelSettings());
        ArgumentException error = Assert.Throws<ArgumentException>(() => griffinLim.Reconstruct(new float[64 * 4], 4));
        Assert.Contains("5", error.Message, StringComparison.Ordinal);
        Assert.Equal(4 * 160, griffinLim.Reconstruct(new float[64 * 5], 5).Length);
        Assert.Throws<ArgumentException>(() => griffinLim.Reconstruct(new float[64 * 5], 6));
    }

    /// <summary>Decaying tones at three pitches, as bouncing balls make them.</summary>
    private static float[] Clicks(int samples)
    {
        float[] sound = new float[samples];
        int[] starts = [500, samples / 3, samples / 2, 3 * samples / 4];
        for (int c = 0; c < starts.Length; c++)
        {
            double hertz = 300 * (c + 1);
            for (int n = starts[c]; n < samples; n++)
            {
                double t = (n - starts[c]) / 16000.0;
                sound[n] += (float)(0.4 * Math.Exp(-18 * t) * Math.Sin(2 * Math.PI * hertz * t));
            }
        }

        return sound;
    }
}
