using SoraSharp.Models.Backends;
using SoraSharp.Models.Memory;
using SoraSharp.Models.Tensors;
using SoraSharp.OnnxRuntime;
using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Memory;

public sealed class MemoryBudgetTests
{
    private const long Plenty = 4_000_000_000;
    private static readonly VideoRequest s_request = TinyCheckpoints.Request.WithGuidance(new() { Text = 3, Perturbation = 1, Modality = 3, Rescale = 0.7 });

    [Fact]
    public async Task Every_function_of_a_pipeline_is_traced_with_the_shapes_that_it_really_has()
    {
        WatchedBackend backend = new();
        using VideoGenerator generator = TinyCheckpoints.Builder.UseBackend(backend).Build();
        await generator.GenerateAsync(s_request);

        Assert.Equal(["text_encoder.encode", "connectors.connect", "transformer.denoise", "vae.decode", "audio_vae.decode", "vocoder"], backend.Runs.Select(r => r.Function.Name).Distinct());
        foreach (WatchedBackend.Run run in backend.Runs)
        {
            FunctionMemory memory = run.Predict();
            Assert.Equal(run.Outputs.Keys.Order(), memory.Outputs.Keys.Order());
            foreach ((string name, HostTensor output) in run.Outputs) Assert.Equal(output.Shape, memory.Outputs[name]);
            long results = run.Outputs.Values.Sum(o => (long)o.Count * sizeof(float));
            Assert.True(memory.Activations >= 2 * results, run.Function.Name);
        }
    }

    [Fact]
    public async Task With_a_budget_one_stage_is_loaded_at_a_time_and_the_video_is_the_same()
    {
        WatchedBackend backend = new();
        using VideoGenerator free = TinyCheckpoints.Builder.Build(), bounded = TinyCheckpoints.Builder.UseBackend(backend).WithMemoryBudget(Plenty).Build();
        GeneratedVideo expected = await free.GenerateAsync(s_request), actual = await bounded.GenerateAsync(s_request);

        Assert.Equal(expected.Frames.Pixels.ToArray(), actual.Frames.Pixels.ToArray());
        Assert.Equal(expected.Audio!.Samples.ToArray(), actual.Audio!.Samples.ToArray());
        Assert.Empty(backend.Loaded);
        string[][] stages = [["text_encoder.encode", "connectors.connect"], ["transformer.denoise"], ["vae.decode"], ["audio_vae.decode", "vocoder"]];
        foreach (WatchedBackend.Run run in backend.Runs) Assert.Subset(stages.Single(s => s.Contains(run.Function.Name)).ToHashSet(), run.Loaded.ToHashSet());

        // What was given back is loaded again for the next request.
        Assert.Equal(expected.Frames.Pixels.ToArray(), (await bounded.GenerateAsync(s_request)).Frames.Pixels.ToArray());
    }

    [Fact]
    public async Task Without_a_budget_everything_stays_loaded()
    {
        WatchedBackend backend = new();
        using VideoGenerator generator = TinyCheckpoints.Builder.UseBackend(backend).Build();
        await generator.GenerateAsync(TinyCheckpoints.Request);

        Assert.Contains("text_encoder.encode", backend.Loaded);
        Assert.Contains("vocoder", backend.Loaded);
    }

    [Fact]
    public async Task A_stage_that_fails_gives_its_memory_back_too()
    {
        WatchedBackend backend = new();
        using VideoGenerator generator = TinyCheckpoints.Builder.UseBackend(backend).WithMemoryBudget(Plenty).UseGuiders(new Failing()).Build();

        await Assert.ThrowsAsync<InvalidOperationException>(() => generator.GenerateAsync(TinyCheckpoints.Request));
        Assert.Empty(backend.Loaded);
    }

