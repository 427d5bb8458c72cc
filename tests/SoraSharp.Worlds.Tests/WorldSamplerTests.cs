using Xunit;

namespace SoraSharp.Worlds.Tests;

public sealed class WorldSamplerTests
{
    [Theory]
    [InlineData(1, 12)]
    [InlineData(9, 12)]
    [InlineData(17, 8)]
    [InlineData(33, 12)]
    [InlineData(49, 12)]
    [InlineData(65, 24)]
    public void Every_seed_gives_a_scene_at_every_length(int frames, double fps)
    {
        var sampler = new WorldSampler();
        for (ulong seed = 0; seed < 400; seed++)
        {
            var split = seed % 2 == 0 ? ClipSplit.Training : ClipSplit.Exam;
            var scene = sampler.SampleScene(seed, frames, fps, split);
            Assert.Equal(frames, scene.Frames);
            Assert.Equal(split == ClipSplit.Exam, scene.Attributes.IsReserved);
            Assert.All(scene.GetTruth(128, 80).Tracks, t => Assert.Equal(frames, t.Points.Count));
        }
    }

    [Fact]
    public void Same_seed_gives_the_same_bytes_also_from_many_threads()
    {
        var format = new ClipFormat();
        var expected = Enumerable.Range(0, 24).Select(s => new WorldSampler().Sample((ulong)s, format)).ToArray();
        var shared = new WorldSampler();
        Parallel.For(0, expected.Length * 2, i =>
        {
            var clip = shared.Sample((ulong)(i % expected.Length), format);
            var other = expected[i % expected.Length];
            Assert.Equal(other.Caption.Text, clip.Caption.Text);
            Assert.True(other.Frames.AsSpan().SequenceEqual(clip.Frames));
            Assert.True(other.Audio.AsSpan().SequenceEqual(clip.Audio));
            Assert.Equal(other.Truth.Contacts, clip.Truth.Contacts);
        });
    }

    [Fact]
    public void Different_seeds_give_different_clips()
    {
        var sampler = new WorldSampler();
        var captions = Enumerable.Range(0, 300).Select(s => sampler.SampleScene((ulong)s).Caption.Text).ToHashSet();
        Assert.True(captions.Count > 280, $"{captions.Count} different captions of 300");
    }

    [Fact]
    public void A_clip_has_the_sizes_of_its_format()
    {
        var format = new ClipFormat(96, 64, 25, 10, 24000);
        var clip = new WorldSampler().Sample(3, format);
        Assert.Equal(25 * 64 * 96 * 3, clip.Frames.Length);
        Assert.Equal(60000, clip.Audio.Length);
        Assert.Equal(format, clip.Format);
        Assert.Equal(new ClipFormat(128, 80, 33, 12, 16000), new ClipFormat());
    }

    [Fact]
    public void Worlds_styles_and_outcomes_are_drawn_evenly()
    {
        var sampler = new WorldSampler();
        var all = Enumerable.Range(0, 16000).Select(s => sampler.SampleAttributes((ulong)s)).ToArray();
        Even(all.GroupBy(a => a.World), Enum.GetValues<WorldKind>().Length);
        foreach (var world in all.GroupBy(a => a.World))
            Even(world.GroupBy(a => a.Style), Enum.GetValues<ClipStyle>().Length);
        Even(all.Where(a => a.World == WorldKind.Basketball).GroupBy(a => a.Outcome), 4);
        Even(all.Where(a => a.World == WorldKind.DuckRace).GroupBy(a => a.Count), 4);
        Even(all.Where(a => a.World == WorldKind.BouncingBalls).GroupBy(a => a.Material), 4);

        static void Even<T>(IEnumerable<IGrouping<T, ClipAttributes>> groups, int expected)
        {
            var counts = groups.Select(g => g.Count()).ToArray();
            Assert.Equal(expected, counts.Length);
            Assert.True(counts.Min() > 0.75 * counts.Sum() / expected, string.Join(", ", counts));
        }
    }

