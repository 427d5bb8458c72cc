using System.Globalization;
using SoraSharp.Models.Backends;
using SoraSharp.OnnxRuntime;

namespace SoraSharp.Benchmarks.Memory;

/// <summary><c>memory-table MANIFESTS --small CHECKPOINT</c>: what the published sizes of LTX-2 take, as <see cref="VideoGenerator.PredictMemoryAsync"/> says it.</summary>
internal static class MemoryTable
{
    private const int Frames = 121;
    private static readonly (int Width, int Height)[] Sizes = [(1920, 1088), (1536, 1024), (1280, 704), (1024, 576), (768, 512), (512, 320), (256, 192)];
    private static readonly long[] Budgets = [8_000_000_000, 12_000_000_000, 16_000_000_000, 24_000_000_000];

    public static async Task<int> RunAsync(string manifests, string[] options)
    {
        if (options is not ["--small", string small])
        {
            await Console.Error.WriteLineAsync("usage: memory-table MANIFESTS --small CHECKPOINT (a tiny checkpoint, for its tokenizer and scheduler)").ConfigureAwait(false);
            return 2;
        }

        foreach (string release in (string[])["ltx20", "ltx23"])
        {
            string folder = Path.Combine(Path.GetTempPath(), $"sorasharp-{release}-{Environment.ProcessId}");
            try
            {
                PublishedCheckpoint.WriteLtx2(manifests, release, small, folder);
                await PrintAsync(release, folder).ConfigureAwait(false);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        return 0;
    }

    private static async Task PrintAsync(string release, string folder)
    {
        using VideoGenerator lean = Build(folder, HalfPrecisionWeights.WidenedAtUse), wide = Build(folder, HalfPrecisionWeights.WidenedAtLoad);
        MemoryPrediction mapped = await PredictAsync(lean, 768, 512).ConfigureAwait(false), copied = await PredictAsync(wide, 768, 512).ConfigureAwait(false);
        Console.WriteLine($"\n### {lean.Profile.Name} ({release}), bfloat16, 768×512×{Frames}\n");
        Console.WriteLine("| Stage | weights in their file | the stage's own memory | weights widened when loaded, and its memory |");
        Console.WriteLine("|---|--:|--:|--:|");
        foreach ((StageMemory m, StageMemory c) in mapped.Stages.Zip(copied.Stages))
            Console.WriteLine($"| {m.Stage} | {Gigabytes(m.MappedWeights)} | {Gigabytes(m.CopiedWeights + m.Activations)} | {Gigabytes(c.MappedWeights + c.CopiedWeights)} + {Gigabytes(c.Activations)} |");

        Console.WriteLine($"\n| | {string.Join(" | ", Budgets.Select(b => $"{b / 1_000_000_000} GB"))} |");
        Console.WriteLine($"|---|{string.Concat(Budgets.Select(_ => "---|"))}");
        Console.WriteLine($"| all weights of a stage in memory | {string.Join(" | ", await FitsAsync(lean, p => p.PeakBytes).ConfigureAwait(false))} |");
        Console.WriteLine($"| weights read from their file | {string.Join(" | ", await FitsAsync(lean, p => p.PeakBytesWithoutMapped).ConfigureAwait(false))} |");
    }

    private static async Task<string[]> FitsAsync(VideoGenerator generator, Func<MemoryPrediction, long> needed)
    {
        List<(string Size, long Bytes)> sizes = [];
        foreach ((int width, int height) in Sizes)
        {
            MemoryPrediction prediction = await PredictAsync(generator, width, height).ConfigureAwait(false);
            sizes.Add(($"{width}×{height}", needed(new(prediction.Stages, ReleasesStages: true))));
        }

        return [.. Budgets.Select(b => sizes.FirstOrDefault(s => s.Bytes <= b, ("nothing", 0)).Size)];
    }

    private static VideoGenerator Build(string folder, HalfPrecisionWeights half) => VideoGenerator.CreateBuilder()
        .UseBackend(new OnnxBackend(new() { HalfWeights = half, KeepsMemory = false }))
        .UseCheckpoint(folder, new() { MaxTokens = 1024 })
        .Build();

    private static Task<MemoryPrediction> PredictAsync(VideoGenerator generator, int width, int height) =>
        generator.PredictMemoryAsync(new VideoRequest("a red fox").WithSize(width, height).WithFrames(Frames));

    private static string Gigabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.00} GB");
}
