using System.CommandLine;

namespace SoraSharp.Quality;

/// <summary>What the command line asks for.</summary>
internal sealed record QualityOptions(string? Prompts, string Out, int Count, bool AnalysersOnly, bool Clips)
{
    /// <summary>The command; <paramref name="run"/> gets the parsed options and returns the exit code.</summary>
    public static RootCommand Command(Func<QualityOptions, CancellationToken, Task<int>> run)
    {
        Option<string?> prompts = new("--prompts") { Description = "A file with a caption a line. Default: exam captions of reserved combinations." };
        Option<string> output = new("--out") { Description = "The folder for scores.json, report.md and the contact sheets.", DefaultValueFactory = _ => "quality" };
        Option<int> count = new("--count") { Description = "How many clips, 4 to 10000.", DefaultValueFactory = _ => 100 };
        Option<bool> analysersOnly = new("--analysers-only") { Description = "Only checks the analysers on simulated clips; needs no checkpoint." };
        Option<bool> clips = new("--clips") { Description = "Lists every simulated clip that an analyser got wrong." };
        count.Validators.Add(result =>
        {
            var value = result.GetValueOrDefault<int>();
            if (value is < 4 or > 10_000)
                result.AddError($"`--count` is {value}; 4 to 10000 clips can be scored; use 100.");
        });
        RootCommand command = new("Scores what a checkpoint makes of prompts, beside true clips (the ceiling) and wrong pairings (the floor).") { prompts, output, count, analysersOnly, clips };
        command.SetAction((result, token) => run(
            new(result.GetValue(prompts), result.GetValue(output)!, result.GetValue(count), result.GetValue(analysersOnly), result.GetValue(clips)),
            token));
        return command;
    }
}
