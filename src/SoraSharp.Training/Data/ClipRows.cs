using SoraSharp.Training.Optimisation;
using TorchSharp;

namespace SoraSharp.Training.Data;

/// <summary>Numbers of clips side by side in one tensor.</summary>
internal static class ClipRows
{
    /// <summary>A part of every clip, [clips, rows, columns], on a device.</summary>
    public static torch.Tensor Of<T>(IReadOnlyList<T> clips, Func<T, float[]> part, int rows, int columns, torch.Device device)
    {
        torch.Tensor tensor = torch.empty(clips.Count, rows, columns);
        Span<float> numbers = UpdateKernels.Floats(tensor);
        for (int i = 0; i < clips.Count; i++) part(clips[i]).CopyTo(numbers[(i * rows * columns)..]);
        return device.type == DeviceType.CPU ? tensor : tensor.to(device, disposeAfter: true);
    }
}
