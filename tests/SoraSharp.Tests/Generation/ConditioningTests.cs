using SoraSharp.Stages;
using SoraSharp.Tests.Media;
using Xunit;

namespace SoraSharp.Tests.Generation;

/// <summary>Pictures, clips, sound and whole videos on their way through a generator.</summary>
public sealed class ConditioningTests(TinyGenerator tiny) : IClassFixture<TinyGenerator>
{
    private static readonly RgbImage First = TestClip.Frames(2).ToImage(0), Last = TestClip.Frames(2).ToImage(1);
    private static readonly VideoRequest Request = TinyCheckpoints.Request;

    [Theory]
    [InlineData("pipeline-ltx20", 64)]
    [InlineData("pipeline-ltx23", 32)]
    [InlineData("pipeline-ltx25", 64)]
    public async Task A_picture_stays_the_first_latent_in_every_release(string checkpoint, int size)
    {
        Listener? listener = null;
        await using VideoGenerator generator = VideoGenerator.CreateBuilder()
            .UseCheckpoint(Path.Combine(Path.GetDirectoryName(TinyCheckpoints.Ltx23)!, checkpoint), TinyCheckpoints.Options)
            .UseVideoDecoder(inner => listener = new(inner)).Build();
        VideoRequest request = Request.WithSize(size, size).WithImage(First).WithImage(Last, at: VideoPosition.End, strength: 0.6);

        GeneratedVideo video = await generator.GenerateAsync(request);

        Assert.Equal(9, video.Frames.Count);
        ConditioningInput input = new(video.Shots[0], generator.Stages.Denoiser.VideoLatentShapeOf(video.Shots[0].Shape), generator.Stages.Denoiser.AudioLatentShapeOf(video.Shots[0].Shape));
        KnownVideo known = (await generator.Stages.Conditioner!.EncodeAsync(input)).Video!;
        VideoLatents given = known.Latents.First(1), made = listener!.Heard!.First(1);
        for (int i = 0; i < given.Values.Length; i++) Assert.Equal(given.Values[i], made.Values[i], 1e-5f);
    }

    [Theory]
    [InlineData(Solver.UniPc)]
    [InlineData(Solver.Heun)]
    [InlineData(Solver.Lcm)]
    [InlineData(Solver.DpmSolver)]
    [InlineData(Solver.DpmSolverSde)]
    public async Task What_is_kept_is_kept_by_every_solver_and_never_seen_noisy(Solver solver)
    {
        Listener? listener = null;
        await using VideoGenerator generator = TinyCheckpoints.Builder.UseDenoiser(inner => listener = new(null!) { Denoiser = inner }).Build();

        await generator.GenerateAsync(Request.WithSteps(3).WithScheduler(new SchedulerChoice(solver)).WithImage(First));

        float[] kept = listener!.Seen[0].First(1).Values;
        Assert.True(listener.Seen.Count >= 3);
        Assert.All(listener.Seen, seen =>
        {
            float[] first = seen.First(1).Values;
            for (int i = 0; i < kept.Length; i++) Assert.Equal(kept[i], first[i], 1e-5f);
        });
    }

    [Fact]
    public async Task Conditioning_is_the_first_stage_after_planning()
    {
        GeneratedVideo video = await tiny.Generator.GenerateAsync(Request.WithImage(First));

        Assert.Equal(
            [GenerationStage.Planning, GenerationStage.Conditioning, GenerationStage.TextEncoding, GenerationStage.Denoising, GenerationStage.VideoDecoding, GenerationStage.AudioSynthesis, GenerationStage.PhysicsConsistency],
            video.Timings.Select(t => t.Stage));
    }

