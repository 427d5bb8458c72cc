namespace SoraSharp.Training.Data;

/// <summary>Threads that prepare training clips beside the trainer's.</summary>
internal static class ClipThread
{
    /// <summary>Starts one.</summary>
    public static Thread Start(Action work)
    {
        Thread thread = new(() =>
        {
            // Else this thread's matrix products start workers of their own, who take the trainer's cores.
            TorchSharp.torch.set_num_threads(1);
            ThreadYielding.LowerPriority();
            work();
        })
        { IsBackground = true, Name = "clips" };
        thread.Start();
        return thread;
    }
}
