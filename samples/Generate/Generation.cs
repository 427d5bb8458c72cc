using SoraSharp;
using SoraSharp.Mini;
using Spectre.Console;

namespace Generate;

/// <summary>Makes the video, shows how far it is, and says what came of it.</summary>
internal static class Generation
{
    public static async Task RunAsync(Choices choices, CancellationToken cancellationToken)
    {
        VideoGeneratorBuilder builder = VideoGenerator.CreateBuilder();
        await using VideoGenerator generator = (choices.Checkpoint is { } folder ? builder.UseCheckpoint(folder) : builder.UseMini()).Build();

        // Better now than after all the work.
        generator.EnsureCanSave(choices.Out.FullName);

        GeneratedVideo video = await AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context => generator.GenerateAsync(Request(choices), new StageBars(context), cancellationToken));
        await video.SaveAsync(choices.Out.FullName, cancellationToken);

        Report(video, choices.Out);
    }

    private static VideoRequest Request(Choices choices)
    {
        VideoRequest request = new VideoRequest(choices.Prompt)
        {
            NegativePrompt = choices.Negative,
            Style = choices.Style,
            Seed = choices.Seed,
            Steps = choices.Steps,
            Size = choices.Size,
            Frames = choices.Frames,
            Duration = choices.Duration is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            FramesPerSecond = choices.FramesPerSecond,
        };
        foreach (ImageChoice image in choices.Images) request = request.WithImage(image.File, image.At, image.Strength);
        return choices.Guidance is { } scale ? request.WithGuidanceScale(scale) : request;
    }

    private static void Report(GeneratedVideo video, FileInfo file)
    {
        string sound = video.Audio is { } audio ? $"{audio.Channels} channel(s) at {audio.SampleRate} Hz" : "none";
        AnsiConsole.MarkupLineInterpolated($"[green]{file.FullName}[/]: {video.Frames.Shape}, sound: {sound}, seed {video.Seed}");

        Table timings = new Table().AddColumn("Stage").AddColumn(new TableColumn("Seconds").RightAligned());
        foreach (StageTiming timing in video.Timings) timings.AddRow(timing.Stage.ToString(), $"{timing.Elapsed.TotalSeconds:0.00}");
        timings.AddRow("Together", $"{video.Timings.Sum(t => t.Elapsed.TotalSeconds):0.00}");
        AnsiConsole.Write(timings);

        foreach (PromptUnderstanding understood in video.Understanding)
        {
            foreach (WordSubstitution substitution in understood.Substitutions) AnsiConsole.MarkupLineInterpolated($"Read \"{substitution.Word}\" as \"{substitution.ReadAs}\".");
        }

        if (video.UnknownWords.Count > 0) AnsiConsole.MarkupLineInterpolated($"[yellow]Words the model has never seen, without effect: {string.Join(", ", video.UnknownWords)}[/]");
    }
}
