using System.CommandLine;

namespace SoraSharp.Quality;

/// <summary>What the command line asks for.</summary>
internal sealed record QualityOptions
{
    /// <summary>A file with a caption a line; null for exam captions.</summary>
    public string? Prompts { get; init; }

    /// <summary>Where the results go.</summary>
    public required string Out { get; init; }

    /// <summary>How many clips are scored.</summary>
    public int Count { get; init; } = 100;

    /// <summary>A checkpoint's folder; null for Mini.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Denoising steps; null for the model's own number.</summary>
    public int? Steps { get; init; }

    /// <summary>Guidance scale; null for the model's own.</summary>
    public double? Guidance { get; init; }

    /// <summary>The first clip's seed; each further clip's is one more.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>How many true clips go through the autoencoders and back; 0 for none.</summary>
    public int Reconstructions { get; init; } = 12;

    /// <summary>Only true clips: nothing is generated.</summary>
    public bool AnalysersOnly { get; init; }

    /// <summary>The command; <paramref name="run"/> gets the parsed options and returns the exit code.</summary>
    public static RootCommand Command(Func<QualityOptions, CancellationToken, Task<int>> run)
    {
        Option<string?> prompts = new("--prompts") { Description = "A file with a caption a line. Default: captions of reserved combinations, the worlds in turn." };
        Option<string> output = new("--out") { Description = "The folder for scores.json, report.md and the contact sheets.", DefaultValueFactory = _ => "quality" };
        Option<int> count = new("--count") { Description = "How many clips, 4 to 10000; of a file at most its captions.", DefaultValueFactory = _ => 100 };
        Option<string?> checkpoint = new("--checkpoint") { Description = "A checkpoint's folder. Default: Mini." };
        Option<int?> steps = new("--steps") { Description = "Denoising steps. Default: the model's own." };
        Option<double?> guidance = new("--guidance") { Description = "Guidance scale. Default: the model's own." };
        Option<long> seed = new("--seed") { Description = "The first clip's seed; each further clip's is one more.", DefaultValueFactory = _ => 1 };
        Option<int?> reconstructions = new("--reconstructions") { Description = "How many true clips go through the autoencoders and the vocoder and back, 0 to 10000. Default: 12, or 0 with --analysers-only." };
        Option<bool> analysersOnly = new("--analysers-only") { Description = "Generates nothing: checks the analysers on true clips. Needs no checkpoint unless --reconstructions is given." };
        count.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var value and (< 4 or > 10_000))
                result.AddError($"`--count` is {value}; 4 to 10000 clips can be scored; use 100.");
        });
        reconstructions.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is { } value and (< 0 or > 10_000))
                result.AddError($"`--reconstructions` is {value}; 0 to 10000 clips can be reconstructed; use 12.");
        });
        RootCommand command = new("Scores what a checkpoint makes of prompts, beside true clips (the ceiling) and wrong pairings (the floor).")
        {
            prompts, output, count, checkpoint, steps, guidance, seed, reconstructions, analysersOnly,
        };
        command.SetAction((result, token) => run(
            new()
            {
                Prompts = result.GetValue(prompts),
                Out = result.GetValue(output)!,
                Count = result.GetValue(count),
                Checkpoint = result.GetValue(checkpoint),
                Steps = result.GetValue(steps),
                Guidance = result.GetValue(guidance),
                Seed = result.GetValue(seed),
                Reconstructions = result.GetValue(reconstructions) ?? (result.GetValue(analysersOnly) ? 0 : 12),
                AnalysersOnly = result.GetValue(analysersOnly),
            },
            token));
        return command;
    }
}
