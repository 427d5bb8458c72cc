using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;
using SoraSharp.Stages;

namespace SoraSharp.Golden.Kinds;

/// <summary>Text to video by <c>WanPipeline</c>, through the generator that users call; the case's noise takes the place of drawn noise.</summary>
internal sealed class WanPipelineKind : GoldenKind
{
    public override string Name => "wan-pipeline";

    public override bool Matches(GoldenCase golden) => golden.ReferenceClass == "WanPipeline" && golden.HasInput("noise") && golden.Has("out.frames");

    public override GoldenOutputs Run(GoldenCase golden, GoldenContext context)
    {
        ModelConfig call = golden.Call;
        OverheardDecoder? decoder = null;
        using VideoGenerator generator = VideoGenerator.CreateBuilder()
            .UseBackend(context.Backend)
            .UseCheckpoint(golden.CheckpointPath, new()
            {
                MaxTokens = call.GetSize("max_sequence_length", 512),
                TruncatesPrompts = true,
                MaxUntiledPixels = long.MaxValue,
                LowNoiseGuidance = call.GetDoubleOrNull("guidance_scale_2"),
            })
            .UseNoise(new GivenNoise(golden.Input("noise").Floats))
            .UseVideoDecoder(inner => decoder = new(inner))
            .Build();
        GeneratedVideo made = generator.GenerateAsync(new VideoRequest(call.GetString("prompt"))
        {
            NegativePrompt = call.GetStringOrNull("negative_prompt", "") ?? "",
            Frames = call.GetSize("num_frames", 81),
            Size = new(call.GetSize("width", 832), call.GetSize("height", 480)),
            Steps = call.GetSize("num_inference_steps", 50),
            Seed = 0,
            VideoGuidance = new() { Text = call.GetDouble("guidance_scale", 5) },
        }).GetAwaiter().GetResult();

        VideoLatents latents = decoder!.Heard!;
        VideoLatentShape s = latents.Shape;
        return new()
        {
            ["latents"] = HostTensor.From(latents.Values, 1, s.Channels, s.Frames, s.Height, s.Width),
            ["frames"] = HostTensor.From(made.Frames.Pixels.ToArray(), made.Frames.Count, made.Frames.Height, made.Frames.Width, 3),
        };
    }
}
