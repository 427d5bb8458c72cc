using SoraSharp.Quality;
using SoraSharp.Quality.Analysers;
using SoraSharp.Quality.Prompts;
using SoraSharp.Quality.Reporting;
using SoraSharp.Quality.Scoring;

return await QualityOptions.Command((options, token) =>
{
    var layout = new ClipLayout(256, 160, 33, 12);
    Directory.CreateDirectory(options.Out);
    var analyser = new ClipAnalyser(LayoutClassifier.Fit(layout.Width, layout.Height, layout.Duration));
    var scenes = PromptSet.ExamScenes(options.Count, layout.Frames, layout.FramesPerSecond);
    var simulated = new SimulatedScores(analyser, layout);
    using var sheets = new WorldSheets();
    simulated.Add(scenes, null, (i, clip, seen) =>
    {
        sheets.Add(scenes[i].Attributes.World, clip);
        if (options.Clips)
            Console.WriteLine($"{i} {scenes[i].Attributes.CombinationKey}: {seen.World} {seen.Style} [{string.Join(',', seen.Objects.Colors)}] n={seen.Objects.Count} {seen.Objects.Outcome} {seen.Objects.Winner} perm={seen.Objects.Permanent} res={seen.Objects.FlightResidual:F2}"
            + $" true [{string.Join(' ', scenes[i].GetTruth(128, 80).Contacts.Select(t => $"{t.Time:F2}{t.Kind.ToString()[..2]}"))}] seen [{string.Join(' ', seen.Objects.Contacts.Select(t => t.Time.ToString("F2")))}] heard [{string.Join(' ', seen.Onsets.Select(t => t.ToString("F2")))}]");
    });
    var blurred = new SimulatedScores(analyser, layout);
    blurred.Add(scenes, Blur.Soften);
    (string, ScoreSheet)[] all = [("ceiling", simulated.Ceiling), ("blurred", blurred.Ceiling), ("floor", simulated.Floor)];
    Console.WriteLine(ScoreTable.Render(all));
    Console.WriteLine($"{1 / simulated.Seconds.Value:F0} clips/s analysed");
    ScoresFile.Write(Path.Combine(options.Out, "scores.json"), all);
    sheets.Save(options.Out, "simulated");
    return Task.FromResult(0);
}).Parse(args).InvokeAsync();
