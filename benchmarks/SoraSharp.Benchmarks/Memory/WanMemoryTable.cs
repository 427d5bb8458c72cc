using System.Globalization;
using System.Text.Json.Nodes;
using SoraSharp.Models.Backends;
using SoraSharp.OnnxRuntime;

namespace SoraSharp.Benchmarks.Memory;

/// <summary>
/// <c>memory-table-wan MANIFESTS PIPELINES</c>: what the published sizes of Wan take, as <see cref="VideoGenerator.PredictMemoryAsync"/> says it, from
/// configurations and the names, shapes and types of all tensors; tokenizers and schedulers are those of the tiny checkpoints in PIPELINES.
/// </summary>
internal static class WanMemoryTable
{
    private static readonly (string Title, string[] Transformers, string Vae, string Small)[] s_releases =
    [
        ("2.1 T2V 1.3B", ["wan21_t2v_1_3b"], "wan21_vae", "t2v_21"),
        ("2.1 T2V 14B", ["wan21_t2v_14b"], "wan21_vae", "t2v_21"),
        ("2.2 T2V A14B", ["wan22_t2v_a14b", "wan22_t2v_a14b"], "wan21_vae", "t2v_22_two_experts"),
        ("2.2 TI2V 5B", ["wan22_ti2v_5b"], "wan22_vae", "ti2v_5b_t2v"),
        ("2.1 VACE 1.3B", ["wan21_vace_1_3b"], "wan21_vae", "vace_21"),
    ];

    public static async Task<int> RunAsync(string manifests, string pipelines)
    {
        Console.WriteLine("| Release | Shape | Stage | weights in their file | the stage's own memory | weights widened when loaded, and its memory |");
        Console.WriteLine("|---|---|---|--:|--:|--:|");
        foreach ((string title, string[] transformers, string vae, string small) in s_releases)
        {
            string folder = Path.Combine(Path.GetTempPath(), $"sorasharp-wan-{Environment.ProcessId}");
            try
            {
                Write(manifests, transformers, vae, Path.Combine(pipelines, small, "checkpoint"), folder);
                using VideoGenerator lean = Build(folder, HalfPrecisionWeights.WidenedAtUse), wide = Build(folder, HalfPrecisionWeights.WidenedAtLoad);
                VideoRequest request = new("a red fox");
                MemoryPrediction mapped = await lean.PredictMemoryAsync(request).ConfigureAwait(false), copied = await wide.PredictMemoryAsync(request).ConfigureAwait(false);
                VideoShape shape = lean.Profile.DefaultShape;
                foreach ((StageMemory m, StageMemory c) in mapped.Stages.Zip(copied.Stages))
                    Console.WriteLine($"| {title} | {shape.Size}x{shape.Frames} | {m.Stage} | {Gigabytes(m.MappedWeights)} | {Gigabytes(m.CopiedWeights + m.Activations)} | {Gigabytes(c.MappedWeights + c.CopiedWeights)} + {Gigabytes(c.Activations)} |");
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        return 0;
    }

    private static void Write(string manifests, string[] transformers, string vae, string small, string folder)
    {
        JsonObject index = JsonNode.Parse(File.ReadAllText(Path.Combine(small, "model_index.json")))!.AsObject();
        foreach (string component in (string[])["tokenizer", "scheduler"])
        {
            Directory.CreateDirectory(Path.Combine(folder, component));
            foreach (string file in Directory.EnumerateFiles(Path.Combine(small, component))) File.Copy(file, Path.Combine(folder, component, Path.GetFileName(file)));
        }

        Component("text_encoder", "umt5_xxl_text_encoder");
        Component("vae", vae);
        for (int i = 0; i < transformers.Length; i++) Component(i == 0 ? "transformer" : "transformer_2", $"{transformers[i]}_transformer");
        File.WriteAllText(Path.Combine(folder, "model_index.json"), index.ToJsonString());

        void Component(string name, string manifest)
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
            File.Copy(Path.Combine(manifests, $"{manifest}.config.json"), Path.Combine(folder, name, "config.json"));
            ManifestWeights.WriteHollow(Path.Combine(manifests, $"{manifest}.tsv"), Path.Combine(folder, name, "model.safetensors"), header: 0);
        }
    }

    private static VideoGenerator Build(string folder, HalfPrecisionWeights half) => VideoGenerator.CreateBuilder()
        .UseBackend(new OnnxBackend(new() { HalfWeights = half, KeepsMemory = false }))
        .UseCheckpoint(folder)
        .Build();

    private static string Gigabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.00} GB");
}
