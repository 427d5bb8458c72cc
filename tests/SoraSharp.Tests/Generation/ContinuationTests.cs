using SoraSharp.Golden;
using SoraSharp.Stages;
using SoraSharp.Tests.Media;
using Xunit;

namespace SoraSharp.Tests.Generation;

public sealed class ContinuationTests(TinyGenerator tiny) : IClassFixture<TinyGenerator>
{
    private static readonly VideoRequest Request = TinyCheckpoints.Request;

    [Fact]
    public async Task A_video_goes_on_from_its_last_frames_and_both_become_one()
    {
        GeneratedVideo first = await tiny.Generator.GenerateAsync(Request.WithFrames(17));

        GeneratedVideo next = await tiny.Generator.Prompt("it runs away").WithContinuation(first).WithFrames(25).WithSteps(2).WithSeed(4).GenerateAsync();
        GeneratedVideo whole = first.ContinuedBy(next);

        Assert.Equal(9, next.Shots[0].Conditioning.Overlap);
        Assert.Equal(first.Frames.Shape.Size, next.Frames.Shape.Size);
        Assert.Equal(Enumerable.Range(8, 9).Select(i => first.Frames.ToImage(i).Pixels), next.Shots[0].Conditioning.Frames[0].Pictures.Select(p => p.Pixels));
        Assert.Equal(17 + 25 - 9, whole.Frames.Count);
        Assert.Equal(first.Frames.Pixels.ToArray(), whole.Frames.Range(0, 17).Pixels.ToArray());
        Assert.Equal(next.Frames.Range(9, 16).Pixels.ToArray(), whole.Frames.Range(17, 16).Pixels.ToArray());
        Assert.Equal(whole.Frames.Duration.TotalSeconds, whole.Audio!.Duration.TotalSeconds, 1e-3);
        Assert.Equal([0, 1], whole.Shots.Select(s => s.Index));
        Assert.Equal(["a red fox", "it runs away"], whole.Understanding.Select(u => u.Text));
        Assert.Equal(first.Timings.Sum(t => t.Elapsed.Ticks) + next.Timings.Sum(t => t.Elapsed.Ticks), whole.Timings.Sum(t => t.Elapsed.Ticks));
    }

    [Fact]
    public async Task The_earlier_sound_is_heard_and_passes_over_at_the_end_of_what_both_have()
    {
        AudioClip tone = TestClip.Tone(17 / 24.0, 0);
        VideoFrames frames = TestClip.Frames(17, 32, 32);
        Shot shot = (await tiny.Generator.GenerateAsync(Request.WithContinuation(frames, tone).WithFrames(17))).Shots[0];

        Assert.Equal(9 / 24.0, shot.Conditioning.OpeningSound!.Duration.TotalSeconds, 1e-3);
        Assert.Equal(tone.Channel(0)[^shot.Conditioning.OpeningSound.Length..].ToArray(), shot.Conditioning.OpeningSound.Channel(0).ToArray());

        GeneratedVideo first = Video(frames, new([.. Enumerable.Repeat(1f, 17000)], 1, 24000), shot), next = Video(frames, new([.. Enumerable.Repeat(-1f, 17000)], 1, 24000), shot);
        float[] joined = first.ContinuedBy(next).Audio!.Samples.ToArray();
        Assert.Equal(25000, joined.Length);
        Assert.All(joined[..(17000 - 720)], s => Assert.Equal(1, s));
        Assert.All(joined[17000..], s => Assert.Equal(-1, s));
        Assert.Equal(joined[(17000 - 720)..17000].OrderDescending(), joined[(17000 - 720)..17000]);
    }

    [Fact]
    public async Task A_model_that_takes_a_picture_alone_goes_on_from_the_last_frame()
    {
        await using VideoGenerator generator = VideoGenerator.CreateBuilder().UseCheckpoint(Path.Combine(GoldenCases.Repository, "wan", "pipelines", "ti2v_5b_t2v", "checkpoint"), new() { MaxTokens = 64, TruncatesPrompts = true }).Build();
        VideoFrames frames = TestClip.Frames(9, 64, 32);

        GeneratedVideo next = await generator.GenerateAsync(new VideoRequest("A red fox").WithContinuation(frames).WithFrames(9).WithSteps(2).WithSeed(1));

        Assert.Equal(1, next.Shots[0].Conditioning.Overlap);
        Assert.Equal(frames.ToImage(8).Pixels, Assert.Single(next.Shots[0].Conditioning.Frames).Pictures[0].Pixels);
        Assert.Equal(17, Video(frames, null, next.Shots[0]).ContinuedBy(next).Frames.Count);
    }

    [Theory]
    [InlineData(0, 17, "`continuation.overlap` is 0; it is 1 or more; leave it out for the model's own.")]
    [InlineData(10, 17, "`continuation.overlap` is 10; this model takes 8k+1; use 9 or 17.")]
    [InlineData(25, 33, "`continuation.overlap` is 25; the earlier video has 20 frames; use 17.")]
    [InlineData(17, 17, "`continuation.overlap` is 17; this video has 17 frames and would add nothing; use fewer, or a longer video.")]
    public async Task Impossible_overlaps_are_refused(int overlap, int frames, string message)
    {
        InvalidRequestException error = await Assert.ThrowsAsync<InvalidRequestException>(() => tiny.Generator.GenerateAsync(Request.WithContinuation(TestClip.Frames(20, 32, 32), null, overlap).WithFrames(frames)));

        Assert.Equal(message, Assert.Single(error.Errors).Message);
    }

    [Fact]
    public async Task A_video_goes_on_at_its_own_rate()
    {
        VideoRequest request = new VideoRequest("a red fox").WithSteps(2).WithFrames(17).WithContinuation(TestClip.Frames(9, 32, 32, 12));

        Assert.Equal(12, (await tiny.Generator.GenerateAsync(request)).Frames.FramesPerSecond);
        Assert.Equal("continuation", Assert.Single((await Assert.ThrowsAsync<InvalidRequestException>(() => tiny.Generator.GenerateAsync(request.WithFramesPerSecond(24)))).Errors).Name);
    }

    [Fact]
    public async Task Videos_that_do_not_fit_are_not_joined()
    {
        GeneratedVideo first = await tiny.Generator.GenerateAsync(Request), next = await tiny.Generator.GenerateAsync(Request.WithFrames(17).WithContinuation(first));

        Assert.Throws<ArgumentException>(() => first.ContinuedBy(first));
        Assert.Throws<ArgumentException>(() => Video(TestClip.Frames(9), null, first.Shots[0]).ContinuedBy(next));
        Assert.Throws<ArgumentException>(() => Video(first.Frames, TestClip.Tone(1, 0, 1, 8000), first.Shots[0]).ContinuedBy(next));
    }

    private static GeneratedVideo Video(VideoFrames frames, AudioClip? audio, Shot shot) => new(frames, audio, Request, [shot], [], [], [], []);
}