    [Fact]
    public void Weights_leave_worlds_out()
    {
        var sampler = Scenes.Only(WorldKind.Presenter);
        Assert.All(Enumerable.Range(0, 100), s => Assert.Equal(WorldKind.Presenter, sampler.SampleAttributes((ulong)s).World));
        Assert.Throws<ArgumentException>(() => new WorldSampler(new Dictionary<WorldKind, double>()));
        Assert.Throws<ArgumentException>(() => new WorldSampler(new Dictionary<WorldKind, double> { [WorldKind.DuckRace] = double.NaN }));
    }

    [Fact]
    public void Reserved_combinations_are_a_tenth_and_only_in_the_exam()
    {
        var sampler = new WorldSampler();
        var training = Enumerable.Range(0, 20000).Select(s => sampler.SampleAttributes((ulong)s)).ToArray();
        var exam = Enumerable.Range(0, 2000).Select(s => sampler.SampleAttributes((ulong)s, ClipSplit.Exam)).ToArray();
        Assert.DoesNotContain(training, a => a.IsReserved);
        Assert.All(exam, a => Assert.True(a.IsReserved));
        Assert.Empty(training.Select(a => a.CombinationKey).Intersect(exam.Select(a => a.CombinationKey)));
        // Every world × style appears in the exam, so that each can be examined; worlds of few colours have only 8 to 32 combinations a style, too few
        // for that.
        foreach (var world in Enum.GetValues<WorldKind>())
            Assert.InRange(exam.Where(a => a.World == world).Select(a => a.Style).Distinct().Count(), world is WorldKind.Presenter or WorldKind.Weather or WorldKind.MushroomGarden ? 5 : 6, 6);

        // Counted over all pairs of two balls, both orders alike.
        var colors = Enum.GetValues<ClipColor>();
        var pairs = (from a in colors
                     from b in colors
                     from s in Enum.GetValues<ClipStyle>()
                     where a < b
                     select (new ClipAttributes(WorldKind.BouncingBalls, s, [a, b], 2, BallMaterial.Steel),
                             new ClipAttributes(WorldKind.BouncingBalls, s, [b, a], 2, BallMaterial.Rubber))).ToArray();
        Assert.All(pairs, p => Assert.Equal(p.Item1.IsReserved, p.Item2.IsReserved));
        Assert.InRange(pairs.Count(p => p.Item1.IsReserved) / (double)pairs.Length, 0.04, 0.2);
    }

    [Fact]
    public void Bad_requests_say_what_to_do()
    {
        var sampler = new WorldSampler();
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => sampler.SampleScene(1, 50));
        Assert.Contains("`Frames` is 50", error.Message);
        Assert.Contains("use 49 or 57", error.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => sampler.SampleScene(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => sampler.SampleScene(1, 33, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Sample(1, new ClipFormat(0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Sample(1, new ClipFormat(128, 80, 33, 12, 1)));
        var scene = sampler.SampleScene(1);
        Assert.Throws<ArgumentException>(() => scene.RenderTo(new byte[10], 128, 80));
        Assert.Throws<ArgumentException>(() => WorldSampler.CreateScene(new(WorldKind.Basketball, ClipStyle.Flat, [ClipColor.Red]), 1));
        Assert.Throws<ArgumentException>(() => WorldSampler.CreateScene(new(WorldKind.DuckRace, ClipStyle.Flat, [ClipColor.Red], 1, BallMaterial.None, ClipOutcome.Won, 3), 1));
        Assert.Throws<ArgumentException>(() => WorldSampler.CreateScene(new(WorldKind.BouncingBalls, ClipStyle.Flat, [ClipColor.Red]), 1));
        Assert.Throws<ArgumentException>(() => WorldSampler.CreateScene(new((WorldKind)99, ClipStyle.Flat, [ClipColor.Red]), 1));
    }

    [Fact]
    public void Explicit_attributes_are_what_the_scene_shows()
    {
        foreach (var outcome in new[] { ClipOutcome.Made, ClipOutcome.MissedOffBackboard, ClipOutcome.MissedOffRim, ClipOutcome.AirBall })
        {
            var wanted = new ClipAttributes(WorldKind.Basketball, ClipStyle.Neon, [ClipColor.Cyan, ClipColor.Pink], 1, BallMaterial.None, outcome);
            var scene = WorldSampler.CreateScene(wanted, 11);
            Assert.Equal(wanted.CombinationKey, scene.Attributes.CombinationKey);
            Assert.Contains("cyan", scene.Caption.Words);
        }
    }
}
