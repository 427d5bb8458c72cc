using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Generation;

public sealed class VideoGeneratorTests(TinyGenerator tiny) : IClassFixture<TinyGenerator>
{
    private static readonly VideoRequest Request = TinyCheckpoints.Request;

    [Fact]
    public async Task A_prompt_becomes_frames_and_sound()
    {
        GeneratedVideo video = await tiny.Generator.Prompt("a red fox").WithFrames(9).WithSize(32, 64).WithSteps(2).WithSeed(7).GenerateAsync();

        Assert.Equal(new VideoShape(9, new(32, 64), 24), video.Frames.Shape);
        Assert.All(video.Frames.Pixels.ToArray(), p => Assert.InRange(p, 0f, 1f));
        Assert.NotNull(video.Audio);
        Assert.Equal(7, video.Seed);
        Assert.Equal("a red fox", Assert.Single(video.Understanding).Text);
        Assert.Empty(video.UnknownWords);
    }

    [Fact]
    public async Task Stages_run_in_this_order()
    {
        GeneratedVideo video = await tiny.Generator.GenerateAsync(Request);

        Assert.Equal(
            [GenerationStage.Planning, GenerationStage.TextEncoding, GenerationStage.Denoising, GenerationStage.VideoDecoding, GenerationStage.AudioSynthesis, GenerationStage.PhysicsConsistency],
            video.Timings.Select(t => t.Stage));
        Assert.All(video.Timings, t => Assert.True(t.Elapsed >= TimeSpan.Zero));
    }

    [Fact]
    public async Task Progress_tells_of_every_stage_and_step()
    {
        List<GenerationProgress> told = [];

        await tiny.Generator.GenerateAsync(Request.WithSteps(3), new Immediate<GenerationProgress>(told.Add));

        Assert.Equal(Enum.GetValues<GenerationStage>().Where(s => s is not (GenerationStage.Conditioning or GenerationStage.LatentUpsampling)), told.Select(p => p.Stage).Distinct());
        Assert.Equal([(0, 1), (1, 3), (2, 3), (3, 3)], told.Where(p => p.Stage == GenerationStage.Denoising).Select(p => (p.Step, p.Steps)));
        Assert.Equal(TimeSpan.Zero, told.Last(p => p.Stage == GenerationStage.Denoising).EstimatedTimeLeft);
        Assert.All(told, p => Assert.Equal((1, 1), (p.Shot, p.Shots)));
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        GeneratedVideo first = await tiny.Generator.GenerateAsync(Request), again = await tiny.Generator.GenerateAsync(Request), other = await tiny.Generator.GenerateAsync(Request.WithSeed(8));

        AssertSame(first, again);
        Assert.NotEqual(first.Frames.Pixels.ToArray(), other.Frames.Pixels.ToArray());
        Assert.NotEqual(first.Audio!.Samples.ToArray(), other.Audio!.Samples.ToArray());
    }

    [Fact]
    public async Task A_drawn_seed_repeats_the_video()
    {
        GeneratedVideo drawn = await tiny.Generator.GenerateAsync(Request with { Seed = null });

        AssertSame(drawn, await tiny.Generator.GenerateAsync(Request.WithSeed(drawn.Seed)));
    }

    [Fact]
    public async Task Another_generator_gives_the_same_bytes()
    {
        await using VideoGenerator other = TinyCheckpoints.Builder.Build();

        AssertSame(await tiny.Generator.GenerateAsync(Request), await other.GenerateAsync(Request));
    }

    [Fact]
    public async Task Eight_requests_at_once_give_the_bytes_they_give_alone()
    {
        VideoRequest[] requests = [.. Enumerable.Range(0, 8).Select(i => Request.WithSeed(i % 4).WithFrames(i % 2 == 0 ? 9 : 17).WithPrompt(i < 4 ? "a red fox" : "two musicians"))];
        List<GeneratedVideo> alone = [];
        foreach (VideoRequest request in requests) alone.Add(await tiny.Generator.GenerateAsync(request));

        GeneratedVideo[] together = await Task.WhenAll(requests.Select(r => tiny.Generator.GenerateAsync(r)));

        for (int i = 0; i < requests.Length; i++) AssertSame(alone[i], together[i]);
    }

    [Fact]
    public async Task Prompt_style_negative_prompt_and_guidance_matter()
    {
        float[] plain = await PixelsAsync(Request);

        Assert.NotEqual(plain, await PixelsAsync(Request.WithPrompt("two musicians")));
        Assert.NotEqual(plain, await PixelsAsync(Request.WithStyle(VideoStyle.Neon)));
        Assert.NotEqual(plain, await PixelsAsync(Request.WithNegativePrompt("snow")));
        Assert.NotEqual(plain, await PixelsAsync(Request.WithGuidanceScale(9)));
        Assert.NotEqual(plain, await PixelsAsync(Request.WithGuidance(new() { Rescale = 0 })));

        async Task<float[]> PixelsAsync(VideoRequest request) => (await tiny.Generator.GenerateAsync(request)).Frames.Pixels.ToArray();
    }

