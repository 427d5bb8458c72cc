using System.Diagnostics;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;
using SoraSharp.Models.Wan;
using SoraSharp.OnnxRuntime;

namespace SoraSharp.FullWidth;

/// <summary>Evaluations of Wan's transformer at its published width, weights random: how long each takes, and how much memory.</summary>
internal static class WanStep
{
    private const int TextTokens = 512, SpatialCompression = 8, TemporalCompression = 4;

    public static void Run(string config, VideoShape shape, ElementType type, int evaluations, string work)
    {
        WanTransformer transformer = new(WanTransformerConfig.FromConfig(ModelConfig.Parse(File.ReadAllBytes(config), config)));
        string folder = Path.Combine(work, $"{Path.GetFileName(config).Split('.')[0]}-{type}");
        RandomCheckpoint.Write(folder, config, transformer.Parameters, type);

        // What writing the checkpoint took is not what running it takes.
        GC.Collect();
        using CheckpointComponent component = CheckpointComponent.Open(folder);
        using ProcessMemory memory = new();
        Stopwatch watch = Stopwatch.StartNew();
        using INetworkSession session = new OnnxBackend().Load(transformer.Denoise(new()), component);
        Console.WriteLine($"loaded in {watch.Elapsed.TotalSeconds:0.0} s, {memory.Private / 1e9:0.00} GB private");

        int frames = ((shape.Frames - 1) / TemporalCompression) + 1, height = shape.Size.Height / SpatialCompression, width = shape.Size.Width / SpatialCompression;
        (HostTensor cos, HostTensor sin) = transformer.Rope.Tables(frames, height, width);
        Dictionary<string, HostTensor> inputs = new()
        {
            [WanTransformerNames.Latents] = Noise(1, transformer.Config.InChannels, frames, height, width),
            [WanTransformerNames.Timestep] = HostTensor.From([900f], 1),
            [WanTransformerNames.Text] = Noise(1, TextTokens, transformer.Config.TextFeatures),
            [$"{WanTransformerNames.Rope}.cos"] = cos,
            [$"{WanTransformerNames.Rope}.sin"] = sin,
        };
        for (int i = 0; i < evaluations; i++)
        {
            watch.Restart();
            TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
            HostTensor velocity = session.Run(inputs)[WanTransformerNames.Velocity];
            TimeSpan used = Process.GetCurrentProcess().TotalProcessorTime - before;
            if (velocity.Floats.Any(v => !float.IsFinite(v))) throw new InvalidOperationException("The velocity is not finite.");
            Console.WriteLine($"evaluation {i + 1}: {watch.Elapsed.TotalSeconds:0.0} s, {used.TotalSeconds:0.0} s of CPU; peak {memory.Private / 1e9:0.00} GB private, {memory.Resident / 1e9:0.00} GB resident; velocity {velocity}, deviation {Deviation(velocity):0.000}");
        }
    }

    private static HostTensor Noise(params long[] shape)
    {
        HostTensor tensor = HostTensor.Zeros(shape);
        new SoraSharp.Noise.TorchNoiseSource().Start(1).FillNormal(tensor.Floats);
        return tensor;
    }

    private static double Deviation(HostTensor x) => Math.Sqrt(x.Floats.Average(v => (double)v * v));
}
