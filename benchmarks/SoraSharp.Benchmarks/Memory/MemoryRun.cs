using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Ltx2;
using SoraSharp.Models.Memory;
using SoraSharp.Models.Tensors;
using SoraSharp.OnnxRuntime;

namespace SoraSharp.Benchmarks.Memory;

/// <summary>
/// <c>memory-run MANIFESTS [--transformer ltx23] [--layers N] [--size WxH] [--frames F] [--steps N] [--half load|use]</c>: a few layers of a published
/// transformer at its full width, with random weights: the time of an evaluation, and the peak of memory beside what was predicted.
/// </summary>
internal static class MemoryRun
{
    private const int TextTokens = 1024;

    public static async Task<int> RunAsync(string manifests, string[] options)
    {
        Dictionary<string, string> values = options.Chunk(2).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
        string release = values.GetValueOrDefault("--transformer", "ltx23"), half = values.GetValueOrDefault("--half", "use");
        int layers = Number("--layers", 2), frames = Number("--frames", 121), steps = Number("--steps", 2);
        int[] size = [.. values.GetValueOrDefault("--size", "768x512").Split('x').Select(n => int.Parse(n, CultureInfo.InvariantCulture))];

        string folder = Path.Combine(Path.GetTempPath(), $"sorasharp-run-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        try
        {
            JsonObject config = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(manifests, $"{release}-transformer.config.json")).ConfigureAwait(false))!.AsObject();
            config["num_layers"] = layers;
            config["_class_name"] = "LTX2VideoTransformer3DModel";
            await File.WriteAllTextAsync(Path.Combine(folder, "config.json"), config.ToJsonString()).ConfigureAwait(false);
            Ltx2Transformer transformer = new(Ltx2TransformerConfig.FromConfig(CheckpointFiles.FromFolder(folder).ReadConfig("config.json")));
            ManifestWeights.WriteRandom(transformer.Parameters.Declared.Select(p => (p.Name, p.Shape.ToArray())), Path.Combine(folder, "model.safetensors"), seed: 1);
            using CheckpointComponent weights = CheckpointComponent.Open(folder);
            Run(transformer, weights, size[0], size[1], frames, steps, half == "load" ? HalfPrecisionWeights.WidenedAtLoad : HalfPrecisionWeights.WidenedAtUse);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        int Number(string key, int otherwise) => values.TryGetValue(key, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
    }

    private static void Run(Ltx2Transformer transformer, CheckpointComponent weights, int width, int height, int frames, int steps, HalfPrecisionWeights half)
    {
        int latentFrames = ((frames - 1) / 8) + 1, audio = (int)Math.Round(25.0 * frames / 24);
        Dictionary<string, long> axes = new() { ["batch"] = 1, ["video_tokens"] = latentFrames * (height / 32) * (width / 32), ["audio_tokens"] = audio, ["text_tokens"] = TextTokens };
        Ltx2DenoiseOptions options = new();
        NetworkFunction function = transformer.Denoise(options);
        Dictionary<string, HostTensor> inputs = [];
        Random random = new(2);
        foreach (InputSpec spec in function.Inputs)
        {
            HostTensor input = HostTensor.Zeros([.. spec.Shape.Select(a => a.Length ?? axes[a.Name!])]);
            foreach (ref float value in input.Floats.AsSpan()) value = (float)((2 * random.NextDouble()) - 1);
            inputs.Add(spec.Name, input);
        }

        FunctionMemory predicted = FunctionMemory.Of(new(function, axes), half, _ => ElementType.BFloat16);
        long before = MemoryMeter.Private();
        using MemoryMeter meter = new();
        Stopwatch watch = Stopwatch.StartNew();
        using INetworkSession session = new OnnxBackend(new() { HalfWeights = half, KeepsMemory = false }).Load(function, weights);
        TimeSpan loading = watch.Elapsed;
        long loaded = meter.Reset() - before;
        List<double> seconds = [];
        for (int i = 0; i < steps; i++)
        {
            watch.Restart();
            session.Run(inputs);
            seconds.Add(watch.Elapsed.TotalSeconds);
        }

        // The inputs are there already; the prediction counts them.
        long given = inputs.Values.Sum(i => (long)i.Count * sizeof(float)), peak = meter.Reset() - before + given;
        Console.WriteLine($"{transformer.Config.Layers} layers of width {transformer.Config.Video.Features}, {transformer.Parameters.Declared.Sum(p => p.Shape.Aggregate(1L, (a, b) => a * b)) / 1e9:0.000} billion bf16 weights, {half}; {width}×{height}×{frames}: {axes["video_tokens"]} video, {audio} audio, {TextTokens} text tokens");
        Console.WriteLine($"loading {loading.TotalSeconds:0.0} s, evaluations {string.Join(", ", seconds.Select(s => $"{s:0.0} s"))}");
        Console.WriteLine($"mapped weights {predicted.MappedWeights.Values.Sum() / 1e9:0.000} GB");
        Console.WriteLine($"private memory after loading: predicted {predicted.CopiedWeights / 1e9:0.000} GB, measured peak {loaded / 1e9:0.000} GB");
        Console.WriteLine($"private memory of a run:      predicted {(predicted.CopiedWeights + predicted.Activations) / 1e9:0.000} GB, measured peak {peak / 1e9:0.000} GB (measured / predicted {(double)peak / (predicted.CopiedWeights + predicted.Activations):0.00})");
    }
}
