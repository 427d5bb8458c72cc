using System.Text.Json.Nodes;
using SoraSharp.Golden;
using Xunit;

namespace SoraSharp.Quality.Tests;

public sealed class QualityRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sorasharp-quality-").FullName;

    [Fact]
    public async Task A_checkpoint_of_noise_is_generated_from_scored_and_reported()
    {
        await QualityRun.RunAsync(
            new() { Out = Path.Combine(_folder, "out"), Checkpoint = NoiseCheckpoint(), Count = 8, Steps = 2, Reconstructions = 2 }, TestContext.Current.CancellationToken);

        var scores = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "out", "scores.json")))!.AsObject();
        Assert.Equal(["mini", "ceiling", "floor"], scores.Select(s => s.Key));
        foreach (var key in (string[])["world", "style", "colour", "count", "outcome"])
        {
            Assert.InRange((double)scores["mini"]![key]!, 0, 0.8);
            Assert.True((double)scores["ceiling"]![key]! > (double)scores["mini"]![key]!, $"{key}: noise is as good as true clips");
        }
        var report = File.ReadAllText(Path.Combine(_folder, "out", "report.md"));
        Assert.Contains("decoded ceiling", report, StringComparison.Ordinal);
        Assert.Contains("PSNR", report, StringComparison.Ordinal);
        foreach (var name in (string[])["true-presenter.png", "mini-presenter.png", "decoded-basketball.png"])
            Assert.True(new FileInfo(Path.Combine(_folder, "out", name)).Length > 500, name);
    }

    [Fact]
    public async Task Cancelling_stops_a_run()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            QualityRun.RunAsync(new() { Out = Path.Combine(_folder, "stopped"), Checkpoint = NoiseCheckpoint(), Count = 4 }, stop.Token));
        Assert.False(File.Exists(Path.Combine(_folder, "stopped", "scores.json")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A tiny checkpoint of random weights, with a profile that asks for small clips.</summary>
    private string NoiseCheckpoint()
    {
        var source = Path.Combine(GoldenCases.Repository, "ltx2", "checkpoints", "pipeline-ltx23");
        var target = Path.Combine(_folder, "checkpoint");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
        File.WriteAllText(
            Path.Combine(target, "sorasharp.json"),
            """
            {
              "name": "Noise", "size_step": 16, "frames": 9, "width": 128, "height": 80, "frames_per_second": 4, "steps": 1,
              "video_guidance": {}, "audio_guidance": {}
            }
            """);
        return target;
    }
}
