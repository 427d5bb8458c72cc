using System.Runtime.InteropServices;
using TorchSharp;

namespace SoraSharp.Torch.Fused;

/// <summary>What fused kernels take: dense float32 or bfloat16 tensors in the CPU's memory, rows of a multiple of sixteen numbers.</summary>
internal static class FusedTensors
{
    /// <summary>Numbers that a kernel handles at once.</summary>
    public const int Lanes = 16;

    /// <summary>Whether kernels can read the tensor's rows.</summary>
    public static bool Fits(torch.Tensor x) =>
        x.device_type == DeviceType.CPU && x.dtype is torch.ScalarType.Float32 or torch.ScalarType.BFloat16 && x.dim() > 0 && x.shape[^1] % Lanes == 0 && x.numel() > 0;

    /// <summary>
    /// Whether x is [B, L, features] of many tokens. What belongs to a whole clip, such as the modulation that comes from its noise level, is left to autograd:
    /// it gets its gradients last (<see cref="GradientTape.Defer"/>), after the tape's own steps.
    /// </summary>
    public static bool HasManyRows(torch.Tensor x) => x.dim() == 3 && x.shape[1] >= 16;

    /// <summary>The memory of a dense tensor.</summary>
    public static ref byte Memory(torch.Tensor x) => ref MemoryMarshal.GetReference(x.bytes);

    /// <summary>The numbers of a dense float32 tensor.</summary>
    public static Span<float> Floats(torch.Tensor x) => MemoryMarshal.Cast<byte, float>(x.bytes);

    /// <summary>Whether it is stored in bfloat16 and not in float32.</summary>
    public static bool IsHalf(torch.Tensor x) => x.dtype == torch.ScalarType.BFloat16;
}
