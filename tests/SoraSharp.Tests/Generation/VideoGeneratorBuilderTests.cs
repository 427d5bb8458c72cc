using SoraSharp.Models;
using SoraSharp.Planning;
using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Generation;

public sealed class VideoGeneratorBuilderTests
{
    [Fact]
    public void All_errors_are_listed_at_once()
    {
        InvalidOptionsException error = Assert.Throws<InvalidOptionsException>(() =>
            VideoGenerator.CreateBuilder().UseCheckpoint("/no/such/folder", new() { MaxTokens = 0, PerturbedBlocks = [-1], MaxUntiledPixels = -1 }).WithMaxConcurrency(0).WithPreviews(-1).Build());

        Assert.Equal(["checkpoint", "maxTokens", "maxUntiledPixels", "perturbedBlocks", "maxConcurrency", "everySteps"], error.Errors.Select(e => e.Name));
    }

    [Fact]
    public void A_generator_needs_a_model()
    {
        InvalidOptionsException error = Assert.Throws<InvalidOptionsException>(() => VideoGenerator.CreateBuilder().Build());

        Assert.Contains("UseMini()", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_no_checkpoint_is_refused()
    {
        string folder = Directory.CreateTempSubdirectory("sorasharp-").FullName;
        try
        {
            Assert.Contains("model_index.json", Assert.Throws<CheckpointException>(() => VideoGenerator.CreateBuilder().UseCheckpoint(folder).Build()).Message, StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(folder, "model_index.json"), """{ "_class_name": "StableDiffusionPipeline" }""");
            Assert.Contains("StableDiffusionPipeline", Assert.Throws<CheckpointException>(() => VideoGenerator.CreateBuilder().UseCheckpoint(folder).Build()).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_builder_is_left_alone_by_what_is_called_on_it()
    {
        VideoGeneratorBuilder builder = TinyCheckpoints.Builder;
        builder.UseGuiders();
        builder.WithProfile(p => p with { DefaultSteps = 3 });
        builder.UsePhysicsConsistency(new Judge("other"));

        await using VideoGenerator generator = builder.Build();

        Assert.NotEmpty(generator.Stages.Guiders);
        Assert.Equal(30, generator.Profile.DefaultSteps);
        Assert.IsType<SoraSharp.Physics.UnexaminedPhysics>(generator.Stages.Physics);
    }

    [Fact]
    public async Task Every_stage_is_replaced_by_one_call()
    {
        VideoGeneratorBuilder own = TinyCheckpoints.Builder;
        await using VideoGenerator plain = own.Build();
        Recorder recorder = new();

        await using VideoGenerator replaced = own
            .UseShotPlanner(inner => new Planner(inner, recorder))
            .UseTextEncoder(inner => new Encoder(inner, recorder))
            .UseNoise(inner => new Noise(inner, recorder))
            .UseScheduler(inner => new Scheduler(inner, recorder))
            .UseGuiders(inner => [.. inner, new Guider(recorder)])
            .UseDenoiser(inner => new Denoiser(inner, recorder))
            .UseVideoDecoder(inner => new Decoder(inner, recorder))
            .UseAudioSynthesizer(inner => new Synthesizer(inner, recorder))
            .UsePhysicsConsistency(new Judge("judged", recorder))
            .AddMediaWriter(new Writer(recorder))
            .Build();
        GeneratedVideo video = await replaced.GenerateAsync(TinyCheckpoints.Request);
        await video.SaveAsync("anywhere.test");

        Assert.Equal(["planner", "noise", "scheduler", "encoder", "denoiser", "guider", "decoder", "synthesizer", "physics", "writer"], recorder.Calls);
        Assert.Equal("judged", video.Physics[0].Summary);
        Assert.Equal((await plain.GenerateAsync(TinyCheckpoints.Request)).Frames.Pixels.ToArray(), video.Frames.Pixels.ToArray());
    }

    [Fact]
    public async Task Without_guiders_nothing_but_the_prompt_is_evaluated()
    {
        Recorder recorder = new();
        await using VideoGenerator generator = TinyCheckpoints.Builder.UseGuiders().UseTextEncoder(inner => new Encoder(inner, recorder) { Repeats = true }).Build();

        await generator.GenerateAsync(TinyCheckpoints.Request);

        Assert.Equal(["encoder"], recorder.Calls);
    }

    [Fact]
    public async Task A_profile_changes_defaults_and_limits()
    {
        await using VideoGenerator generator = TinyCheckpoints.Builder.WithProfile(p => p with { DefaultSteps = 1, DefaultShape = new(9, new(32, 32), 12), MaxFrames = 9 }).Build();

        GeneratedVideo video = await generator.GenerateAsync(new VideoRequest("a red fox").WithSteps(2));

        Assert.Equal(new VideoShape(9, new(32, 32), 12), video.Frames.Shape);
        await Assert.ThrowsAsync<InvalidRequestException>(() => generator.GenerateAsync(new VideoRequest("a red fox").WithFrames(17)));
    }

    [Fact]
    public void Synonyms_add_up_and_later_ones_win()
    {
        using VideoGenerator generator = TinyCheckpoints.Builder
            .WithSynonyms(new Dictionary<string, string> { ["Ginger"] = "red", ["tiny"] = "small" })
            .WithSynonyms(new Dictionary<string, string> { ["ginger"] = "orange" })
            .Build();

        Assert.Equal(new Dictionary<string, string> { ["tiny"] = "small", ["ginger"] = "orange" }, generator.Profile.Synonyms);
    }

    [Fact]
    public async Task A_model_of_ones_own_is_disposed_with_the_generator()
    {
        using VideoGenerator lender = TinyCheckpoints.Builder.Build();
        Resource resource = new();
        VideoGenerator generator = VideoGenerator.CreateBuilder().UseModel(_ => new()
        {
            Profile = lender.Profile,
            TextEncoder = lender.Stages.TextEncoder,
            Scheduler = lender.Stages.Scheduler,
            Guiders = lender.Stages.Guiders,
            Denoiser = lender.Stages.Denoiser,
            VideoDecoder = lender.Stages.VideoDecoder,
            AudioSynthesizer = lender.Stages.AudioSynthesizer,
            Resources = [resource],
        }).Build();

        await generator.GenerateAsync(TinyCheckpoints.Request);
        Assert.False(resource.Disposed);
        await generator.DisposeAsync();

        Assert.True(resource.Disposed);
    }

    private sealed class Resource : IDisposable
    {
        public bool Disposed { get; private set; }

        public void Dispose() => Disposed = true;
    }
}