    [Fact]
    public async Task A_request_over_the_budget_is_refused_with_the_largest_that_fits()
    {
        using VideoGenerator free = TinyCheckpoints.Builder.Build();
        MemoryPrediction small = await free.PredictMemoryAsync(TinyCheckpoints.Request.WithFrames(25).WithSize(192, 128));
        VideoRequest large = TinyCheckpoints.Request.WithFrames(121).WithSize(192, 128);
        WatchedBackend backend = new();
        using VideoGenerator generator = TinyCheckpoints.Builder.UseBackend(backend).WithMemoryBudget(small.PeakBytes + (2 * small.Stages.Max(s => s.Activations))).Build();

        InvalidRequestException error = await Assert.ThrowsAsync<InvalidRequestException>(() => generator.GenerateAsync(large));
        ValueError one = Assert.Single(error.Errors);
        Assert.Contains("192x128 with 121 frames", one.Message, StringComparison.Ordinal);
        Assert.Matches(@"use (\d+) frames, or (\d+)x(\d+) with 121 frames\.$", one.Message);
        Assert.Empty(backend.Runs);

        // The advice holds, and one step more does not.
        int frames = int.Parse(System.Text.RegularExpressions.Regex.Match(one.Message, @"use (\d+) frames").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(frames >= 25);
        await generator.PredictMemoryAsync(large.WithFrames(frames));
        await Assert.ThrowsAsync<InvalidRequestException>(() => generator.PredictMemoryAsync(large.WithFrames(frames + 8)));
    }

    [Fact]
    public async Task What_is_given_besides_words_is_counted_and_given_back()
    {
        WatchedBackend backend = new();
        using VideoGenerator generator = TinyCheckpoints.Builder.UseBackend(backend).WithMemoryBudget(Plenty).Build();
        RgbImage picture = Media.TestClip.Frames(1).ToImage(0);
        VideoRequest request = s_request.WithFrames(17).WithImage(picture).WithImage(picture, at: 8, strength: 0.5).WithClip(Media.TestClip.Frames(9), at: 1).WithAudio(Media.TestClip.Tone(1, 0));

        await generator.GenerateAsync(request);

        Assert.Equal(["vae.encode", "audio_vae.encode", "text_encoder.encode", "connectors.connect", "transformer.denoise", "vae.decode"], backend.Runs.Select(r => r.Function.Name).Distinct());
        foreach (WatchedBackend.Run run in backend.Runs.Where(r => r.Function.Name.EndsWith("encode", StringComparison.Ordinal))) Assert.DoesNotContain("transformer.denoise", run.Loaded);
        Assert.Empty(backend.Loaded);

        // The tokens that are predicted are those that were run.
        MemoryPrediction with = await generator.PredictMemoryAsync(request), without = await generator.PredictMemoryAsync(s_request.WithFrames(17));
        long tokens = backend.Runs.First(r => r.Function.Name == "transformer.denoise").Outputs["video"].Shape[1];
        Assert.Equal((3 + 1 + 2) * 4, tokens);
        Assert.True(Of(GenerationStage.Denoising, with).Activations > Of(GenerationStage.Denoising, without).Activations);
        Assert.Contains(GenerationStage.Conditioning, with.Stages.Select(s => s.Stage));
        Assert.DoesNotContain(GenerationStage.Conditioning, without.Stages.Select(s => s.Stage));
        foreach (WatchedBackend.Run run in backend.Runs.Where(r => r.Function.Name is "vae.encode")) Assert.True(Of(GenerationStage.Conditioning, with).Activations >= run.Predict().Activations);
        foreach (WatchedBackend.Run run in backend.Runs.Where(r => r.Function.Name is "transformer.denoise")) Assert.True(Of(GenerationStage.Denoising, with).Activations >= run.Predict().Activations);

        static StageMemory Of(GenerationStage stage, MemoryPrediction p) => p.Stages.Single(s => s.Stage == stage);
    }

    [Fact]
    public async Task A_budget_that_no_size_fits_says_which_weights_are_too_large()
    {
        using VideoGenerator generator = TinyCheckpoints.Builder.WithMemoryBudget(MemoryPrediction.ProcessBytes + 1000).Build();

        InvalidRequestException error = await Assert.ThrowsAsync<InvalidRequestException>(() => generator.GenerateAsync(TinyCheckpoints.Request));
        Assert.Contains("no size fits", error.Message, StringComparison.Ordinal);
        Assert.Contains("countsMappedWeights", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_budget_is_checked_with_what_goes_against_it()
    {
        InvalidOptionsException error = Assert.Throws<InvalidOptionsException>(() => TinyCheckpoints.Builder.WithMemoryBudget(1).WithMaxConcurrency(2).WithPreviews(1).Build());

        Assert.Equal(["bytes", "maxConcurrency", "everySteps"], error.Errors.Select(e => e.Name));
    }

    [Fact]
    public async Task Predictions_grow_with_the_video_and_with_its_guidance()
    {
        using VideoGenerator generator = TinyCheckpoints.Builder.Build();
        MemoryPrediction small = await generator.PredictMemoryAsync(TinyCheckpoints.Request.WithGuidance(new() { Text = 1, Perturbation = 0, Modality = 1 }));
        MemoryPrediction guided = await generator.PredictMemoryAsync(TinyCheckpoints.Request.WithGuidance(new() { Text = 3, Perturbation = 0, Modality = 1 }));
        MemoryPrediction large = await generator.PredictMemoryAsync(TinyCheckpoints.Request.WithFrames(49));

        Assert.False(small.ReleasesStages);
        Assert.True(Denoising(guided).Activations > Denoising(small).Activations);
        Assert.True(Denoising(large).Activations > Denoising(small).Activations);
        Assert.Equal(small.PeakBytes, MemoryPrediction.ProcessBytes + small.Stages.Sum(s => s.MappedWeights + s.CopiedWeights) + small.Stages.Max(s => s.Activations));

        static StageMemory Denoising(MemoryPrediction p) => p.Stages.Single(s => s.Stage == GenerationStage.Denoising);
    }

    [Fact]
    public async Task Half_precision_weights_that_stay_in_their_file_give_the_same_video()
    {
        CheckpointOptions options = TinyCheckpoints.Options;
        string folder = TinyCheckpoints.Ltx23Bf16;
        WatchedBackend backend = new(new() { HalfWeights = HalfPrecisionWeights.WidenedAtUse, KeepsMemory = false });
        using VideoGenerator wide = VideoGenerator.CreateBuilder().UseCheckpoint(folder, options).Build();
        using VideoGenerator narrow = VideoGenerator.CreateBuilder().UseCheckpoint(folder, options).UseBackend(backend).Build();
        GeneratedVideo expected = await wide.GenerateAsync(TinyCheckpoints.Request), actual = await narrow.GenerateAsync(TinyCheckpoints.Request);

        Assert.Equal(expected.Frames.Pixels.ToArray(), actual.Frames.Pixels.ToArray());
        MemoryPrediction atLoad = await wide.PredictMemoryAsync(TinyCheckpoints.Request), atUse = await narrow.PredictMemoryAsync(TinyCheckpoints.Request);
        Assert.True(atUse.PeakBytesWithoutMapped <= atLoad.PeakBytesWithoutMapped);
    }

    private sealed class Failing : IGuider
    {
        public Evaluations Needs(GuidanceStep step) => Evaluations.None;

        public void Apply(GuidanceStep step, GuidancePredictions predictions, Span<float> guided) => throw new InvalidOperationException("on purpose");
    }
}
