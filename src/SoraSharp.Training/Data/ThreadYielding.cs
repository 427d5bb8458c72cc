using System.Runtime.InteropServices;

namespace SoraSharp.Training.Data;

/// <summary>
/// Lets a thread compute only where others leave time: one that prepares clips then fills the moments in which the trainer's threads wait for each
/// other, and does not make one of them late.
/// </summary>
internal static partial class ThreadYielding
{
    private const int ThisThread = 0, OfProcesses = 0, Niceness = 15;

    /// <summary>Lowers the calling thread's priority for good. Where the system refuses nothing changes but the speed.</summary>
    public static void LowerPriority()
    {
        // .NET's own priorities have no effect on Linux, where every thread has a niceness.
        if (OperatingSystem.IsLinux()) _ = SetPriority(OfProcesses, ThisThread, Niceness);
        else Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);
}