    [Fact]
    public async Task A_prompt_can_be_varied_and_generated_again()
    {
        VideoPrompt prompt = tiny.Generator.Prompt("a red fox").WithFrames(9).WithSize(32, 32).WithSteps(2);
        VideoPrompt seeded = prompt.WithSeed(7).WithFramesPerSecond(24);

        Assert.Null(prompt.Request.Seed);
        AssertSame(await tiny.Generator.GenerateAsync(Request), await seeded.GenerateAsync());
        AssertSame(await seeded.GenerateAsync(), await seeded.GenerateAsync());
    }

    [Fact]
    public async Task A_single_frame_is_a_video_too()
    {
        GeneratedVideo video = await tiny.Generator.GenerateAsync(Request.WithFrames(1));

        Assert.Equal(1, video.Frames.Count);
    }

    [Fact]
    public async Task Silly_requests_are_refused_before_anything_runs()
    {
        List<GenerationStage> stages = [];

        InvalidRequestException error = await Assert.ThrowsAsync<InvalidRequestException>(() =>
            tiny.Generator.GenerateAsync(new VideoRequest("").WithFrames(50).WithSize(10_000, 10_000).WithGuidanceScale(double.NaN), new Immediate<GenerationProgress>(p => stages.Add(p.Stage))));

        Assert.Equal(["prompt", "frames", "width", "height", "videoGuidance.text", "audioGuidance.text"], error.Errors.Select(e => e.Name));
        Assert.Equal([GenerationStage.Planning], stages);
    }

    [Fact]
    public async Task Another_family_member_runs_through_the_same_code()
    {
        await using VideoGenerator generator = VideoGenerator.CreateBuilder().UseCheckpoint(TinyCheckpoints.Ltx20, TinyCheckpoints.Options).Build();

        GeneratedVideo video = await generator.GenerateAsync(Request.WithSize(64, 64));

        Assert.Equal(new FrameSize(64, 64), video.Frames.Shape.Size);
        Assert.Equal(24_000, video.Audio!.SampleRate);
    }

    [Fact]
    public async Task An_unknown_extension_is_refused_with_the_known_ones()
    {
        GeneratedVideo video = await tiny.Generator.GenerateAsync(Request);

        MediaException error = await Assert.ThrowsAsync<MediaException>(() => video.SaveAsync("video.xyz"));

        Assert.Contains(".mp4", error.Message, StringComparison.Ordinal);
        Assert.Contains(".xyz", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Previews_show_the_first_frame_and_change_nothing()
    {
        await using VideoGenerator generator = TinyCheckpoints.Builder.WithPreviews(2).Build();
        List<GenerationProgress> told = [];

        GeneratedVideo video = await generator.GenerateAsync(Request.WithSteps(5), new Immediate<GenerationProgress>(told.Add));

        GenerationProgress[] previewed = [.. told.Where(p => p.Preview is not null)];
        Assert.Equal([(GenerationStage.Denoising, 2), (GenerationStage.Denoising, 4)], previewed.Select(p => (p.Stage, p.Step)));
        Assert.All(previewed, p => Assert.Equal(video.Frames.Shape with { Frames = 1 }, p.Preview!.Shape));
        AssertSame(await tiny.Generator.GenerateAsync(Request.WithSteps(5)), video);
    }

    [Fact]
    public async Task Whether_a_video_could_be_saved_is_known_beforehand()
    {
        await using VideoGenerator generator = TinyCheckpoints.Builder.AddMediaWriter(new SoraSharp.Media.FfmpegMediaWriter(new() { Folder = "/no/such/folder" })).Build();

        generator.EnsureCanSave("video.webp");
        Assert.Contains("/no/such/folder", Assert.Throws<MediaException>(() => generator.EnsureCanSave("video.mp4")).Message, StringComparison.Ordinal);
        Assert.Contains(".xyz", Assert.Throws<MediaException>(() => generator.EnsureCanSave("video.xyz")).Message, StringComparison.Ordinal);
    }

    private static void AssertSame(GeneratedVideo expected, GeneratedVideo actual)
    {
        Assert.True(expected.Frames.Pixels.Span.SequenceEqual(actual.Frames.Pixels.Span), "The frames differ.");
        Assert.True(expected.Audio!.Samples.Span.SequenceEqual(actual.Audio!.Samples.Span), "The sound differs.");
    }
}