    [Fact]
    public async Task Seeds_reproduce_and_what_is_given_matters()
    {
        VideoRequest request = Request.WithFrames(17).WithImage(First).WithImage(Last, at: 13, strength: 0.7);
        float[] pixels = await PixelsAsync(request);

        Assert.Equal(pixels, await PixelsAsync(request));
        Assert.NotEqual(pixels, await PixelsAsync(request.WithSeed(8)));
        Assert.NotEqual(pixels, await PixelsAsync(Request.WithFrames(17).WithImage(First)));
        Assert.NotEqual(pixels, await PixelsAsync(Request.WithFrames(17).WithImage(First).WithImage(Last, at: 12, strength: 0.7)));
        Assert.NotEqual(pixels, await PixelsAsync(Request.WithFrames(17).WithImage(First).WithImage(Last, at: 13, strength: 0.6)));
        Assert.NotEqual(pixels, await PixelsAsync(Request.WithFrames(17).WithImage(Last).WithImage(First, at: 13, strength: 0.7)));
    }

    [Fact]
    public async Task Requests_at_once_give_what_they_give_alone()
    {
        VideoRequest[] requests = [Request.WithImage(First), Request, Request.WithImage(Last, at: 8), Request.WithAudio(TestClip.Tone(0.4, 0))];
        List<float[]> alone = [];
        foreach (VideoRequest request in requests) alone.Add(await PixelsAsync(request));

        Assert.Equal(alone, await Task.WhenAll(requests.Select(PixelsAsync)));
    }

    [Fact]
    public async Task A_given_sound_is_the_results_and_the_picture_is_made_for_it()
    {
        AudioClip sound = TestClip.Tone(2, 0.1);

        GeneratedVideo video = await tiny.Generator.GenerateAsync(Request.WithAudio(sound));

        Assert.Equal(sound.WithLength(video.Audio!.Length).Samples.ToArray(), video.Audio.Samples.ToArray());
        Assert.Equal(video.Frames.Duration.TotalSeconds, video.Audio.Duration.TotalSeconds, 1e-4);
        Assert.DoesNotContain(GenerationStage.AudioSynthesis, video.Timings.Select(t => t.Stage));
        Assert.NotEqual(await PixelsAsync(Request), video.Frames.Pixels.ToArray());
        Assert.NotEqual(await PixelsAsync(Request.WithAudio(TestClip.Tone(2, 0.3))), video.Frames.Pixels.ToArray());
    }

    [Fact]
    public async Task A_given_picture_is_the_results_and_the_sound_is_made_for_it()
    {
        VideoFrames frames = TestClip.Frames(20, 32, 32);

        GeneratedVideo video = await tiny.Generator.GenerateAsync(Request.WithVideo(frames)), other = await tiny.Generator.GenerateAsync(Request.WithVideo(TestClip.Frames(9, 64, 48)));

        Assert.Equal(frames.Range(0, 9).Pixels.ToArray(), video.Frames.Pixels.ToArray());
        Assert.DoesNotContain(GenerationStage.VideoDecoding, video.Timings.Select(t => t.Stage));
        Assert.Equal(new FrameSize(32, 32), other.Frames.Shape.Size);
        Assert.NotEqual((await tiny.Generator.GenerateAsync(Request)).Audio!.Samples.ToArray(), video.Audio!.Samples.ToArray());
        Assert.NotEqual(other.Audio!.Samples.ToArray(), video.Audio.Samples.ToArray());
    }

    [Fact]
    public async Task What_is_given_whole_is_not_guided()
    {
        Listener? listener = null;
        await using VideoGenerator generator = TinyCheckpoints.Builder.UseDenoiser(inner => listener = new(null!) { Denoiser = inner }).Build();
        VideoRequest request = Request.WithGuidance(GuidanceScalesOff, new() { Text = 3 });

        await generator.GenerateAsync(request);
        Assert.Contains(listener!.Asked, e => e.HasFlag(Evaluations.Unconditional));
        listener.Asked.Clear();
        await generator.GenerateAsync(request.WithAudio(TestClip.Tone(0.4, 0)));
        Assert.All(listener.Asked, e => Assert.Equal(Evaluations.Conditional, e));
    }

