using System.Diagnostics;
using SoraSharp.Quality.Analysers;
using SoraSharp.Quality.Generation;
using SoraSharp.Quality.Prompts;
using SoraSharp.Quality.Reconstruction;
using SoraSharp.Quality.Reporting;
using SoraSharp.Quality.Scoring;

namespace SoraSharp.Quality;

/// <summary>One run: analysers checked on true clips, then the model's clips made and scored, then everything written.</summary>
internal static class QualityRun
{
    /// <summary>What Mini makes unless told otherwise; true clips are rendered so where no model is asked.</summary>
    private static readonly ClipLayout MiniLayout = new(256, 160, 49, 12);

    public static async Task RunAsync(QualityOptions options, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Out);
        await using var maker = options.AnalysersOnly ? null : new ClipMaker(options);
        var layout = maker?.Layout ?? MiniLayout;
        var prompts = options.Prompts is { } file ? PromptSet.FromFile(file).Take(options.Count).ToArray() : null;
        var scenes = PromptSet.ExamScenes(options.Count, layout.Frames, layout.FramesPerSecond);
        prompts ??= [.. scenes.Select(s => new ExpectedClip(s.Caption.Text, s.Attributes))];

        var analyser = new ClipAnalyser(LayoutClassifier.Fit(layout.Width, layout.Height, layout.Duration));
        var report = new Report(options, layout);
        using var trueSheets = new WorldSheets();
        var simulated = new SimulatedScores(analyser, layout);
        simulated.Add(scenes, null, (i, clip, _) => trueSheets.Add(scenes[i].Attributes.World, clip));
        var blurred = new SimulatedScores(analyser, layout);
        blurred.Add(scenes, Blur.Soften);
        report.Note($"Analysers: {1 / simulated.Seconds.Value:F0} clips a second.");
        trueSheets.Save(options.Out, "true");

        List<(string, ScoreSheet)> sheets = [("ceiling", simulated.Ceiling), ("floor", simulated.Floor)];
        if (maker is not null)
            sheets.Insert(0, ("mini", await ScoreAsync(maker, prompts, analyser, report, options.Out, cancellationToken)));
        ScoresFile.Write(Path.Combine(options.Out, "scores.json"), sheets);
        sheets.Add(("blurred ceiling", blurred.Ceiling));
        if (options.Reconstructions > 0)
        {
            using var decodedSheets = new WorldSheets();
            var decoded = ReconstructionScores.Measure(
                options.Checkpoint, PromptSet.ExamScenes(options.Reconstructions, layout.Frames, layout.FramesPerSecond), layout, analyser, decodedSheets, cancellationToken);
            decodedSheets.Save(options.Out, "decoded");
            sheets.Add(("decoded ceiling", decoded.Ceiling));
            report.AddTable(decoded.Render());
            Console.WriteLine(decoded.Render());
        }
        report.Write(Path.Combine(options.Out, "report.md"), sheets);
        Console.WriteLine(ScoreTable.Render(sheets));
    }

    private static async Task<ScoreSheet> ScoreAsync(
        ClipMaker maker, ExpectedClip[] prompts, ClipAnalyser analyser, Report report, string folder, CancellationToken cancellationToken)
    {
        var scores = new ScoreSheet();
        using var sheets = new WorldSheets();
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < prompts.Length; i++)
        {
            var clip = await maker.MakeAsync(prompts[i].Caption, i, cancellationToken);
            var seen = analyser.Analyse(clip);
            var expected = prompts[i].Attributes;
            scores.AddPicture(seen, expected);
            scores.AddMotion(seen, expected.Material, clip.View.Scale, clip.FramesPerSecond);
            scores.AddSync(seen, seen, clip.FramesPerSecond);
            sheets.Add(expected.World, clip);
            report.AddClip(prompts[i], seen);
            Console.Error.WriteLine($"{i + 1} of {prompts.Length} clips, {clock.Elapsed.TotalSeconds / (i + 1):F1} s each");
        }
        report.Note($"Generation: {clock.Elapsed.TotalSeconds / prompts.Length:F1} s a clip.");
        sheets.Save(folder, "mini");
        return scores;
    }
}
