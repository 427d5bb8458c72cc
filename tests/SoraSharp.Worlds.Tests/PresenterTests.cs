using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Scenes.Presenter;
using SoraSharp.Worlds.Speech;
using Xunit;

namespace SoraSharp.Worlds.Tests;

/// <summary>The presenter speaks through flite; without it each of these fails with the message that says what to install.</summary>
public sealed class PresenterTests
{
    [Theory]
    [InlineData(33)]
    [InlineData(49)]
    public void The_mouth_opens_about_three_times_a_second_at_most(int frames)
    {
        var rates = new List<double>();
        foreach (var scene in Scenes.Of(WorldKind.Presenter, 60, frames))
        {
            var truth = scene.GetTruth(128, 80);
            var times = truth.Contacts.Select(c => c.Time).ToArray();
            Assert.NotEmpty(times);
            Assert.True(truth.Tracks[1].Points.Max(p => p.Radius) > 4, scene.Caption.Text);
            Assert.Contains(truth.Tracks[1].Points, p => p.Radius < 0.5);
            for (var i = 1; i < times.Length; i++)
                Assert.True(times[i] - times[i - 1] > 0.19, $"{scene.Caption}: {times[i - 1]:F2}, {times[i]:F2}");
            if (times.Length > 1)
                rates.Add((times.Length - 1) / (times[^1] - times[0]));
        }
        Assert.True(rates.Average() < 3, $"{rates.Average():F2} a second");
    }

    [Theory]
    [InlineData(33)]
    [InlineData(49)]
    public void The_voice_is_loud_where_the_mouth_is_open(int frames)
    {
        var (together, apart) = (new List<double>(), new List<double>());
        foreach (var scene in Scenes.Of(WorldKind.Presenter, 40, frames))
        {
            var mouth = scene.GetTruth(128, 80).Tracks[1].Points.Select(p => p.Radius).ToArray();
            var audio = scene.Synthesize();
            var loudness = Enumerable.Range(0, frames).Select(f => Math.Sqrt(Window(audio, f / 12.0, 0.2).Average(s => (double)s * s))).ToArray();
            together.Add(Correlation(mouth, loudness));
            apart.Add(Correlation(mouth[4..], loudness[..^4]));
        }
        Assert.True(together.Average() > 0.6, $"{together.Average():F2}");
        Assert.True(together.Average() > apart.Average() + 0.25, $"{together.Average():F2} in time, {apart.Average():F2} a third of a second off");
    }

    [Fact]
    public void Captions_quote_what_is_said_and_the_sound_says_it()
    {
        var quotes = 0;
        var lines = new HashSet<string>();
        foreach (var scene in Scenes.Of(WorldKind.Presenter, 300, 49))
        {
            var line = scene.Attributes.Details["line"];
            lines.Add(line);
            if (scene.Caption.Attributes.Where(a => a.Kind == CaptionAttributeKind.Speech).ToArray() is [var speech])
            {
                Assert.Equal(line, speech.Text);
                Assert.Contains($"\"{line}\"", scene.Caption.Text);
                quotes++;
            }
            // At four seconds a line is heard from its first sound to its last, and fills much of the clip.
            var phones = ((PresenterScene)scene).Phones.ToArray();
            Assert.True(phones[^1].End <= scene.Duration, line);
            Assert.True(phones[^1].End - phones[0].Start > 0.4 * scene.Duration, line);
        }
        Assert.InRange(quotes / 300.0, 0.7, 0.9);
        Assert.True(lines.Count > 15, $"{lines.Count} lines");
    }

    [Fact]
    public void Lines_are_spoken_with_the_sounds_of_their_words()
    {
        var engine = new SpeechEngine(Environment.GetEnvironmentVariable(FliteLibrary.FolderVariable));
        foreach (var voice in Enum.GetValues<SpeechVoice>())
        {
            var spoken = engine.Say(voice, "hello everyone");
            Assert.Equal("hh", spoken.Phones[0].Name);
            Assert.Equal("n", spoken.Phones[^1].Name);
            Assert.Equal(5, spoken.Phones.Count(p => p.IsVowel));
            Assert.Equal(16000, spoken.SampleRate);
            Assert.Equal(spoken.Duration, spoken.Phones[^1].End, 0.02);
            Assert.Equal(0.7f, spoken.Samples.Max(Math.Abs), 0.05f);
            Assert.Same(spoken, engine.Say(voice, "hello everyone"));
        }
    }

    [Fact]
    public void Another_engine_and_many_threads_say_the_same()
    {
        var one = new SpeechEngine(Environment.GetEnvironmentVariable(FliteLibrary.FolderVariable));
        var many = new SpeechEngine(Environment.GetEnvironmentVariable(FliteLibrary.FolderVariable));
        var lines = Lines.All.Take(6).ToArray();
        // In another order.
        Parallel.For(0, 24, i => many.Say((SpeechVoice)(i % 3), lines[i % 6]));
        for (var i = 0; i < 24; i++)
            Assert.Equal(one.Say((SpeechVoice)(i % 3), lines[i % 6]).Samples, many.Say((SpeechVoice)(i % 3), lines[i % 6]).Samples);
    }

    [Fact]
    public void A_missing_engine_is_an_error_that_names_the_fix()
    {
        var error = Assert.Throws<SpeechEngineException>(() => new SpeechEngine("/nowhere").Say(SpeechVoice.Slt, "hello"));
        Assert.Contains("/nowhere", error.Message);
        Assert.Contains("apt-get install flite", error.Message);
        Assert.Contains("SORASHARP_FLITE", error.Message);
        Assert.Contains("weight 0", error.Message);
    }

    [Fact]
    public void Lines_name_nothing_that_a_prompt_could_mean()
    {
        var named = CaptionLexicon.Phrases.Aggregate(new SortedSet<string>(), (set, p) =>
        {
            p.CollectWords(set);
            return set;
        });
        var allowed = new[] { "of", "in", "a", "the", "and", "with", "to", "during", "on", "at", "is" };
        foreach (var line in Lines.All)
            Assert.True(!line.Split(' ').Intersect(named).Except(allowed).Any(), $"{line}: {string.Join(", ", line.Split(' ').Intersect(named).Except(allowed))}");
    }

    private static IEnumerable<float> Window(float[] audio, double time, double length)
    {
        var from = Math.Max(0, (int)((time - (length / 2)) * 16000));
        return audio.Skip(from).Take((int)(length * 16000)).DefaultIfEmpty(0);
    }

    private static double Correlation(double[] a, double[] b)
    {
        var (ma, mb) = (a.Average(), b.Average());
        double ab = 0, aa = 1e-12, bb = 1e-12;
        for (var i = 0; i < a.Length; i++)
        {
            ab += (a[i] - ma) * (b[i] - mb);
            aa += (a[i] - ma) * (a[i] - ma);
            bb += (b[i] - mb) * (b[i] - mb);
        }
        return ab / Math.Sqrt(aa * bb);
    }
}
