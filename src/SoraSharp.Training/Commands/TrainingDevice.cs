using TorchSharp;

namespace SoraSharp.Training.Commands;

/// <summary>The device that a command line names.</summary>
internal static class TrainingDevice
{
    /// <summary>Loads what the device needs; null is the CPU.</summary>
    /// <exception cref="TrainingException">There is no such device, or its libraries are not there.</exception>
    public static torch.Device? Of(string name)
    {
        if (name == "cpu") return null;
        if (name != "cuda" && !name.StartsWith("cuda:", StringComparison.Ordinal)) throw new TrainingException($"--device is {name}; cpu, cuda and cuda:N are known.");
        try
        {
            if (torch.TryInitializeDeviceType(DeviceType.CUDA)) return torch.device(name);
        }
        catch (Exception e) when (e is NotSupportedException or DllNotFoundException or TypeInitializationException)
        {
            throw new TrainingException($"--device is {name}, but libtorch's CUDA library could not be loaded ({e.Message}). See \"On a GPU\" in docs/training.md.");
        }

        throw new TrainingException($"--device is {name}, but there is no CUDA device that libtorch can use. Train on the CPU, or see \"On a GPU\" in docs/training.md.");
    }
}
