using System.CommandLine;
using SoraSharp.Training.Export;

namespace SoraSharp.Training.Commands;

/// <summary><c>export --out DIR --to FOLDER</c>: the run's averaged weights as a checkpoint.</summary>
internal sealed class ExportCommand : Command
{
    private readonly Option<string> _out = new("--out") { Description = "The run's folder.", DefaultValueFactory = _ => Path.Combine("runs", "mini") };
    private readonly Option<string> _to = new("--to") { Description = "The checkpoint's folder.", Required = true };

    public ExportCommand()
        : base("export", "Writes the averaged weights as a checkpoint in diffusers layout, fp16.")
    {
        Options.Add(_out);
        Options.Add(_to);
        SetAction(result => new CheckpointExporter(result.GetRequiredValue(_out), result.GetRequiredValue(_to), Console.WriteLine).Run());
    }
}
