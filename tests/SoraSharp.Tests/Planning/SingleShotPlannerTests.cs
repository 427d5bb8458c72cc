using SoraSharp.Planning;
using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Planning;

public sealed class SingleShotPlannerTests : ShotPlannerConformance
{
    private static readonly VideoRequest Request = new("a red ball");

    protected override IShotPlanner Create() => new SingleShotPlanner();

    [Fact]
    public async Task Defaults_are_the_models()
    {
        Shot shot = await PlanAsync(Request);

        Assert.Equal(Profile.DefaultShape, shot.Shape);
        Assert.Equal(Profile.DefaultSteps, shot.Steps);
        Assert.Equal(Profile.VideoGuidance, shot.VideoGuidance);
        Assert.Equal(Profile.AudioGuidance, shot.AudioGuidance);
        Assert.Equal("blur", shot.NegativePrompt);
    }

    [Theory]
    [InlineData(0.01, 1)]
    [InlineData(0.5, 9)]
    [InlineData(0.9, 9)]
    [InlineData(1.1, 17)]
    [InlineData(10, 121)]
    [InlineData(10.2, 121)]
    public async Task A_duration_becomes_the_nearest_number_of_frames(double seconds, int frames) =>
        Assert.Equal(frames, (await PlanAsync(Request.WithDuration(TimeSpan.FromSeconds(seconds)))).Shape.Frames);

    [Theory]
    [InlineData(0, "`frames` is 0; a video has 1 or more and this model takes 8k+1; use 9 or 17.")]
    [InlineData(-5, "`frames` is -5; a video has 1 or more and this model takes 8k+1; use 9 or 17.")]
    [InlineData(50, "`frames` is 50; this model takes 8k+1; use 49 or 57.")]
    [InlineData(120, "`frames` is 120; this model takes 8k+1; use 113 or 121.")]
    [InlineData(100_000, "`frames` is 100000; this model makes at most 121; use 121, or several requests.")]
    public async Task Illegal_numbers_of_frames_are_refused_with_legal_ones(int frames, string message) =>
        Assert.Equal(message, Assert.Single(await ErrorsAsync(Request.WithFrames(frames))).Message);

    [Theory]
    [InlineData(10_000, 160, "`width` is 10000; this model takes at most 512; use 512.")]
    [InlineData(100, 160, "`width` is 100; this model takes multiples of 32; use 96 or 128.")]
    [InlineData(256, 7, "`height` is 7; this model takes multiples of 32; use 32.")]
    [InlineData(256, 0, "`height` is 0; this model takes multiples of 32, from 32; use 256x160.")]
    [InlineData(256, -32, "`height` is -32; this model takes multiples of 32, from 32; use 256x160.")]
    public async Task Illegal_sizes_are_refused_with_legal_ones(int width, int height, string message) =>
        Assert.Equal(message, Assert.Single(await ErrorsAsync(Request.WithSize(width, height))).Message);

    [Fact]
    public async Task A_video_of_too_many_pixels_is_refused_with_the_frames_that_fit()
    {
        ValueError error = Assert.Single(await ErrorsAsync(Request.WithSize(512, 512).WithFrames(121)));

        Assert.Equal("`size` is 512x512 with 121 frames; this model makes at most 20,000,000 pixels in all; use 73 frames, or a smaller size.", error.Message);
        await PlanAsync(Request.WithSize(512, 512).WithFrames(73));
    }

    [Theory]
    [InlineData("", "prompt")]
    [InlineData(" \n", "prompt")]
    public async Task An_empty_prompt_is_refused(string prompt, string name) => Assert.Equal(name, Assert.Single(await ErrorsAsync(Request.WithPrompt(prompt))).Name);

