using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Conditioning;

/// <summary>What Wan's releases are given besides words; numbers against diffusers are the golden cases <c>wan/pipelines</c>.</summary>
public sealed class WanConditioningTests
{
    [Theory]
    [InlineData("Text", "images", "no pictures")]
    [InlineData("Image", "source", "text-to-video")]
    [InlineData("Text", "control", "VACE")]
    [InlineData("Vace", "images", "no pictures")]
    [InlineData("TextAndImage", "references", "takes no reference pictures")]
    public async Task What_a_release_does_not_take_is_refused_with_what_does(string release, string name, string remedy)
    {
        await using VideoGenerator generator = WanCheckpoints.Open(Folder(release));
        VideoRequest request = name switch
        {
            "images" => WanCheckpoints.Request.WithImage(WanCheckpoints.Picture(1)),
            "source" => WanCheckpoints.Request.WithSource(WanCheckpoints.Frames(9)),
            "control" => WanCheckpoints.Request.WithControl(WanCheckpoints.Frames(9)),
            _ => WanCheckpoints.Request.WithReference(WanCheckpoints.Picture(1)),
        };

        InvalidRequestException error = await Assert.ThrowsAsync<InvalidRequestException>(() => generator.GenerateAsync(request));

        Assert.Contains(error.Errors, e => e.Name == name && e.Message.Contains(remedy, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Image", false, "none for the first frame")]
    [InlineData("ImageExperts", false, "none for the first frame")]
    [InlineData("FirstAndLast", true, "none for the last frame")]
    public async Task A_release_that_needs_a_picture_says_so(string release, bool first, string message)
    {
        await using VideoGenerator generator = WanCheckpoints.Open(Folder(release));
        VideoRequest request = first ? WanCheckpoints.Request.WithImage(WanCheckpoints.Picture(1)) : WanCheckpoints.Request;

        InvalidRequestException error = await Assert.ThrowsAsync<InvalidRequestException>(() => generator.GenerateAsync(request));

        Assert.Contains(message, Assert.Single(error.Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Image")]
    [InlineData("ImageExperts")]
    [InlineData("TextAndImage")]
    public async Task Another_picture_is_another_video_and_the_same_one_the_same(string release)
    {
        await using VideoGenerator generator = WanCheckpoints.Open(Folder(release));

        float[] one = await Pixels(generator, WanCheckpoints.Request.WithImage(WanCheckpoints.Picture(1)));
        float[] again = await Pixels(generator, WanCheckpoints.Request.WithImage(WanCheckpoints.Picture(1)));
        float[] other = await Pixels(generator, WanCheckpoints.Request.WithImage(WanCheckpoints.Picture(2)));

        Assert.Equal(one, again);
        Assert.NotEqual(one, other);
    }

    [Fact]
    public async Task A_last_picture_counts_where_the_release_takes_one()
    {
        await using VideoGenerator experts = WanCheckpoints.Open(WanCheckpoints.ImageExperts), clip = WanCheckpoints.Open(WanCheckpoints.Image);
        VideoRequest first = WanCheckpoints.Request.WithImage(WanCheckpoints.Picture(1)), both = first.WithImage(WanCheckpoints.Picture(2), VideoPosition.End);

        Assert.NotEqual(await Pixels(experts, first), await Pixels(experts, both));
        InvalidRequestException error = await Assert.ThrowsAsync<InvalidRequestException>(() => clip.GenerateAsync(both));
        Assert.Equal("images[1].at", Assert.Single(error.Errors).Name);
    }

    [Fact]
    public async Task A_kept_first_frame_is_the_pictures_own()
    {
        await using VideoGenerator generator = WanCheckpoints.Open(WanCheckpoints.TextAndImage);
        RgbImage picture = WanCheckpoints.Picture(1);
        GeneratedVideo video = await generator.GenerateAsync(WanCheckpoints.Request.WithImage(picture));

        // The decoder looks only back, so the first frame is what the picture's latents decode to.
        IVideoDenoiser denoiser = generator.Stages.Denoiser;
        Shot shot = video.Shots[0];
        LatentConditioning known = await generator.Stages.Conditioner!.EncodeAsync(new(shot, denoiser.VideoLatentShapeOf(shot.Shape), null));
        VideoFrames first = await generator.Stages.VideoDecoder.DecodeAsync(known.Video!.Latents.First(1), shot.Shape with { Frames = 1 });

        Assert.All(first.Frame(0).ToArray().Zip(video.Frames.Frame(0).ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Fact]
    public async Task A_source_gives_size_rate_and_length_and_counts_the_more_the_less_is_made_anew()
    {
        await using VideoGenerator generator = WanCheckpoints.Open(WanCheckpoints.Text);
        VideoFrames source = WanCheckpoints.Frames(11);
        VideoRequest request = new VideoRequest("A red fox runs") { Steps = 10, Seed = 3 };

        GeneratedVideo little = await generator.GenerateAsync(request.WithSource(source, 0.1)), much = await generator.GenerateAsync(request.WithSource(source, 1));

        Assert.Equal(new VideoShape(9, new(64, 32), 16), little.Frames.Shape);
        VideoFrames seen = await RoundTrip(generator, request.WithSource(source), little.Shots[0]);
        Assert.True(Distance(seen, little.Frames) < Distance(seen, much.Frames), $"{Distance(seen, little.Frames)} is not below {Distance(seen, much.Frames)}");
    }

    [Fact]
    public async Task A_strength_that_leaves_no_step_is_refused_with_one_that_does()
    {
        await using VideoGenerator generator = WanCheckpoints.Open(WanCheckpoints.Text);

        InvalidRequestException error = await Assert.ThrowsAsync<InvalidRequestException>(() => generator.GenerateAsync(WanCheckpoints.Request.WithSteps(5).WithSource(WanCheckpoints.Frames(9), 0.1)));

        Assert.Contains("use 0.2 or more", Assert.Single(error.Errors).Message, StringComparison.Ordinal);
        await generator.GenerateAsync(WanCheckpoints.Request.WithSteps(5).WithSource(WanCheckpoints.Frames(9), 0.2));
    }

    [Fact]
    public async Task Control_mask_scale_and_references_each_count()
    {
        await using VideoGenerator generator = WanCheckpoints.Open(WanCheckpoints.Vace);
        VideoFrames control = WanCheckpoints.Frames(9), mask = new([.. control.Pixels.ToArray().Select((_, i) => i / 3 % 64 < 32 ? 1f : 0f)], control.Shape);
        VideoRequest request = WanCheckpoints.Request;

        float[][] videos =
        [
            await Pixels(generator, request),
            await Pixels(generator, request.WithControl(control)),
            await Pixels(generator, request.WithControl(control, mask)),
            await Pixels(generator, request.WithControl(control, mask, 0.5)),
            await Pixels(generator, request.WithControl(control, mask, 0.5, 1)),
            await Pixels(generator, request.WithReference(WanCheckpoints.Picture(1, 40, 24))),
            await Pixels(generator, request.WithReference(WanCheckpoints.Picture(1, 40, 24)).WithReference(WanCheckpoints.Picture(2, 24, 40))),
        ];

        for (int i = 0; i < videos.Length; i++)
        {
            Assert.Equal(9 * 64 * 32 * 3, videos[i].Length);
            for (int j = 0; j < i; j++) Assert.NotEqual(videos[j], videos[i]);
        }
    }

    [Fact]
    public async Task Control_that_cannot_be_is_refused_all_together()
    {
        await using VideoGenerator generator = WanCheckpoints.Open(WanCheckpoints.Vace);
        VideoRequest request = WanCheckpoints.Request.WithControl(WanCheckpoints.Frames(5), WanCheckpoints.Frames(4), 1, 2, 30) with { References = [ImageSource.FromEncoded(new byte[] { 1, 2, 3 })] };

        InvalidRequestException error = await Assert.ThrowsAsync<InvalidRequestException>(() => generator.GenerateAsync(request));

        Assert.Equal(["control.frames", "control.mask", "control.mask", "control.scales", "control.scales", "references[0]"], error.Errors.Select(e => e.Name).Order());
        error = await Assert.ThrowsAsync<InvalidRequestException>(() => generator.GenerateAsync(WanCheckpoints.Request with { Control = new() { Mask = WanCheckpoints.Frames(9) } }));
        Assert.Equal("control.mask", Assert.Single(error.Errors).Name);
    }

    [Theory]
    [InlineData("Image")]
    [InlineData("Vace")]
    [InlineData("Text")]
    public async Task Encoding_answers_cancellation(string release)
    {
        await using VideoGenerator generator = WanCheckpoints.Open(Folder(release));
        Shot shot = (await generator.Stages.Planner.PlanAsync(
            release switch
            {
                "Image" => WanCheckpoints.Request.WithImage(WanCheckpoints.Picture(1)),
                "Vace" => WanCheckpoints.Request.WithControl(WanCheckpoints.Frames(9)),
                _ => WanCheckpoints.Request.WithSource(WanCheckpoints.Frames(9)),
            },
            generator.Profile))[0];

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => generator.Stages.Conditioner!.EncodeAsync(new(shot, generator.Stages.Denoiser.VideoLatentShapeOf(shot.Shape), null), new(canceled: true)));
    }

    private static string Folder(string release) => release switch
    {
        "Text" => WanCheckpoints.Text,
        "Image" => WanCheckpoints.Image,
        "FirstAndLast" => WanCheckpoints.FirstAndLast,
        "ImageExperts" => WanCheckpoints.ImageExperts,
        "TextAndImage" => WanCheckpoints.TextAndImage,
        _ => WanCheckpoints.Vace,
    };

    private static async Task<float[]> Pixels(VideoGenerator generator, VideoRequest request) => (await generator.GenerateAsync(request)).Frames.Pixels.ToArray();

    /// <summary>The source as the autoencoder keeps it.</summary>
    private static async Task<VideoFrames> RoundTrip(VideoGenerator generator, VideoRequest request, Shot shot)
    {
        Shot planned = (await generator.Stages.Planner.PlanAsync(request, generator.Profile))[0];
        LatentConditioning start = await generator.Stages.Conditioner!.EncodeAsync(new(planned, generator.Stages.Denoiser.VideoLatentShapeOf(shot.Shape), null));
        return await generator.Stages.VideoDecoder.DecodeAsync(start.Start!.Latents, shot.Shape);
    }

    private static double Distance(VideoFrames a, VideoFrames b) => a.Pixels.ToArray().Zip(b.Pixels.ToArray(), (x, y) => Math.Abs(x - y)).Average();
}
