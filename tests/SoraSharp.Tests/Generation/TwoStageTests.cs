using SoraSharp.Models;
using SoraSharp.Stages;
using SoraSharp.Tests.Media;
using SoraSharp.Tests.Memory;
using Xunit;

namespace SoraSharp.Tests.Generation;

/// <summary>The numbers are the golden case <c>ltx2/pipelines/two_stage_ltx23</c>'s; here is what surrounds them.</summary>
public sealed class TwoStageTests
{
    private static readonly VideoRequest s_request = TinyCheckpoints.Request.WithSize(64, 64);

    private static VideoGeneratorBuilder Builder => VideoGenerator.CreateBuilder().UseCheckpoint(TinyCheckpoints.Ltx23, TinyCheckpoints.Options with { LatentUpsampler = TinyCheckpoints.Upsampler });

    [Fact]
    public async Task Stages_run_in_this_order_and_at_these_sizes()
    {
        WatchedBackend backend = new();
        using VideoGenerator generator = Builder.UseBackend(backend).Build();
        List<GenerationProgress> told = [];

        GeneratedVideo video = await generator.GenerateAsync(s_request.WithTwoStages(), new Immediate<GenerationProgress>(told.Add));

        Assert.Equal(new VideoShape(9, new(64, 64), 24), video.Frames.Shape);
        Assert.Equal([GenerationStage.Planning, GenerationStage.TextEncoding, GenerationStage.Denoising, GenerationStage.LatentUpsampling, GenerationStage.VideoDecoding, GenerationStage.AudioSynthesis, GenerationStage.PhysicsConsistency], video.Timings.Select(t => t.Stage));
        long[] tokens = [.. backend.Runs.Where(r => r.Function.Name == "transformer.denoise").Select(r => r.Axes["video_tokens"]).Distinct()];
        Assert.Equal([8, 32], tokens);
        Assert.Equal(3, backend.Runs.Count(r => r.Function.Name == "transformer.denoise" && r.Axes["video_tokens"] == 32));
        Assert.Equal([GenerationStage.Denoising, GenerationStage.LatentUpsampling, GenerationStage.Denoising], told.Select(t => t.Stage).Where(s => s is GenerationStage.Denoising or GenerationStage.LatentUpsampling).Aggregate(new List<GenerationStage>(), (list, s) => list.Count > 0 && list[^1] == s ? list : [.. list, s]));
        ShotRefinement refinement = video.Shots[0].Refinement!;
        Assert.Equal([0.909375, 0.725, 0.421875], refinement.Sigmas);
        Assert.Equal(0.909375, refinement.NoiseScale);
        Assert.Equal(GuidanceTerms.Off, refinement.VideoGuidance);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_video_also_with_a_memory_budget()
    {
        using VideoGenerator free = Builder.Build(), bounded = Builder.WithMemoryBudget(2_000_000_000).Build();
        VideoRequest request = s_request.WithTwoStages(new() { Sigmas = [0.8, 0.4], NoiseScale = 0.5, VideoGuidance = new() { Text = 2 } });
        GeneratedVideo expected = await free.GenerateAsync(request);

        Assert.Equal(expected.Frames.Pixels.ToArray(), (await free.GenerateAsync(request)).Frames.Pixels.ToArray());
        Assert.Equal(expected.Frames.Pixels.ToArray(), (await bounded.GenerateAsync(request)).Frames.Pixels.ToArray());
        Assert.NotEqual(expected.Frames.Pixels.ToArray(), (await free.GenerateAsync(request.WithOneStage())).Frames.Pixels.ToArray());
        Assert.Contains((await bounded.PredictMemoryAsync(request)).Stages, s => s.Stage == GenerationStage.LatentUpsampling && s.MappedWeights > 0);
    }

    [Fact]
    public async Task Pictures_condition_both_stages()
    {
        RgbImage first = TestClip.Frames(2).ToImage(0), last = TestClip.Frames(2).ToImage(1);
        VideoLatents? heard = null;
        using VideoGenerator generator = Builder.UseVideoDecoder(inner => new ListeningDecoder(inner, latents => heard = latents)).Build();

        GeneratedVideo video = await generator.GenerateAsync(s_request.WithTwoStages().WithImage(first).WithImage(last, at: VideoPosition.End, strength: 0.6));

        // At the finished size the first latent is the picture's, whatever the first stage made of it.
        Shot shot = video.Shots[0];
        KnownVideo known = (await generator.Stages.Conditioner!.EncodeAsync(new(shot, generator.Stages.Denoiser.VideoLatentShapeOf(shot.Shape), generator.Stages.Denoiser.AudioLatentShapeOf(shot.Shape)))).Video!;
        float[] given = known.Latents.First(1).Values, made = heard!.First(1).Values;
        for (int i = 0; i < given.Length; i++) Assert.Equal(given[i], made[i], 1e-5f);
        Assert.Equal(2, heard.Shape.Frames);
    }

    [Fact]
    public async Task High_quality_takes_two_stages_where_they_are_to_be_had()
    {
        using VideoGenerator with = Builder.Build(), without = TinyCheckpoints.Builder.Build();
        VideoRequest high = s_request.WithQuality(VideoQuality.High).WithSteps(2);

        Assert.NotNull((await with.GenerateAsync(high)).Shots[0].Refinement);
        Assert.Null((await with.GenerateAsync(high.WithOneStage())).Shots[0].Refinement);
        Assert.Null((await with.GenerateAsync(high.WithSize(48, 48))).Shots[0].Refinement);
        Assert.Null((await without.GenerateAsync(high)).Shots[0].Refinement);
    }

    [Fact]
    public async Task What_two_stages_cannot_do_is_refused_with_all_errors()
    {
        using VideoGenerator with = Builder.Build(), without = TinyCheckpoints.Builder.Build();

        InvalidRequestException none = await Assert.ThrowsAsync<InvalidRequestException>(() => without.GenerateAsync(s_request.WithTwoStages()));
        Assert.Contains("CheckpointOptions.LatentUpsampler", none.Message, StringComparison.Ordinal);

        RefinementSettings wrong = new() { Sigmas = [0.4, 0.5], NoiseScale = 2, VideoGuidance = new() { Text = -1 }, AudioGuidance = new() { Rescale = 2 } };
        InvalidRequestException error = await Assert.ThrowsAsync<InvalidRequestException>(() => with.GenerateAsync(s_request.WithSize(48, 64).WithTwoStages(wrong)));
        Assert.Equal(["size", "refinement.sigmas", "refinement.noiseScale", "refinement.videoGuidance.text", "refinement.audioGuidance.rescale"], error.Errors.Select(e => e.Name));
        Assert.Contains("use 32x64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_upsampler_of_another_kind_is_refused()
    {
        Assert.Contains("LTX2LatentUpsamplerModel", Assert.Throws<CheckpointException>(() => VideoGenerator.CreateBuilder()
            .UseCheckpoint(TinyCheckpoints.Ltx23, TinyCheckpoints.Options with { LatentUpsampler = Path.Combine(TinyCheckpoints.Ltx23, "vae") }).Build()).Message, StringComparison.Ordinal);
        Assert.Contains("latentUpsampler", Assert.Throws<InvalidOptionsException>(() => VideoGenerator.CreateBuilder()
            .UseCheckpoint(TinyCheckpoints.Ltx23, TinyCheckpoints.Options with { LatentUpsampler = "/no/such/folder" }).Build()).Message, StringComparison.Ordinal);
    }
}
