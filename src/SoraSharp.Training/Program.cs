using SoraSharp.Training.Components;

TorchSharp.torch.set_num_threads(1);
new PatchTrainer(new RunFolder(args[1], "patch"), Console.WriteLine).Run();
