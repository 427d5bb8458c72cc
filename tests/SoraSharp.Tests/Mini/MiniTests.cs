using SoraSharp.Mini;
using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Mini;

/// <summary>Mini as it is shipped.</summary>
public sealed class MiniTests(MiniTests.Shipped mini) : IClassFixture<MiniTests.Shipped>
{
    public sealed class Shipped : IDisposable
    {
        public VideoGenerator Generator { get; } = VideoGenerator.CreateBuilder().UseMini().Build();

        public void Dispose() => Generator.Dispose();
    }

    [Fact]
    public void It_makes_short_clips_unless_told_otherwise()
    {
        ModelProfile profile = mini.Generator.Profile;

        Assert.Equal("Mini", profile.Name);
        Assert.Equal(new VideoShape(49, new(256, 160), 12), profile.DefaultShape);
    }

    [Fact]
    public async Task A_prompt_becomes_a_clip_with_sound()
    {
        GeneratedVideo video = await mini.Generator.Prompt("a red ball bounces on the floor").WithSeed(7).WithSteps(2).WithFrames(9).GenerateAsync();

        Assert.Equal(new VideoShape(9, new(256, 160), 12), video.Frames.Shape);
        Assert.All(video.Frames.Pixels.ToArray(), p => Assert.InRange(p, 0f, 1f));
        Assert.Contains(video.Audio!.Samples.ToArray(), s => s != 0);
        Assert.Empty(video.UnknownWords);
    }

    [Fact]
    public async Task Words_it_has_never_seen_are_reported() =>
        Assert.Equal(["zeppelin", "quokka"], (await mini.Generator.Stages.TextEncoder.EncodeAsync("a zeppelin and a quokka bounce")).Understanding.UnknownWords);

    [Fact]
    public async Task The_readmes_example_is_one_it_understands()
    {
        IReadOnlyList<Shot> shots = await mini.Generator.Stages.Planner.PlanAsync(
            new VideoRequest("A player in a yellow shirt shoots a basketball, misses, and the ball rebounds off the backboard").WithStyle(VideoStyle.PencilSketch).WithDuration(TimeSpan.FromSeconds(4)),
            mini.Generator.Profile);

        Assert.Equal(49, shots[0].Shape.Frames);
        Assert.Empty((await mini.Generator.Stages.TextEncoder.EncodeAsync(shots[0].Prompt)).Understanding.UnknownWords);
    }

    [Theory]
    [InlineData("flat")]
    [InlineData("pencil sketch")]
    [InlineData("neon")]
    [InlineData("cinematic")]
    [InlineData("watercolor")]
    [InlineData("pixel art")]
    public async Task It_says_its_styles_in_words_it_knows(string style)
    {
        string phrase = mini.Generator.Profile.StylePhrases[style];

        Assert.Contains(VideoStyle.All, s => s.Name == style);
        Assert.Empty((await mini.Generator.Stages.TextEncoder.EncodeAsync(phrase)).Understanding.UnknownWords);
    }

    [Fact]
    public async Task Its_synonyms_are_words_it_knows()
    {
        foreach ((string word, string readAs) in mini.Generator.Profile.Synonyms)
        {
            Assert.True((await mini.Generator.Stages.TextEncoder.EncodeAsync(readAs)).Understanding.UnknownWords.Count == 0, $"{word} is read as {readAs}, which is unknown too");
        }
    }

    [Fact]
    public async Task A_first_picture_is_kept_and_the_clip_goes_on_from_it()
    {
        VideoPrompt prompt = mini.Generator.Prompt("a red ball bounces on the floor").WithSteps(12).WithFrames(17);
        RgbImage picture = (await prompt.WithSeed(7).WithFrames(9).GenerateAsync()).Frames.ToImage(0);

        // Which room a seed would show without the picture is chance: three of them.
        List<double> gains = [];
        foreach (long seed in (long[])[11, 12, 13])
        {
            VideoFrames with = (await prompt.WithSeed(seed).WithImage(picture).GenerateAsync()).Frames, without = (await prompt.WithSeed(seed).GenerateAsync()).Frames;
            Assert.True(Decibels(picture, with.ToImage(0)) > 35, $"{Decibels(picture, with.ToImage(0))} dB");
            Assert.True(Decibels(picture, with.ToImage(0)) > Decibels(picture, without.ToImage(0)) + 10);
            gains.Add(Decibels(picture, with.ToImage(8)) - Decibels(picture, without.ToImage(8)));
            Assert.True(Decibels(picture, with.ToImage(16)) < 35, "Nothing moves.");
        }

        // Two thirds of a second later it is still the same room; by the end the ball is elsewhere, as it should be.
        Assert.True(gains.Average() > 1, $"Nearer to the picture than without it by {string.Join(", ", gains.Select(gain => $"{gain:F2}"))} dB.");
    }

    [Fact]
    public async Task A_clip_can_be_gone_on_from_with_its_sound()
    {
        VideoPrompt prompt = mini.Generator.Prompt("a red ball bounces on the floor").WithSteps(2).WithSeed(7);
        GeneratedVideo first = await prompt.WithFrames(17).GenerateAsync();

        GeneratedVideo whole = first.ContinuedBy(await prompt.WithFrames(17).WithContinuation(first).GenerateAsync());

        Assert.Equal(25, whole.Frames.Count);
        Assert.Equal(whole.Frames.Duration.TotalSeconds, whole.Audio!.Duration.TotalSeconds, 1e-3);
    }

    [Fact]
    public async Task Either_stream_can_be_given()
    {
        VideoPrompt prompt = mini.Generator.Prompt("a red ball bounces on the floor").WithSteps(2).WithSeed(7).WithFrames(9);
        GeneratedVideo first = await prompt.GenerateAsync();

        GeneratedVideo picture = await prompt.WithSeed(8).WithAudio(first.Audio).GenerateAsync(), sound = await prompt.WithSeed(8).WithVideo(first.Frames).GenerateAsync();

        Assert.NotEqual(first.Frames.Pixels.ToArray(), picture.Frames.Pixels.ToArray());
        Assert.Equal(first.Frames.Pixels.ToArray(), sound.Frames.Pixels.ToArray());
        Assert.Contains(sound.Audio!.Samples.ToArray(), s => s != 0);
    }

    private static double Decibels(RgbImage expected, RgbImage actual)
    {
        double squares = expected.Pixels.Zip(actual.Pixels, (a, b) => Math.Pow(a - b, 2)).Average();
        return 10 * Math.Log10(255.0 * 255 / squares);
    }
}
