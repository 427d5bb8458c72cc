using SoraSharp.Models.Memory;
using SoraSharp.Models.Tensors;
using Xunit;

namespace SoraSharp.Tests.Memory;

/// <summary>What Wan's releases take, worked out and watched.</summary>
public sealed class WanMemoryTests
{
    public static TheoryData<string, string[]> Releases => new()
    {
        { "text", ["text_encoder.encode", "transformer.denoise", "vae.decode_first", "vae.decode_next"] },
        { "picture", ["image_encoder.encode", "vae.encode_first", "vae.encode_next", "text_encoder.encode", "transformer.denoise", "vae.decode_first", "vae.decode_next"] },
        { "experts", ["vae.encode_first", "vae.encode_next", "text_encoder.encode", "transformer.denoise", "vae.decode_first", "vae.decode_next"] },
        { "vace", ["vae.encode_first", "vae.encode_next", "text_encoder.encode", "transformer.denoise", "vae.decode_first", "vae.decode_next"] },
    };

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task Every_function_is_predicted_with_the_lengths_that_it_has_and_one_stage_is_loaded_at_a_time(string release, string[] functions)
    {
        WatchedBackend backend = new();
        (string folder, VideoRequest request) = Of(release);
        await using VideoGenerator bounded = VideoGenerator.CreateBuilder().UseBackend(backend).UseCheckpoint(folder).WithMemoryBudget(4_000_000_000).Build();
        await using VideoGenerator free = WanCheckpoints.Open(folder);
        MemoryPrediction prediction = await bounded.PredictMemoryAsync(request);

        GeneratedVideo video = await bounded.GenerateAsync(request);

        Assert.Equal((await free.GenerateAsync(request)).Frames.Pixels.ToArray(), video.Frames.Pixels.ToArray());
        Assert.Equal(functions.Order(), backend.Runs.Select(r => r.Function.Name).Distinct().Order());
        Assert.Empty(backend.Loaded);
        Assert.All(backend.Runs, run => Assert.True(run.Loaded.Count(name => name == "transformer.denoise") <= 1));
        Assert.All(backend.Runs, run => Assert.Single(run.Loaded.Select(Group).Distinct()));
        foreach (WatchedBackend.Run run in backend.Runs)
        {
            FunctionMemory memory = run.Predict();
            foreach ((string name, HostTensor output) in run.Outputs) Assert.Equal(output.Shape, memory.Outputs[name]);
            long stage = prediction.Stages.Single(s => StageOf(run) == s.Stage).Activations;
            Assert.True(stage >= memory.Activations, $"{run.Function.Name} takes {memory.Activations:N0}, its stage {stage:N0}");
        }

        static string Group(string function) => function.StartsWith("image_encoder", StringComparison.Ordinal) ? "vae.encode" : function.Replace("_first", "", StringComparison.Ordinal).Replace("_next", "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decoding_takes_no_more_for_a_longer_video_but_its_frames()
    {
        await using VideoGenerator generator = WanCheckpoints.Open(WanCheckpoints.Text);
        long frame = 64L * 32 * 3 * sizeof(float);

        long Decoding(MemoryPrediction p, int frames) => p.Stages.Single(s => s.Stage == GenerationStage.VideoDecoding).Activations - (frames * frame);
        long small = Decoding(await generator.PredictMemoryAsync(WanCheckpoints.Request.WithFrames(17)), 17);

        Assert.Equal(small, Decoding(await generator.PredictMemoryAsync(WanCheckpoints.Request.WithFrames(161)), 161));
    }

    private static GenerationStage StageOf(WatchedBackend.Run run) => run.Function.Name switch
    {
        "text_encoder.encode" => GenerationStage.TextEncoding,
        "transformer.denoise" => GenerationStage.Denoising,
        "vae.decode_first" or "vae.decode_next" => GenerationStage.VideoDecoding,
        _ => GenerationStage.Conditioning,
    };

    private static (string Folder, VideoRequest Request) Of(string release) => release switch
    {
        "picture" => (WanCheckpoints.Image, WanCheckpoints.Request.WithImage(WanCheckpoints.Picture(1))),
        "experts" => (WanCheckpoints.ImageExperts, WanCheckpoints.Request.WithImage(WanCheckpoints.Picture(1)).WithSteps(6)),
        "vace" => (WanCheckpoints.Vace, WanCheckpoints.Request.WithControl(WanCheckpoints.Frames(9)).WithReference(WanCheckpoints.Picture(1))),
        _ => (WanCheckpoints.Text, WanCheckpoints.Request),
    };
}
