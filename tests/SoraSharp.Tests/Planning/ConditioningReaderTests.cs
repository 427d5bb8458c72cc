using SoraSharp.Media;
using SoraSharp.Planning;
using SoraSharp.Stages;
using SoraSharp.Tests.Media;
using Xunit;

namespace SoraSharp.Tests.Planning;

public sealed class ConditioningReaderTests : IDisposable
{
    private static readonly VideoRequest Request = new VideoRequest("a red ball").WithFrames(33).WithSize(64, 32).WithFramesPerSecond(12);
    private static readonly RgbImage Picture = new(2, 1, [1, 2, 3, 4, 5, 6]);

    private static readonly ModelProfile Everything = new()
    {
        Name = "test",
        FrameStep = 8,
        SizeStep = 32,
        DefaultShape = new(33, new(64, 32), 12),
        DefaultSteps = 4,
        VideoGuidance = GuidanceTerms.Off,
        AudioGuidance = GuidanceTerms.Off,
        Takes = ConditioningKinds.AnyImage | ConditioningKinds.Clips | ConditioningKinds.PartialStrength | ConditioningKinds.Audio | ConditioningKinds.Video,
    };

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Pictures_are_decoded_and_placed()
    {
        string file = _folder.File("picture.png");
        await File.WriteAllBytesAsync(file, RasterImage.EncodePng(TestClip.Frames(1), 0));
        using FileStream stream = File.OpenRead(file);

        ShotConditioning conditioning = (await ShotAsync(Request
            .WithImage(file)
            .WithImage(stream, at: TimeSpan.FromSeconds(1), strength: 0.7)
            .WithImage(Picture, at: 25, fit: ImageFit.Stretch)
            .WithImage(Picture, at: VideoPosition.End))).Conditioning;

        Assert.Equal([(0, 1.0, ImageFit.Cover), (12, 0.7, ImageFit.Cover), (25, 1.0, ImageFit.Stretch), (32, 1.0, ImageFit.Cover)], conditioning.Frames.Select(f => (f.Frame, f.Strength, f.Fit)));
        Assert.Equal((64, 48), (conditioning.Frames[0].Pictures[0].Width, conditioning.Frames[0].Pictures[0].Height));
        Assert.Equal(TestClip.Frames(1).ToImage(0).Pixels, conditioning.Frames[0].Pictures[0].Pixels);
        Assert.Equal(conditioning.Frames[0].Pictures[0].Pixels, conditioning.Frames[1].Pictures[0].Pixels);
        Assert.Same(Picture, conditioning.Frames[2].Pictures[0]);
    }

    [Fact]
    public async Task Clips_lose_the_frames_that_fill_no_latent_or_lie_beyond_the_end()
    {
        VideoFrames clip = Frames(20);

        ShotConditioning conditioning = (await ShotAsync(Request.WithClip(clip).WithClip(clip, at: 20).WithClip(clip, at: VideoPosition.End))).Conditioning;

        Assert.Equal([(0, 17), (20, 9), (16, 17)], conditioning.Frames.Select(f => (f.Frame, f.Pictures.Count)));
        Assert.Equal(clip.ToImage(3).Pixels, conditioning.Frames[0].Pictures[3].Pixels);
    }

    [Fact]
    public async Task A_request_with_words_alone_is_conditioned_on_nothing() => Assert.Same(ShotConditioning.None, (await ShotAsync(Request)).Conditioning);

    [Theory]
    [InlineData(33, "`images[0].at` is frame 33; this video has frames 0 to 32, 0 to 2.667 s; use one of these, or a longer video.")]
    [InlineData(-1, "`images[0].at` is frame -1; this video has frames 0 to 32, 0 to 2.667 s; use one of these, or a longer video.")]
    public async Task Moments_outside_of_the_video_are_refused(int frame, string message) =>
        Assert.Equal(message, Assert.Single(await ErrorsAsync(Request.WithImage(Picture, at: frame))).Message);

    [Theory]
    [InlineData(2.8)]
    [InlineData(1e9)]
    [InlineData(-0.1)]
    public async Task Times_outside_of_the_video_are_refused(double seconds) =>
        Assert.Equal("images[0].at", Assert.Single(await ErrorsAsync(Request.WithImage(Picture, at: TimeSpan.FromSeconds(seconds)))).Name);

