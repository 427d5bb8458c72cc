using Xunit;

namespace SoraSharp.Worlds.Tests;

public sealed class SoundTests
{
    [Theory]
    [InlineData(WorldKind.BouncingBalls)]
    [InlineData(WorldKind.Basketball)]
    [InlineData(WorldKind.DuckRace)]
    [InlineData(WorldKind.Vehicles)]
    [InlineData(WorldKind.MushroomGarden)]
    public void Each_contact_is_heard_within_one_frame(WorldKind world)
    {
        var heard = 0;
        var total = 0;
        foreach (var scene in Scenes.Of(world, 80))
        {
            var audio = scene.Synthesize();
            var contacts = scene.GetTruth(128, 80).Contacts;
            var onsets = Onsets(audio, 16000);
            // What comes hard upon another sound, or under the crowd, need not stand out: it is masked, as in life.
            var cheer = contacts.Where(c => c.Kind is ContactKind.Finish or ContactKind.Net).Select(c => c.Time).DefaultIfEmpty(99).First();
            for (var i = 0; i < contacts.Count; i++)
            {
                var c = contacts[i];
                if (c.Time > cheer || c.Time > scene.Duration - 0.1 || (i > 0 && c.Time - contacts[i - 1].Time < 0.15))
                    continue;
                total++;
                if (onsets.Any(o => Math.Abs(o - c.Time) <= 1 / scene.FramesPerSecond))
                    heard++;
            }
        }
        Assert.True(total > 40, $"{total} contacts");
        Assert.True(heard >= 0.97 * total, $"{heard} of {total} contacts heard");
    }

    [Fact]
    public void Between_contacts_it_is_quiet()
    {
        foreach (var scene in Scenes.Of(WorldKind.BouncingBalls, 60))
        {
            var audio = scene.Synthesize();
            var first = scene.GetTruth(128, 80).Contacts.Select(c => c.Time).DefaultIfEmpty(scene.Duration).First();
            var before = audio.AsSpan(0, Math.Max(0, (int)(first * 16000) - 1)).ToArray().Select(Math.Abs).DefaultIfEmpty(0).Max();
            Assert.True(before < 0.04, $"{before} before the first contact");
        }
    }

    [Fact]
    public void Sound_is_as_long_as_the_picture_and_within_range()
    {
        var sampler = new WorldSampler();
        for (ulong seed = 0; seed < 40; seed++)
        {
            foreach (var (frames, rate) in new[] { (33, 16000), (17, 24000), (49, 48000) })
            {
                var scene = sampler.SampleScene(seed, frames);
                var audio = scene.Synthesize(rate);
                Assert.Equal((int)Math.Round(frames / 12.0 * rate), audio.Length);
                Assert.All(audio, s => Assert.InRange(s, -1f, 1f));
                Assert.Contains(audio, s => s != 0);
            }
        }
    }

    [Fact]
    public void Materials_sound_different()
    {
        // Share of energy above about 700 Hz, by the first difference: steel rings, rubber and beach balls thump.
        var bright = new Dictionary<BallMaterial, List<double>>();
        foreach (var scene in Scenes.Of(WorldKind.BouncingBalls, 120))
        {
            var audio = scene.Synthesize();
            double high = 0, all = 1e-9;
            for (var i = 1; i < audio.Length; i++)
            {
                high += Math.Pow(audio[i] - audio[i - 1], 2);
                all += Math.Pow(audio[i], 2);
            }
            if (!bright.TryGetValue(scene.Attributes.Material, out var list))
                bright[scene.Attributes.Material] = list = [];
            list.Add(high / all);
        }
        Assert.True(bright[BallMaterial.Steel].Average() > 2 * bright[BallMaterial.Rubber].Average());
        Assert.True(bright[BallMaterial.Steel].Average() > 2 * bright[BallMaterial.BeachBall].Average());
    }

    /// <summary>Times at which the loudness of 10 ms windows rises to 1.6 times that of the 30 ms before and stands out from the ambience.</summary>
    private static List<double> Onsets(float[] audio, int rate)
    {
        var hop = rate / 100;
        var rms = new double[audio.Length / hop];
        for (var w = 0; w < rms.Length; w++)
            rms[w] = Math.Sqrt(audio.Skip(w * hop).Take(hop).Average(s => (double)s * s));
        var onsets = new List<double>();
        for (var w = 3; w + 1 < rms.Length; w++)
        {
            var before = (rms[w - 1] + rms[w - 2] + rms[w - 3]) / 3;
            var now = Math.Max(rms[w], rms[w + 1]);
            if (now > 0.012 && now > 1.6 * before)
                onsets.Add(w / 100.0);
        }
        return onsets;
    }
}
