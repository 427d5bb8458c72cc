using System.CommandLine;
using SoraSharp.Models;
using SoraSharp.Training;
using SoraSharp.Training.Commands;
using SoraSharp.Training.Data;

// One thread a process: two components side by side use two cores better than one on both.
TorchSharp.torch.set_num_threads(1);
RootCommand root = new("Trains Mini's components on simulated worlds and exports them as a checkpoint.")
{
    new TrainCommand(),
    new ExportCommand(),
    new ImportCommand(),
    new SampleCommand(),
};
try
{
    // A trainer that is told to stop saves first, and finishes the sheet that it may be drawing; the default is two seconds.
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(5) });
}
catch (Exception e) when (e is TrainingException or TrainingDataException or CheckpointException or IOException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
