using System.CommandLine;
using SoraSharp.Training.Sampling;

namespace SoraSharp.Training.Commands;

/// <summary><c>sample --out DIR --to FOLDER</c>: contact sheets of every world, and their sounds.</summary>
internal sealed class SampleCommand : Command
{
    private static readonly SamplingOptions s_default = new();
    private readonly Option<string> _out = new("--out") { Description = "The run's folder.", DefaultValueFactory = _ => Path.Combine("runs", "mini") };
    private readonly Option<string> _to = new("--to") { Description = "Where the pictures go.", Required = true };
    private readonly Option<int> _count = new("--count") { Description = "Clips of every world.", DefaultValueFactory = _ => 6 };
    private readonly Option<int> _steps = new("--steps") { Description = "Denoising steps.", DefaultValueFactory = _ => s_default.Joint.Steps };
    private readonly Option<double> _guidance = new("--guidance") { Description = "Classifier-free guidance scale.", DefaultValueFactory = _ => s_default.Joint.Guidance };
    private readonly Option<double> _modality = new("--modality") { Description = "Modality guidance scale.", DefaultValueFactory = _ => s_default.Joint.Modality };
    private readonly Option<int> _soundSteps = new("--sound-steps") { Description = "Steps in which the sound is made anew with the finished picture known; 0 for none." };
    private readonly Option<long> _seed = new("--seed") { Description = "Where the noise starts.", DefaultValueFactory = _ => 1 };

    public SampleCommand()
        : base("sample", "Makes clips of reserved prompts with the averaged weights: contact sheets and WAV files.")
    {
        foreach (Option option in (Option[])[_out, _to, _count, _steps, _guidance, _modality, _soundSteps, _seed]) Options.Add(option);
        SetAction(result => new RunSampler(result.GetRequiredValue(_out), Console.WriteLine).Run(
            result.GetRequiredValue(_to),
            result.GetValue(_count),
            new()
            {
                Joint = new(result.GetValue(_steps), result.GetValue(_guidance), result.GetValue(_modality)),
                Sound = result.GetValue(_soundSteps) is > 0 and var steps ? s_default.Joint with { Steps = steps } : null,
            },
            result.GetValue(_seed)));
    }
}
