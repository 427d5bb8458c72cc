using SoraSharp.Training.Components;

TorchSharp.torch.set_num_threads(1);
string root = args[1];
using CancellationTokenSource stop = new();
Console.CancelKeyPress += (_, e) => { e.Cancel = true; stop.Cancel(); };
switch (args[0])
{
    case "patch":
        new PatchTrainer(new RunFolder(root, "patch"), Console.WriteLine).Run();
        break;
    case "transformer":
        using (var fitted = new RunFolder(root, "patch").Load().Tensors)
        using (TransformerTrainer trainer = new(fitted, SoraSharp.Training.Data.TextVocabulary.OfRun(new RunFolder(root, "transformer").File("vocabulary.txt"))))
        {
            new TrainingLoop(new RunFolder(root, "transformer"), new LoopOptions(double.Parse(args[2]), int.Parse(args[3])), Console.WriteLine).Run(trainer, stop.Token);
        }
        break;
    case "decoder":
        using (var fitted = new RunFolder(root, "patch").Load().Tensors)
        using (DecoderTrainer trainer = new(fitted))
        {
            new TrainingLoop(new RunFolder(root, "decoder"), new LoopOptions(double.Parse(args[2]), int.Parse(args[3])), Console.WriteLine).Run(trainer, stop.Token);
        }
        break;
    case "export":
        new SoraSharp.Training.Export.CheckpointExporter(root, args[2], Console.WriteLine).Run();
        break;
}
