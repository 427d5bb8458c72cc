using SoraSharp.Models.Autoencoders;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Ltx2.AudioVae;
using SoraSharp.Models.Ltx2.DiffusionDecoder;
using SoraSharp.Models.Ltx2.VideoVae;
using SoraSharp.Models.Tensors;
using SoraSharp.Planning;
using SoraSharp.Stages;

namespace SoraSharp.Golden.Kinds;

/// <summary>What a pipeline case that ends with latents expects besides: denormalised latents, the predicted duration, and frames by a decoder of its own.</summary>
internal static class Ltx2LatentOutputs
{
    public static void Add(Dictionary<string, HostTensor> outputs, GoldenCase golden, GoldenContext context, VideoGenerator generator, GeneratedVideo made, VideoLatents video, HostTensor packedAudio)
    {
        CheckpointComponent vae = context.Open(golden.ComponentPath("vae")), audioVae = context.Open(golden.ComponentPath("audio_vae"));
        HostTensor normalized = HostTensor.From(video.Values, 1, video.Shape.Channels, video.Shape.Frames, video.Shape.Height, video.Shape.Width);
        HostTensor latents = new LatentStatistics(vae, VideoVaeConfig.FromConfig(vae.Config).ScalingFactor).Denormalize(normalized);
        using AudioVaeCodec audio = new(new AudioVaeNetwork(AudioVaeConfig.FromConfig(audioVae.Config)), context.Backend, audioVae);
        // Rows of a batch are put together later.
        outputs["latents"] = latents.WithShape([.. latents.Shape.Skip(1)]);
        HostTensor sound = audio.Unpack(audio.Denormalize(packedAudio.WithShape(1, packedAudio.Shape[0], packedAudio.Shape[1])));
        outputs["audio_latents"] = sound.WithShape([.. sound.Shape.Skip(1)]);
        outputs["num_frames"] = HostTensor.From([(long)made.Frames.Count], 1);
        if (generator.Stages.Planner is PredictedDurationPlanner planner)
        {
            outputs["seconds"] = HostTensor.From([(float)planner.PredictAsync(made.Shots[0].Prompt, CancellationToken.None).GetAwaiter().GetResult()], 1);
        }

        if (golden.Call.GetStringOrNull("diffusion_decoder_checkpoint") is { } folder) outputs["frames"] = Decoded(golden, context, Path.GetFullPath(Path.Combine(golden.Folder, folder)), latents, normalized);
    }

    /// <summary>[F, H, W, 3] in 0..1.</summary>
    private static HostTensor Decoded(GoldenCase golden, GoldenContext context, string folder, HostTensor latents, HostTensor normalized)
    {
        CheckpointComponent component = context.Open(folder);
        DiffusionDecoderNetwork network = new(DiffusionDecoderConfig.FromConfig(component.Config));
        component.Check(network.Parameters.Declared);
        using DiffusionDecoderCodec codec = new(network, context.Backend, component);
        bool denormalizes = golden.Call.GetObject("diffusion_decode").GetBool("denormalize", true);
        HostTensor sample = codec.Decode(denormalizes ? codec.Denormalize(normalized) : latents, _ => golden.Input("decoder_noise"));
        int plane = sample.Count / 3;
        float[] frames = new float[sample.Count];
        for (int i = 0; i < frames.Length; i++) frames[i] = Math.Clamp((sample.Floats[(i % 3 * plane) + (i / 3)] * 0.5f) + 0.5f, 0f, 1f);
        return HostTensor.From(frames, sample.Shape[2], sample.Shape[3], sample.Shape[4], 3);
    }
}