    [Theory]
    [InlineData(0)]
    [InlineData(-0.5)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public async Task Strengths_out_of_range_are_refused(double strength)
    {
        Assert.Equal("images[0].strength", Assert.Single(await ErrorsAsync(Request.WithImage(Picture, strength: strength))).Name);
        Assert.Equal("clips[0].strength", Assert.Single(await ErrorsAsync(Request.WithClip(Frames(9), strength: strength))).Name);
    }

    [Fact]
    public async Task What_is_no_picture_is_refused()
    {
        string text = _folder.File("notes.png");
        await File.WriteAllTextAsync(text, "not a picture");
        string missing = _folder.File("missing.png");

        IReadOnlyList<ValueError> errors = await ErrorsAsync(Request.WithImage(missing).WithImage(text, at: 8).WithImage(new MemoryStream(), at: 16).WithImage(new MemoryStream([137, 80, 78, 71]), at: 24));

        Assert.Equal(["images[0]", "images[1]", "images[2]", "images[3]"], errors.Select(e => e.Name));
        Assert.Contains(missing, errors[0].Message, StringComparison.Ordinal);
        Assert.Contains("give a PNG, JPEG or WebP file", errors[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_frame_keeps_to_one_picture() =>
        Assert.Equal("`images[1].at` is 0 s, where `images[0]` is already; one frame keeps to one picture; move or leave out one of them.", Assert.Single(await ErrorsAsync(Request.WithImage(Picture).WithImage(Picture, at: TimeSpan.Zero))).Message);

    [Fact]
    public async Task All_errors_are_found_together_with_those_of_the_rest()
    {
        IReadOnlyList<ValueError> errors = await ErrorsAsync(Request.WithSteps(0).WithImage(_folder.File("missing.png"), at: 100, strength: 2, fit: (ImageFit)9).WithVideo(Frames(9)).WithAudio(new([], 1, 8000)));

        Assert.Equal(["steps", "audio", "video", "video", "video", "images[0].strength", "images[0].fit", "images[0]", "images[0].at"], errors.Select(e => e.Name));
        Assert.All(errors, e => Assert.StartsWith($"`{e.Name}`", e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_model_that_takes_nothing_says_so()
    {
        IReadOnlyList<ValueError> errors = await ErrorsAsync(Request.WithImage(Picture).WithClip(Frames(9), at: 8).WithAudio(new(new float[8], 1, 8000)), Everything with { Takes = ConditioningKinds.None });

        Assert.Equal(["audio", "images", "clips"], errors.Select(e => e.Name));
    }

    [Theory]
    [InlineData(ConditioningKinds.FirstImage, 0, null)]
    [InlineData(ConditioningKinds.FirstImage, 8, "for the first frame alone; use VideoPosition.Start.")]
    [InlineData(ConditioningKinds.FirstImage | ConditioningKinds.LastImage, 32, null)]
    [InlineData(ConditioningKinds.FirstImage | ConditioningKinds.LastImage, 8, "for the first and last frame alone; use VideoPosition.Start.")]
    [InlineData(ConditioningKinds.AnyImage, 8, null)]
    public async Task A_model_says_where_it_takes_pictures(ConditioningKinds takes, int frame, string? ending)
    {
        VideoRequest request = Request.WithImage(Picture, at: frame);
        ModelProfile profile = Everything with { Takes = takes };

        if (ending is null) Assert.Equal(frame, Assert.Single((await ShotAsync(request, profile)).Conditioning.Frames).Frame);
        else Assert.EndsWith(ending, Assert.Single(await ErrorsAsync(request, profile)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strengths_below_one_need_a_model_that_knows_them() =>
        Assert.Equal("`images[0].strength` is 0.5; test keeps to what it is given exactly; use 1.", Assert.Single(await ErrorsAsync(Request.WithImage(Picture, strength: 0.5), Everything with { Takes = ConditioningKinds.AnyImage })).Message);

    [Fact]
    public async Task A_given_picture_says_size_rate_and_length_where_the_request_does_not()
    {
        VideoFrames video = new(new float[3 * 20 * 32 * 64], new(20, new(64, 32), 24));

        Shot shot = await ShotAsync(new VideoRequest("a red ball").WithVideo(video));

        Assert.Equal(new VideoShape(17, new(64, 32), 24), shot.Shape);
        Assert.Same(video, shot.Conditioning.Video);
        Assert.Equal(9, (await ShotAsync(new VideoRequest("a red ball").WithVideo(video).WithFrames(9))).Shape.Frames);
        Assert.Equal("`video` has 20 frames; 33 are asked for; use 17 frames, or give more.", Assert.Single(await ErrorsAsync(new VideoRequest("a red ball").WithVideo(video).WithFrames(33))).Message);
    }

    [Fact]
    public async Task A_given_sound_says_the_length_where_the_request_does_not()
    {
        AudioClip audio = new(new float[8000], 1, 8000);

        Assert.Equal(9, (await ShotAsync(new VideoRequest("a red ball").WithAudio(audio))).Shape.Frames);
        Assert.Equal(17, (await ShotAsync(new VideoRequest("a red ball").WithAudio(audio).WithFrames(17))).Shape.Frames);
    }

    [Fact]
    public void Requests_stay_as_they_are()
    {
        VideoRequest with = Request.WithImage(Picture);

        Assert.Empty(Request.Images);
        Assert.Single(with.Images);
        Assert.Equal(2, with.WithImage(Picture, at: 3).Images.Count);
        Assert.Single(with.Images);
    }

    private static VideoFrames Frames(int count) => new([.. Enumerable.Range(0, count * 6).Select(i => i / (count * 6f))], new(count, new(2, 1), 12));

    private static async Task<Shot> ShotAsync(VideoRequest request, ModelProfile? profile = null) => Assert.Single(await new SingleShotPlanner().PlanAsync(request, profile ?? Everything));

    private static async Task<IReadOnlyList<ValueError>> ErrorsAsync(VideoRequest request, ModelProfile? profile = null) =>
        (await Assert.ThrowsAsync<InvalidRequestException>(() => new SingleShotPlanner().PlanAsync(request, profile ?? Everything))).Errors;
}
