using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;
using SoraSharp.Stages;

namespace SoraSharp.Golden.Kinds;

/// <summary>Wan's pipelines (text, images or a video to video, VACE), through the generator that users call; the case's noise takes the place of drawn noise.</summary>
internal sealed class WanPipelineKind : GoldenKind
{
    private static readonly string[] s_classes = ["WanPipeline", "WanImageToVideoPipeline", "WanVideoToVideoPipeline", "WanVACEPipeline"];

    public override string Name => "wan-pipeline";

    public override bool Matches(GoldenCase golden) => s_classes.Contains(golden.ReferenceClass) && golden.HasInput("noise") && golden.Has("out.frames");

    public override GoldenOutputs Run(GoldenCase golden, GoldenContext context)
    {
        ModelConfig call = golden.Call;
        // The reference guides in neither expert unless the first one's scale is above 1.
        double guidance = call.GetDouble("guidance_scale", 5);
        OverheardScheduler? scheduler = null;
        using VideoGenerator generator = VideoGenerator.CreateBuilder()
            .UseBackend(context.Backend)
            .UseCheckpoint(golden.CheckpointPath, new()
            {
                MaxTokens = call.GetSize("max_sequence_length", 512),
                TruncatesPrompts = true,
                MaxUntiledPixels = long.MaxValue,
                LowNoiseGuidance = guidance > 1 ? call.GetDoubleOrNull("guidance_scale_2") : null,
            })
            .UseNoise(new GivenNoise(golden.Input("noise").Floats))
            .UseScheduler(inner => scheduler = new(inner))
            .Build();
        VideoRequest request = new VideoRequest(call.GetString("prompt"))
        {
            NegativePrompt = call.GetStringOrNull("negative_prompt", "") ?? "",
            Frames = call.Has("num_frames") ? call.GetSize("num_frames") : null,
            Size = new(call.GetSize("width", 832), call.GetSize("height", 480)),
            Steps = call.GetSize("num_inference_steps", 50),
            Seed = 0,
            VideoGuidance = new() { Text = guidance > 1 ? guidance : 1 },
        };
        GeneratedVideo made = generator.GenerateAsync(Conditions(request, golden)).GetAwaiter().GetResult();

        // As the last step leaves them: with VACE's reference pictures, and with what TI2V denoises in the place of its first frame.
        long[] shape = [.. golden.Input("noise").Shape];
        return new()
        {
            ["latents"] = HostTensor.From(scheduler!.LastSample, shape),
            ["frames"] = HostTensor.From(made.Frames.Pixels.ToArray(), made.Frames.Count, made.Frames.Height, made.Frames.Width, 3),
        };
    }

    private static VideoRequest Conditions(VideoRequest request, GoldenCase golden)
    {
        ModelConfig call = golden.Call;
        if (golden.HasInput("image")) request = request.WithImage(GoldenPictures.Image(golden.Input("image")), fit: ImageFit.Stretch);
        if (golden.HasInput("last_image")) request = request.WithImage(GoldenPictures.Image(golden.Input("last_image")), VideoPosition.End, fit: ImageFit.Stretch);
        for (int i = 0; golden.HasInput($"reference.{i}"); i++) request = request.WithReference(GoldenPictures.Image(golden.Input($"reference.{i}")));
        if (golden.ReferenceClass == "WanVideoToVideoPipeline") return request.WithSource(GoldenPictures.Frames(golden.Input("video")), call.GetDouble("strength", 0.8));
        if (golden.ReferenceClass != "WanVACEPipeline") return request;
        return request with
        {
            Control = new()
            {
                Frames = golden.HasInput("video") ? GoldenPictures.Frames(golden.Input("video")) : null,
                Mask = golden.HasInput("mask") ? GoldenPictures.Frames(golden.Input("mask")) : null,
                Scales = Scales(call),
            },
        };
    }

    private static double[] Scales(ModelConfig call) => !call.Has("conditioning_scale") ? [1]
        : call.Json.GetProperty("conditioning_scale").ValueKind == System.Text.Json.JsonValueKind.Array ? call.GetDoubleArray("conditioning_scale") : [call.GetDouble("conditioning_scale")];

    /// <summary>A scheduler that remembers the sample after its last step.</summary>
    private sealed class OverheardScheduler(IScheduler inner) : IScheduler
    {
        public float[] LastSample { get; private set; } = [];

        public ISchedule Start(ScheduleRequest request) => new Schedule(inner.Start(request), this);

        private sealed class Schedule(ISchedule inner, OverheardScheduler owner) : ISchedule
        {
            public int Count => inner.Count;

            public IReadOnlyList<float> Sigmas => inner.Sigmas;

            public IReadOnlyList<float> Timesteps => inner.Timesteps;

            public void Step(int index, ReadOnlySpan<float> velocity, Span<float> sample, INoiseGenerator noise)
            {
                inner.Step(index, velocity, sample, noise);
                owner.LastSample = sample.ToArray();
            }
        }
    }
}
