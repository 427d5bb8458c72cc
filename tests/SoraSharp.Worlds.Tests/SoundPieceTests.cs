using SoraSharp.Worlds.Simulation;
using SoraSharp.Worlds.Sound;
using Xunit;

namespace SoraSharp.Worlds.Tests;

public sealed class SoundPieceTests
{
    private static readonly Dictionary<string, Action<SoundTrack>> Lasting = new()
    {
        ["crowd"] = t => Ambiences.Crowd(t, 0.05),
        ["wind"] = t => Ambiences.Wind(t, 0.05),
        ["rain"] = t => Ambiences.Rain(t, 0.05),
        ["garden"] = t => Ambiences.GardenHum(t, 0.05),
        ["pad"] = t => Ambiences.Pad(t, 0.05),
        ["engine"] = t => Ambiences.Engine(t, time => time / 4, 0.05),
    };

    public static TheoryData<string> Names => [.. Lasting.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Lasting_sounds_fill_the_track_at_about_their_amplitude(string name)
    {
        foreach (var rate in new[] { 16000, 24000, 48000 })
        {
            var sound = Make(Lasting[name], 4, rate);
            foreach (var second in sound.Chunk(rate))
                Assert.InRange(Rms(second), 0.012, 0.12);
            Assert.Equal(sound, Make(Lasting[name], 4, rate));
        }
    }

    [Fact]
    public void Rain_is_brighter_than_wind_and_wind_than_a_hum()
    {
        var rain = Brightness(Make(Lasting["rain"], 4, 16000));
        var wind = Brightness(Make(Lasting["wind"], 4, 16000));
        var hum = Brightness(Make(t => Ambiences.Engine(t, _ => 0, 0.05), 4, 16000));
        Assert.True(rain > 2 * wind, $"rain {rain:F3}, wind {wind:F3}");
        Assert.True(wind > 2 * hum, $"wind {wind:F3}, engine {hum:F3}");
    }

    [Fact]
    public void An_engine_rises_with_its_speed()
    {
        var sound = Make(Lasting["engine"], 4, 16000);
        var (first, last) = (Brightness(sound[..16000]), Brightness(sound[^16000..]));
        Assert.True(last > 1.5 * first, $"{first:F4} idling, {last:F4} at speed");
        Assert.True(Rms(sound[^16000..]) > 1.2 * Rms(sound[..16000]));
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1.0)]
    public void Every_material_is_heard_at_once_and_harder_hits_are_louder(double strength)
    {
        foreach (var material in Enum.GetValues<SoundMaterial>())
        {
            var sound = Make(t => Impacts.Hit(t, 1, material, strength), 2, 16000);
            Assert.True(Rms(sound[..16000]) == 0, $"{material} sounds before it is hit");
            Assert.True(Rms(sound[16000..16800]) > 0.02, $"{material} is not heard");
            var harder = Make(t => Impacts.Hit(t, 1, material, strength + 0.5), 2, 16000);
            Assert.True(Rms(harder) > Rms(sound), $"{material}");
        }
    }

    [Fact]
    public void Short_sounds_start_when_they_are_told_to()
    {
        foreach (var make in new Action<SoundTrack>[]
        {
            t => Impacts.Shatter(t, 1, 0.8), t => Impacts.Crash(t, 1, 0.8), t => Impacts.Splash(t, 1, 0.8), t => Ambiences.Brakes(t, 1, 0.5, 0.1),
            t => Ambiences.Chime(t, 1, 0.1),
        })
        {
            var sound = Make(make, 2, 16000);
            Assert.Equal(0, Rms(sound[..16000]));
            Assert.True(Rms(sound[16000..17600]) > 0.02);
        }
    }

    private static float[] Make(Action<SoundTrack> fill, double seconds, int rate)
    {
        var track = new SoundTrack((int)(seconds * rate), rate, new Rng(7, 5));
        fill(track);
        return track.Finish();
    }

    private static double Rms(float[] sound) => Math.Sqrt(sound.Average(s => (double)s * s));

    /// <summary>Share of energy in the first difference: grows with the square of the frequency.</summary>
    private static double Brightness(float[] sound) =>
        sound.Skip(1).Zip(sound, (b, a) => Math.Pow(b - a, 2)).Sum() / sound.Sum(s => Math.Pow(s, 2));
}
