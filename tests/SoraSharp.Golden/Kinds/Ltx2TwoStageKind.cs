using SoraSharp.Models.Autoencoders;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Ltx2;
using SoraSharp.Models.Ltx2.AudioVae;
using SoraSharp.Models.Ltx2.VideoVae;
using SoraSharp.Models.Tensors;
using SoraSharp.Stages;

namespace SoraSharp.Golden.Kinds;

/// <summary>
/// Two stages by <c>LTX2Pipeline</c> and the latent upsampler between them, through the generator that users call: one request of the finished
/// size. The latents between the stages are overheard at the upsampler.
/// </summary>
internal sealed class Ltx2TwoStageKind : GoldenKind
{
    private const string FirstNoise = "stage1.video_noise", SecondNoise = "stage2.video_noise_packed";

    public override string Name => "ltx2-two-stage";

    public override bool Matches(GoldenCase golden) => golden.ReferenceClass == "LTX2Pipeline" && golden.HasInput(FirstNoise) && golden.HasInput(SecondNoise);

    public override GoldenOutputs Run(GoldenCase golden, GoldenContext context)
    {
        ModelConfig first = golden.Call.GetObject("stage1"), second = golden.Call.GetObject("stage2");
        OverheardDecoder? decoder = null;
        Ltx2PipelineKind.OverheardSynthesizer? synthesizer = null;
        OverheardUpsampler? upsampler = null;
        OverheardDenoiser? denoiser = null;
        VideoGeneratorBuilder builder = VideoGenerator.CreateBuilder()
            .UseBackend(context.Backend)
            .UseCheckpoint(golden.CheckpointPath, new()
            {
                PerturbedBlocks = Blocks(first),
                UseCrossTimestep = first.GetBool("use_cross_timestep", true),
                MaxTokens = first.GetSize("max_sequence_length", 1024),
                TruncatesPrompts = true,
                MaxUntiledPixels = long.MaxValue,
                LatentUpsampler = Path.GetFullPath(Path.Combine(golden.Folder, golden.Call.GetString("upsampler_checkpoint"))),
            })
            .UseNoise(new GivenNoise([.. new[] { FirstNoise, "stage1.audio_noise", SecondNoise, "stage2.audio_noise_packed" }.Select(n => golden.Input(n).Floats)]))
            .UseLatentUpsampler(inner => upsampler = new(inner!))
            .UseDenoiser(inner => denoiser = new(inner))
            .UseVideoDecoder(inner => decoder = new(inner))
            .UseAudioSynthesizer(inner => synthesizer = new(inner));
        if (golden.Call.GetObjectOrNull("scheduler") is { } changes) builder = builder.UseScheduler(Ltx2PipelineKind.Scheduler(golden, changes));

        VideoRequest small = Ltx2PipelineKind.Request(first, first.GetString("prompt"), first.GetStringOrNull("negative_prompt", "") ?? ""), large = Ltx2PipelineKind.Request(second, small.Prompt, small.NegativePrompt!);
        using VideoGenerator generator = builder.Build();
        GeneratedVideo made = generator.GenerateAsync(small.WithSize(large.Size!.Value.Width, large.Size.Value.Height).WithTwoStages(new()
        {
            Sigmas = large.Sigmas,
            NoiseScale = second.GetDoubleOrNull("noise_scale"),
            VideoGuidance = large.VideoGuidance,
            AudioGuidance = large.AudioGuidance,
        })).GetAwaiter().GetResult();

        CheckpointComponent vae = context.Open(golden.ComponentPath("vae")), audioVae = context.Open(golden.ComponentPath("audio_vae"));
        LatentStatistics statistics = new(vae, VideoVaeConfig.FromConfig(vae.Config).ScalingFactor);
        using AudioVaeCodec audio = new(new AudioVaeNetwork(AudioVaeConfig.FromConfig(audioVae.Config)), context.Backend, audioVae);
        HostTensor between = Ltx2PipelineKind.PackedAudio(denoiser!.SoundAfterFirst!);
        Ltx2StreamConfig stream = Ltx2TransformerConfig.FromConfig(context.Open(golden.ComponentPath("transformer")).Config).Video;
        return new()
        {
            ["stage1.latents"] = statistics.Denormalize(Batch(upsampler!.Given!)),
            ["stage1.audio_latents"] = audio.Unpack(audio.Denormalize(between.WithShape(1, between.Shape[0], between.Shape[1]))),
            ["upsampled"] = statistics.Denormalize(Batch(upsampler.Made!)),
            ["latents_packed.video"] = One(Ltx2PipelineKind.PackedVideo(decoder!.Heard!, new(stream.PatchSize, stream.PatchSizeInTime))),
            ["latents_packed.audio"] = One(Ltx2PipelineKind.PackedAudio(synthesizer!.Heard!)),
            ["frames"] = HostTensor.From(made.Frames.Pixels.ToArray(), made.Frames.Count, made.Frames.Height, made.Frames.Width, 3),
            ["waveform"] = HostTensor.From(made.Audio!.Samples.ToArray(), made.Audio.Channels, made.Audio.Length),
        };
    }

