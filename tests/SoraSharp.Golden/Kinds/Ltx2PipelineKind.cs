using System.Text.Json;
using System.Text.Json.Nodes;
using SoraSharp.Denoising;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Ltx2;
using SoraSharp.Models.Tensors;
using SoraSharp.Scheduling;
using SoraSharp.Stages;

namespace SoraSharp.Golden.Kinds;

/// <summary>
/// Text, pictures and clips to video and sound by <c>LTX2Pipeline</c>, <c>LTX2ImageToVideoPipeline</c> and <c>LTX2ConditionPipeline</c>, through the generator that users call: a builder, a request, and the stages that the
/// checkpoint's family opens. The case's noise takes the place of drawn noise; latents and sound are overheard on their way.
/// </summary>
public sealed class Ltx2PipelineKind : GoldenKind
{
    private const string VideoNoise = "video_noise", AudioNoise = "audio_noise", Packed = "_packed";

    public override string Name => "ltx2-pipeline";

    public override bool Matches(GoldenCase golden)
    {
        ArgumentNullException.ThrowIfNull(golden);
        return golden.ReferenceClass switch
        {
            "LTX2Pipeline" or Ltx2Conditions.ImageToVideo => golden.HasInput(VideoNoise) && golden.HasInput(AudioNoise),
            Ltx2Conditions.Condition => golden.HasInput(VideoNoise + Packed) && golden.HasInput(AudioNoise + Packed),
            _ => false,
        };
    }

    public override GoldenOutputs Run(GoldenCase golden, GoldenContext context)
    {
        ArgumentNullException.ThrowIfNull(golden);
        ArgumentNullException.ThrowIfNull(context);
        string[] prompts = Texts(golden.Call, "prompt"), negatives = Texts(golden.Call, "negative_prompt");
        // As drawn: pipelines that condition on frames draw the noise packed.
        string order = golden.ReferenceClass == Ltx2Conditions.Condition ? Packed : "";
        HostTensor video = golden.Input(VideoNoise + order), audio = golden.Input(AudioNoise + order);
        List<Dictionary<string, HostTensor>> rows = [];
        for (int row = 0; row < prompts.Length; row++)
        {
            string negative = negatives.Length == 0 ? "" : negatives[Math.Min(row, negatives.Length - 1)];
            GivenNoise noise = new(Row(video, row, prompts.Length), Row(audio, row, prompts.Length));
            rows.Add(Generate(golden, context, prompts[row], negative, noise));
        }

        return Together(rows, isBatch: golden.Call.Json.GetProperty("prompt").ValueKind == JsonValueKind.Array);
    }

    private static Dictionary<string, HostTensor> Generate(GoldenCase golden, GoldenContext context, string prompt, string negative, GivenNoise noise)
    {
        ModelConfig call = golden.Call;
        OverheardDecoder? decoder = null;
        OverheardSynthesizer? synthesizer = null;
        VideoGeneratorBuilder builder = VideoGenerator.CreateBuilder()
            .UseBackend(context.Backend)
            .UseCheckpoint(golden.CheckpointPath, new()
            {
                PerturbedBlocks = [.. call.Has("spatio_temporal_guidance_blocks") ? call.GetInt64Array("spatio_temporal_guidance_blocks").Select(b => (int)b) : []],
                UseCrossTimestep = call.GetBool("use_cross_timestep", true),
                MaxTokens = call.GetSize("max_sequence_length", 1024),
                TruncatesPrompts = true,
                MaxUntiledPixels = long.MaxValue,
                ShortestPrediction = TimeSpan.FromSeconds(call.GetDouble("min_seconds", 1)),
                LongestPrediction = TimeSpan.FromSeconds(call.GetDouble("max_seconds", 20)),
            })
            .UseNoise(noise)
            .UseVideoDecoder(inner => decoder = new(inner))
            .UseAudioSynthesizer(inner => synthesizer = new(inner));
        if (call.GetObjectOrNull("scheduler") is { } changes) builder = builder.UseScheduler(Scheduler(golden, changes));

        OverheardScheduler? scheduler = null;
        using VideoGenerator generator = builder.UseScheduler(inner => scheduler = new(inner)).Build();
        VideoRequest request = Ltx2Conditions.Add(Request(call, prompt, negative), golden, generator.Profile.FrameStep);
        GeneratedVideo made = generator.GenerateAsync(request).GetAwaiter().GetResult();

        Ltx2TransformerConfig transformer = Ltx2TransformerConfig.FromConfig(context.Open(golden.ComponentPath("transformer")).Config);
        Dictionary<string, HostTensor> outputs = new()
        {
            // With the keyframes that the decoder does not see.
            ["latents_packed.video"] = PackedVideo(WithKeyframes(scheduler!.Sample(0), decoder!.Heard!.Shape), new(transformer.Video.PatchSize, transformer.Video.PatchSizeInTime)),
            ["latents_packed.audio"] = PackedAudio(synthesizer!.Heard!),
            ["frames"] = HostTensor.From(made.Frames.Pixels.ToArray(), made.Frames.Count, made.Frames.Height, made.Frames.Width, 3),
            ["waveform"] = HostTensor.From(made.Audio!.Samples.ToArray(), made.Audio.Channels, made.Audio.Length),
        };
        if (call.GetStringOrNull("output_type") == "latent") Ltx2LatentOutputs.Add(outputs, golden, context, generator, made, decoder.Heard!, outputs["latents_packed.audio"]);
        return outputs;
    }

