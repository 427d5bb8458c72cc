using System.Diagnostics;
using SoraSharp.Decoding;
using SoraSharp.Families;
using SoraSharp.Media;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;
using SoraSharp.Models.Wan.VideoVae;
using SoraSharp.OnnxRuntime;
using SoraSharp.Stages;

namespace SoraSharp.FullWidth;

/// <summary>Latents to an MP4 by Wan's decoder, part by part: how much memory that takes for videos of any length.</summary>
internal static class WanDecode
{
    public static async Task RunAsync(string config, VideoShape shape, string work)
    {
        WanVaeNetwork network = new(WanVaeConfig.FromConfig(ModelConfig.Parse(await File.ReadAllBytesAsync(config), config)));
        string folder = Path.Combine(work, Path.GetFileName(config).Split('.')[0]);
        RandomCheckpoint.Write(folder, config, network.Parameters, ElementType.Float32);
        GC.Collect();

        using CheckpointComponent component = CheckpointComponent.Open(folder);
        VideoAutoencoder video = VideoAutoencoder.Open(component, new OnnxBackend(), new CheckpointOptions().MaxUntiledPixels);
        int s = video.SpatialCompression;
        VideoLatentShape latents = new(video.LatentChannels, ((shape.Frames - 1) / video.TemporalCompression) + 1, shape.Size.Height / s, shape.Size.Width / s);
        float[] values = new float[latents.Count];
        new SoraSharp.Noise.TorchNoiseSource().Start(1).FillNormal(values);
        AutoencoderVideoDecoder decoder = new(video.Decode);
        string path = Path.Combine(work, $"{shape.Frames}.mp4");

        using ProcessMemory memory = new();
        Stopwatch watch = Stopwatch.StartNew();
        await new FfmpegMediaWriter().WriteInPartsAsync(new(shape, decoder.DecodeInPartsAsync(new(values, latents), shape)), path);
        Console.WriteLine($"{shape}: {watch.Elapsed.TotalSeconds:0.0} s; peak {memory.Private / 1e6:0} MB private, {memory.Resident / 1e6:0} MB resident; {new FileInfo(path).Length:N0} bytes written");
        foreach (IDisposable session in video.Sessions) session.Dispose();
    }
}