    [Fact]
    public async Task A_prompt_of_100_000_characters_is_refused() =>
        Assert.Contains("100000 characters; at most 20000", Assert.Single(await ErrorsAsync(Request.WithPrompt(new('a', 100_000)))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1)]
    [InlineData(101)]
    public async Task Guidance_that_is_no_number_in_range_is_refused(double scale) =>
        Assert.Equal(["videoGuidance.text", "audioGuidance.text"], (await ErrorsAsync(Request.WithGuidanceScale(scale))).Select(e => e.Name));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1001)]
    public async Task Silly_numbers_of_steps_are_refused(int steps) => Assert.Equal("steps", Assert.Single(await ErrorsAsync(Request.WithSteps(steps))).Name);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(0)]
    [InlineData(-24)]
    [InlineData(1e9)]
    public async Task Silly_frame_rates_are_refused(double rate) => Assert.Equal("framesPerSecond", Assert.Single(await ErrorsAsync(Request.WithFramesPerSecond(rate))).Name);

    [Theory]
    [InlineData(1.0, 1.0)]
    [InlineData(0.5, 0.9)]
    [InlineData(1.0, 0.0)]
    [InlineData(1.5, 1.0)]
    [InlineData(double.NaN, 0.5)]
    public async Task Noise_levels_fall_and_stay_above_zero(double first, double second) => Assert.Equal("sigmas", Assert.Single(await ErrorsAsync(Request.WithSigmas(first, second))).Name);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1e6)]
    public async Task Silly_durations_are_refused(double seconds) => Assert.Equal("duration", Assert.Single(await ErrorsAsync(Request.WithDuration(TimeSpan.FromSeconds(seconds)))).Name);

    [Fact]
    public async Task Frames_and_duration_exclude_each_other() =>
        Assert.Equal("frames", Assert.Single(await ErrorsAsync(Request with { Frames = 9, Duration = TimeSpan.FromSeconds(1) })).Name);

    [Fact]
    public async Task All_errors_are_found_at_once()
    {
        IReadOnlyList<ValueError> errors = await ErrorsAsync(new VideoRequest("").WithFrames(50).WithSize(10_000, 7).WithSteps(0).WithFramesPerSecond(double.NaN).WithGuidanceScale(double.NaN));

        Assert.Equal(["prompt", "framesPerSecond", "frames", "width", "height", "steps", "videoGuidance.text", "audioGuidance.text"], errors.Select(e => e.Name));
        Assert.All(errors, e => Assert.StartsWith($"`{e.Name}`", e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_style_is_said_in_the_models_words_or_its_own()
    {
        Assert.Equal("a red ball in neon style", (await PlanAsync(Request.WithStyle(VideoStyle.Neon))).Prompt);
        Assert.Equal("a red ball " + VideoStyle.Anime.Phrase, (await PlanAsync(Request.WithStyle(VideoStyle.Anime))).Prompt);
        Assert.Equal("a red ball in neon style", (await PlanAsync(Request.WithPrompt(" a red ball. ").WithStyle(VideoStyle.Neon))).Prompt);
    }

    [Fact]
    public async Task The_models_default_style_is_said_unless_the_prompt_speaks_of_one()
    {
        ModelProfile styled = Profile with { DefaultStyle = VideoStyle.Flat, Synonyms = new Dictionary<string, string> { ["fluorescent"] = "neon", ["crimson"] = "red" } };

        Assert.Equal("a red ball in flat style", (await Create().PlanAsync(Request, styled))[0].Prompt);
        Assert.Equal("a Neon ball", (await Create().PlanAsync(Request.WithPrompt("a Neon ball"), styled))[0].Prompt);
        Assert.Equal("a neon-lit ball", (await Create().PlanAsync(Request.WithPrompt("a neon-lit ball"), styled))[0].Prompt);
        Assert.Equal("a Fluorescent ball", (await Create().PlanAsync(Request.WithPrompt("a Fluorescent ball"), styled))[0].Prompt);
        Assert.Equal("a crimson ball in flat style", (await Create().PlanAsync(Request.WithPrompt("a crimson ball"), styled))[0].Prompt);
        Assert.Equal("a red ball", (await PlanAsync(Request)).Prompt);
    }

    [Fact]
    public async Task Seeds_are_kept_zero_too_and_drawn_where_none_is_asked_for()
    {
        Assert.Equal(0, (await PlanAsync(Request.WithSeed(0))).Seed);
        Assert.Equal(long.MinValue, (await PlanAsync(Request.WithSeed(long.MinValue))).Seed);
        long[] drawn = [.. (await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PlanAsync(Request)))).Select(s => s.Seed)];
        Assert.True(drawn.Distinct().Count() > 1);
        Assert.All(drawn, seed => Assert.InRange(seed, 0, int.MaxValue));
    }
}