    internal static VideoRequest Request(ModelConfig call, string prompt, string negative)
    {
        // The reference's defaults, and its rule that an audio value of 0 or None is the video's.
        double guidance = call.GetDoubleOrNull("guidance_scale", 3)!.Value, perturbation = call.GetDoubleOrNull("stg_scale", 1)!.Value;
        double modality = call.GetDoubleOrNull("modality_scale", 3)!.Value, rescale = call.GetDoubleOrNull("guidance_rescale", 0.7)!.Value;
        return new VideoRequest(prompt)
        {
            NegativePrompt = negative,
            // Without a number the model's own length, predicted where it has a duration head.
            Frames = (int?)call.GetInt64OrNull("num_frames"),
            Size = new(call.GetSize("width", 768), call.GetSize("height", 512)),
            FramesPerSecond = call.GetDouble("frame_rate", 24),
            Sigmas = call.Has("sigmas") ? call.GetDoubleArray("sigmas") : null,
            Steps = call.Has("sigmas") ? null : call.GetSize("num_inference_steps", 30),
            Seed = 0,
            VideoGuidance = new() { Text = guidance, Perturbation = perturbation, Modality = modality, Rescale = rescale },
            AudioGuidance = new()
            {
                Text = AudioOr("audio_guidance_scale", 7, guidance),
                Perturbation = AudioOr("audio_stg_scale", 1, perturbation),
                Modality = AudioOr("audio_modality_scale", 3, modality),
                Rescale = AudioOr("audio_guidance_rescale", 0.7, rescale),
            },
        };

        double AudioOr(string key, double omitted, double video) => call.GetDoubleOrNull(key, omitted) is { } value && value != 0 ? value : video;
    }

    /// <summary>The checkpoint's scheduler with some keys of its configuration changed.</summary>
    internal static FlowMatchEulerScheduler Scheduler(GoldenCase golden, ModelConfig changes)
    {
        JsonObject config = JsonNode.Parse(CheckpointFiles.FromFolder(golden.ComponentPath("scheduler")).ReadConfig("scheduler_config.json").Json.GetRawText())!.AsObject();
        foreach (JsonProperty change in changes.Json.EnumerateObject()) config[change.Name] = JsonNode.Parse(change.Value.GetRawText());
        return new(FlowMatchEulerConfig.Parse(ModelConfig.FromElement(JsonSerializer.SerializeToElement(config), changes.Source)));
    }

    private static GoldenOutputs Together(List<Dictionary<string, HostTensor>> rows, bool isBatch)
    {
        GoldenOutputs together = new();
        foreach (string name in rows[0].Keys)
        {
            HostTensor[] values = [.. rows.Select(r => r[name])];
            // Latents always have a batch axis; frames and sound only where several prompts were given.
            bool stacks = isBatch || name.Contains("latents", StringComparison.Ordinal);
            together[name] = stacks ? HostTensor.From([.. values.SelectMany(v => v.Floats)], [rows.Count, .. values[0].Shape]) : values[0];
        }

        return together;
    }

    private static VideoLatents WithKeyframes(float[] sample, VideoLatentShape shape) =>
        new(sample, shape with { Frames = sample.Length / shape.Channels / shape.Height / shape.Width });

    internal static HostTensor PackedVideo(VideoLatents latents, LatentPacking packing)
    {
        float[] packed = new float[latents.Values.Length];
        packing.Pack(latents, packed);
        int tokens = packing.Tokens(latents.Shape);
        return HostTensor.From(packed, tokens, packed.Length / tokens);
    }

    internal static HostTensor PackedAudio(AudioLatents latents)
    {
        float[] packed = new float[latents.Values.Length];
        LatentPacking.Pack(latents, packed);
        return HostTensor.From(packed, latents.Shape.Length, packed.Length / latents.Shape.Length);
    }

    private static float[] Row(HostTensor tensor, int row, int rows)
    {
        int length = tensor.Count / rows;
        return tensor.Floats.AsSpan(row * length, length).ToArray();
    }

    private static string[] Texts(ModelConfig call, string key) => !call.Has(key) ? [] : call.Json.GetProperty(key).ValueKind switch
    {
        JsonValueKind.Array => call.GetStringArray(key),
        _ => [call.GetString(key)],
    };

    internal sealed class OverheardSynthesizer(IAudioSynthesizer inner) : IAudioSynthesizer
    {
        public AudioLatents? Heard { get; private set; }

        public Task<AudioClip?> SynthesizeAsync(AudioSynthesisInput input, CancellationToken cancellationToken = default)
        {
            Heard = input.Latents;
            return inner.SynthesizeAsync(input, cancellationToken);
        }
    }
}