    [Fact]
    public async Task Previews_show_the_videos_first_frame_not_a_keyframe()
    {
        await using VideoGenerator generator = TinyCheckpoints.Builder.WithPreviews(1).Build();
        List<VideoFrames> previews = [];

        await generator.GenerateAsync(Request.WithImage(Last, at: 8), new Immediate<GenerationProgress>(p =>
        {
            if (p.Preview is { } preview) previews.Add(preview);
        }));

        Assert.Equal(2, previews.Count);
        Assert.All(previews, p => Assert.Equal((1, 32, 32), (p.Count, p.Width, p.Height)));
    }

    [Fact]
    public async Task A_duration_that_the_model_predicts_may_be_longer_than_its_default()
    {
        await using VideoGenerator generator = VideoGenerator.CreateBuilder()
            .UseCheckpoint(TinyCheckpoints.Ltx25, TinyCheckpoints.Options with { ShortestPrediction = TimeSpan.FromSeconds(1), LongestPrediction = TimeSpan.FromSeconds(1.4) })
            .WithProfile(p => p with { DefaultShape = p.DefaultShape with { Frames = 9, Size = new(64, 64) } }).Build();
        VideoRequest request = new VideoRequest("a red fox").WithSteps(2).WithImage(First).WithImage(Last, at: 20);

        Assert.True((await generator.GenerateAsync(request)).Frames.Count > 20);
        await Assert.ThrowsAsync<InvalidRequestException>(() => generator.GenerateAsync(request.WithImage(Last, at: 200)));
    }

    [Fact]
    public async Task Without_a_conditioner_a_shot_that_needs_one_is_refused()
    {
        await using VideoGenerator generator = TinyCheckpoints.Builder.UseConditioner(_ => null).Build();

        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => generator.GenerateAsync(Request.WithImage(First)));
        Assert.Contains("UseConditioner", error.Message, StringComparison.Ordinal);
    }

    private static GuidanceScales GuidanceScalesOff => new() { Text = 1, Perturbation = 0, Modality = 1, Rescale = 0 };

    private async Task<float[]> PixelsAsync(VideoRequest request) => (await tiny.Generator.GenerateAsync(request)).Frames.Pixels.ToArray();

    /// <summary>Remembers what a decoder is given and what a denoiser is asked for.</summary>
    private sealed class Listener(IVideoDecoder inner) : IVideoDecoder, IVideoDenoiser, IDenoisingRun
    {
        private IDenoisingRun? _run;

        public VideoLatents? Heard { get; private set; }

        public IVideoDenoiser? Denoiser { get; init; }

        public List<Evaluations> Asked { get; } = [];

        public List<VideoLatents> Seen { get; } = [];

        public Task<VideoFrames> DecodeAsync(VideoLatents latents, VideoShape shape, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
        {
            Heard = latents;
            return inner.DecodeAsync(latents, shape, progress, cancellationToken);
        }

        public VideoLatentShape VideoLatentShapeOf(VideoShape shape) => Denoiser!.VideoLatentShapeOf(shape);

        public AudioLatentShape? AudioLatentShapeOf(VideoShape shape) => Denoiser!.AudioLatentShapeOf(shape);

        public int SequenceLengthOf(VideoLatentShape shape) => Denoiser!.SequenceLengthOf(shape);

        public IDenoisingRun Start(DenoisingContext context)
        {
            _run = Denoiser!.Start(context);
            return this;
        }

        public Task<IReadOnlyDictionary<Evaluations, VelocityPrediction>> EvaluateAsync(VideoLatents video, AudioLatents? audio, float timestep, Evaluations evaluations, CancellationToken cancellationToken = default)
        {
            Asked.Add(evaluations);
            Seen.Add(new([.. video.Values], video.Shape));
            return _run!.EvaluateAsync(video, audio, timestep, evaluations, cancellationToken);
        }
    }
}
