using Xunit;

namespace SoraSharp.Abstractions.Tests;

public sealed class VideoRequestTests
{
    private static readonly VideoRequest Request = new("a red ball");
    private static readonly RgbImage Picture = new(2, 1, [1, 2, 3, 4, 5, 6]);
    private static readonly VideoFrames Frames = new(new float[3 * 2], new VideoShape(1, new FrameSize(2, 1), 8));
    private static readonly AudioClip Sound = new(new float[4], 1, 16000);

    public static TheoryData<string, Func<VideoRequest, VideoRequest>> Changes => new()
    {
        { nameof(VideoRequest.WithPrompt), r => r.WithPrompt("a blue ball") },
        { nameof(VideoRequest.WithNegativePrompt), r => r.WithNegativePrompt("blur") },
        { nameof(VideoRequest.WithStyle), r => r.WithStyle(VideoStyle.Neon) },
        { nameof(VideoRequest.WithDuration), r => r.WithDuration(TimeSpan.FromSeconds(2)) },
        { nameof(VideoRequest.WithFrames), r => r.WithFrames(17) },
        { nameof(VideoRequest.WithSize), r => r.WithSize(64, 32) },
        { nameof(VideoRequest.WithFramesPerSecond), r => r.WithFramesPerSecond(8) },
        { nameof(VideoRequest.WithSeed), r => r.WithSeed(0) },
        { nameof(VideoRequest.WithSteps), r => r.WithSteps(3) },
        { nameof(VideoRequest.WithSigmas), r => r.WithSigmas(1, 0.5) },
        { nameof(VideoRequest.WithGuidanceScale), r => r.WithGuidanceScale(2) },
        { nameof(VideoRequest.WithGuidance), r => r.WithGuidance(new() { Rescale = 0.5 }) },
        { nameof(VideoRequest.WithScheduler), r => r.WithScheduler(SchedulerChoice.Heun) },
        { nameof(VideoRequest.WithQuality), r => r.WithQuality(VideoQuality.Draft) },
        { nameof(VideoRequest.WithSoundPass), r => r.WithSoundPass(12) },
        { nameof(VideoRequest.WithSoundPass), r => r.WithSoundPass(12, new() { Modality = 3 }) },
        { nameof(VideoRequest.WithoutSoundPass), r => r.WithoutSoundPass() },
        { nameof(VideoRequest.WithTwoStages), r => r.WithTwoStages() },
        { nameof(VideoRequest.WithOneStage), r => r.WithOneStage() },
        { nameof(VideoRequest.WithImage), r => r.WithImage("first.png") },
        { nameof(VideoRequest.WithImage), r => r.WithImage(new MemoryStream([1, 2, 3])) },
        { nameof(VideoRequest.WithImage), r => r.WithImage(Picture) },
        { nameof(VideoRequest.WithClip), r => r.WithClip(Frames) },
        { nameof(VideoRequest.WithContinuation), r => r.WithContinuation(Frames) },
        { nameof(VideoRequest.WithAudio), r => r.WithAudio(Sound) },
        { nameof(VideoRequest.WithVideo), r => r.WithVideo(Frames) },
        { nameof(VideoRequest.WithSource), r => r.WithSource(Frames) },
        { nameof(VideoRequest.WithControl), r => r.WithControl(Frames) },
        { nameof(VideoRequest.WithReference), r => r.WithReference("subject.png") },
        { nameof(VideoRequest.WithReference), r => r.WithReference(Picture) },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_change_gives_a_copy_and_leaves_the_original(string name, Func<VideoRequest, VideoRequest> change)
    {
        VideoRequest before = Request with { };

        VideoRequest changed = change(Request);

        Assert.True(changed != Request, name);
        Assert.Equal(before, Request);
        Assert.Equal("a red ball", Request.Prompt);
    }

    [Fact]
    public void Every_with_method_is_tested_above() => Assert.Equal(
        typeof(VideoRequest).GetMethods().Select(m => m.Name).Where(n => n.StartsWith("With", StringComparison.Ordinal)).Distinct().Order(),
        Changes.Select(c => c.Data.Item1).Distinct().Order());

    [Fact]
    public void Duration_and_frames_replace_each_other()
    {
        VideoRequest framed = Request.WithDuration(TimeSpan.FromSeconds(1)).WithFrames(9);
        VideoRequest timed = framed.WithDuration(TimeSpan.FromSeconds(2));

        Assert.Equal((9, null), (framed.Frames, framed.Duration));
        Assert.Equal((null, TimeSpan.FromSeconds(2)), (timed.Frames, timed.Duration));
    }

    [Fact]
    public void One_guidance_scale_is_for_picture_and_sound_unless_two_are_given()
    {
        VideoRequest one = Request.WithGuidanceScale(4), two = Request.WithGuidanceScale(4, 7);

        Assert.Equal((4, 4), (one.VideoGuidance.Text, one.AudioGuidance.Text));
        Assert.Equal((4, 7), (two.VideoGuidance.Text, two.AudioGuidance.Text));
    }

    [Fact]
    public void Terms_that_are_left_out_are_the_models()
    {
        GuidanceTerms model = new(3, 1, 2, 0.7);

        Assert.Equal(model, GuidanceScales.ModelDefault.Over(model));
        Assert.Equal(model with { Modality = 1 }, new GuidanceScales { Modality = 1 }.Over(model));
    }

    [Fact]
    public void Given_noise_levels_are_copied()
    {
        List<double> levels = [1, 0.5];
        VideoRequest request = Request.WithSigmas(levels);

        levels.Clear();

        Assert.Equal([1, 0.5], request.Sigmas!);
    }

    [Fact]
    public void Styles_have_distinct_names() => Assert.Equal(VideoStyle.All.Count, VideoStyle.All.Select(s => s.Name).Distinct().Count());
}