    private static IReadOnlyList<int> Blocks(ModelConfig call) =>
        call.Has("spatio_temporal_guidance_blocks") && call.Json.GetProperty("spatio_temporal_guidance_blocks").ValueKind == System.Text.Json.JsonValueKind.Array
            ? [.. call.GetInt64Array("spatio_temporal_guidance_blocks").Select(b => (int)b)]
            : [];

    private static HostTensor Batch(VideoLatents latents) => HostTensor.From(latents.Values, 1, latents.Shape.Channels, latents.Shape.Frames, latents.Shape.Height, latents.Shape.Width);

    private static HostTensor One(HostTensor row) => row.WithShape([1, .. row.Shape]);

    private sealed class OverheardUpsampler(ILatentUpsampler inner) : ILatentUpsampler
    {
        public VideoLatents? Given { get; private set; }

        public VideoLatents? Made { get; private set; }

        public TokenPatches? NoiseOrder => inner.NoiseOrder;

        public VideoShape SmallShapeOf(VideoShape shape) => inner.SmallShapeOf(shape);

        public async Task<VideoLatents> UpsampleAsync(VideoLatents latents, CancellationToken cancellationToken = default)
        {
            Given = new((float[])latents.Values.Clone(), latents.Shape);
            Made = await inner.UpsampleAsync(latents, cancellationToken).ConfigureAwait(false);
            return Made;
        }
    }

    /// <summary>Remembers the first stage's sound, which nothing but the second stage's first evaluation sees.</summary>
    private sealed class OverheardDenoiser(IVideoDenoiser inner) : IVideoDenoiser
    {
        private Run? _first;

        public AudioLatents? SoundAfterFirst { get; private set; }

        public VideoLatentShape VideoLatentShapeOf(VideoShape shape) => inner.VideoLatentShapeOf(shape);

        public AudioLatentShape? AudioLatentShapeOf(VideoShape shape) => inner.AudioLatentShapeOf(shape);

        public int SequenceLengthOf(VideoLatentShape shape) => inner.SequenceLengthOf(shape);

        public IDenoisingRun Start(DenoisingContext context)
        {
            // The sample is stepped in place: when a second run starts, the first one's holds its result.
            if (_first?.Sound is { } sound) SoundAfterFirst = new((float[])sound.Values.Clone(), sound.Shape);
            Run run = new(inner.Start(context));
            _first ??= run;
            return run;
        }

        private sealed class Run(IDenoisingRun inner) : IDenoisingRun
        {
            public AudioLatents? Sound { get; private set; }

            public Task<IReadOnlyDictionary<Evaluations, VelocityPrediction>> EvaluateAsync(VideoLatents video, AudioLatents? audio, float timestep, Evaluations evaluations, CancellationToken cancellationToken = default)
            {
                Sound = audio;
                return inner.EvaluateAsync(video, audio, timestep, evaluations, cancellationToken);
            }
        }
    }
}
