using System.CommandLine;
using SoraSharp.Training.Export;

namespace SoraSharp.Training.Commands;

/// <summary><c>import --from FOLDER --out DIR</c>: an exported checkpoint as a run that can be trained on.</summary>
internal sealed class ImportCommand : Command
{
    private readonly Option<string> _from = new("--from") { Description = "The checkpoint's folder, for example src/SoraSharp.Mini/checkpoint.", Required = true };
    private readonly Option<string> _out = new("--out") { Description = "The new run's folder.", DefaultValueFactory = _ => Path.Combine("runs", "mini") };

    public ImportCommand()
        : base("import", "Makes a run of an exported checkpoint, to train it on.")
    {
        Options.Add(_from);
        Options.Add(_out);
        SetAction(result => new CheckpointImporter(result.GetRequiredValue(_from), result.GetRequiredValue(_out), Console.WriteLine).Run());
    }
}
