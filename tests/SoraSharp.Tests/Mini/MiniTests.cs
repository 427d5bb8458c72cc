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
        Assert.Equal(new VideoShape(33, new(256, 160), 12), profile.DefaultShape);
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
            new VideoRequest("A player in a yellow shirt shoots a basketball, misses, and the ball rebounds off the backboard").WithStyle(VideoStyle.PencilSketch).WithDuration(TimeSpan.FromSeconds(3)),
            mini.Generator.Profile);

        Assert.Equal(33, shots[0].Shape.Frames);
        Assert.Empty((await mini.Generator.Stages.TextEncoder.EncodeAsync(shots[0].Prompt)).Understanding.UnknownWords);
    }

    [Theory]
    [InlineData("flat")]
    [InlineData("pencil sketch")]
    [InlineData("neon")]
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
}
