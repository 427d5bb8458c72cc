using SoraSharp.Worlds.Scenes.MushroomGarden;
using SoraSharp.Worlds.Scenes.Weather;
using Xunit;

namespace SoraSharp.Worlds.Tests;

public sealed class GardenAndWeatherTests
{
    [Fact]
    public void As_many_mushrooms_stand_apart_as_the_caption_says()
    {
        string[] words = ["", "one", "two", "three", "four"];
        foreach (var scene in Scenes.Of(WorldKind.MushroomGarden, 150))
        {
            var tracks = scene.GetTruth(128, 80).Tracks;
            Assert.Equal(scene.Attributes.Count, tracks.Count);
            Assert.All(tracks, t => Assert.Equal(scene.Attributes.Colors[0], t.Color));
            if (tracks.Count > 1)
                Assert.Contains(words[tracks.Count], scene.Caption.Words);
            // Caps (radius / 0.6) do not overlap and lie inside the picture.
            for (var i = 0; i < tracks.Count; i++)
            {
                var p = tracks[i].Points[0];
                Assert.InRange(p.X, p.Radius / 0.6, 128 - (p.Radius / 0.6));
                if (i > 0)
                    Assert.True(p.X - tracks[i - 1].Points[0].X > (p.Radius + tracks[i - 1].Points[0].Radius) / 0.6);
            }
        }
    }

    [Fact]
    public void Mushrooms_light_up_at_each_pulse()
    {
        foreach (var scene in Scenes.Of(WorldKind.MushroomGarden, 60, 49).Cast<MushroomGardenScene>())
        {
            var pulses = scene.GetTruth(128, 80).Contacts;
            Assert.InRange(pulses.Count, 2, 5);
            foreach (var pulse in pulses.Where(p => p.Time < scene.Duration - 0.2))
            {
                Assert.True(scene.Light(pulse.Time + 0.12) > 0.99);
                Assert.True(scene.Light(pulse.Time - 0.01) < 0.35);
            }
        }
    }

    [Fact]
    public void Trees_bend_with_the_wind_and_it_is_heard()
    {
        var seen = 0;
        foreach (var scene in Scenes.Of(WorldKind.Weather, 120).Where(s => s.Attributes.Weather == ClipWeather.Wind))
        {
            seen++;
            var truth = scene.GetTruth(128, 80);
            var way = scene.Attributes.Details["direction"] == "right" ? 1 : -1;
            var tree = truth.Tracks[1].Points;
            var loud = Loudness(scene);
            var lean = Enumerable.Range(0, scene.Frames).Select(f => way * tree[f].X).ToArray();
            Assert.True(Correlation(lean, loud) > 0.6, $"{scene.Caption}: {Correlation(lean, loud)}");
            Assert.NotEmpty(truth.Contacts);
        }
        Assert.True(seen > 20);
    }

    [Fact]
    public void Rain_is_bright_and_snow_is_quiet()
    {
        var means = Scenes.Of(WorldKind.Weather, 90).GroupBy(s => s.Attributes.Weather).ToDictionary(g => g.Key, g => g.Average(s => Loudness(s).Average()));
        Assert.True(means[ClipWeather.Snow] < 0.4 * means[ClipWeather.Rain]);
        Assert.True(means[ClipWeather.Snow] < 0.4 * means[ClipWeather.Wind]);
    }

    [Fact]
    public void Captions_name_the_weather()
    {
        foreach (var scene in Scenes.Of(WorldKind.Weather, 200))
        {
            string[] words = scene.Attributes.Weather switch { ClipWeather.Rain => ["rain", "rains"], ClipWeather.Snow => ["snow", "snows"], _ => ["wind"] };
            Assert.Contains(scene.Caption.Words, words.Contains);
        }
    }

    /// <summary>Root mean square of the sound of each frame.</summary>
    private static double[] Loudness(SimulatedScene scene)
    {
        var audio = scene.Synthesize();
        return [.. Enumerable.Range(0, scene.Frames).Select(f =>
        {
            var part = audio.AsSpan((int)(f * 16000 / 12.0), 1333).ToArray();
            return Math.Sqrt(part.Average(s => (double)s * s));
        })];
    }

    private static double Correlation(double[] a, double[] b)
    {
        var (ma, mb) = (a.Average(), b.Average());
        return a.Zip(b).Sum(p => (p.First - ma) * (p.Second - mb)) / Math.Sqrt(a.Sum(x => (x - ma) * (x - ma)) * b.Sum(x => (x - mb) * (x - mb)));
    }
}
