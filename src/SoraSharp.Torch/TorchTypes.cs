using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using SoraSharp.Models.Tensors;
using TorchSharp;

namespace SoraSharp.Torch;

/// <summary>Element types and host tensors in TorchSharp's terms and back.</summary>
public static class TorchTypes
{
    /// <summary>The TorchSharp type of an element type.</summary>
    public static torch.ScalarType Of(ElementType type) => type switch
    {
        ElementType.Float32 => torch.ScalarType.Float32,
        ElementType.Float16 => torch.ScalarType.Float16,
        ElementType.BFloat16 => torch.ScalarType.BFloat16,
        ElementType.Int64 => torch.ScalarType.Int64,
        ElementType.Bool => torch.ScalarType.Bool,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type."),
    };

    /// <summary>
    /// The type in which a device multiplies matrices: bfloat16 where libtorch has fast kernels for it (CUDA, and processors with AVX-512), float32 elsewhere.
    /// Without AVX-512 libtorch multiplies bfloat16 on the CPU number by number, tens of times slower than float32.
    /// </summary>
    /// <param name="device">The device; the CPU when null.</param>
    public static torch.ScalarType ForMatrices(torch.Device? device = null) =>
        device is { type: not DeviceType.CPU } || (Avx512F.VL.IsSupported && Avx512BW.VL.IsSupported && Avx512DQ.VL.IsSupported) ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32;

    /// <summary>Copies a host tensor to a device.</summary>
    public static torch.Tensor ToTorch(this HostTensor tensor, torch.Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        torch.Tensor empty = torch.empty([.. tensor.Shape], Of(tensor.Type));
        tensor.AsBytes().CopyTo(empty.bytes);
        return device is null || device.type == DeviceType.CPU ? empty : empty.to(device, disposeAfter: true);
    }

    /// <summary>Copies a torch tensor to the host: int64 and bool as they are, everything else as float32.</summary>
    public static HostTensor ToHost(this torch.Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        using torch.Tensor plain = tensor.detach().cpu();
        switch (plain.dtype)
        {
            case torch.ScalarType.Int64:
                return HostTensor.From(Elements<long>(plain), plain.shape);
            case torch.ScalarType.Bool:
                return HostTensor.From(Elements<bool>(plain), plain.shape);
            default:
                using (torch.Tensor single = plain.to(torch.ScalarType.Float32)) return HostTensor.From(Elements<float>(single), single.shape);
        }
    }

    private static T[] Elements<T>(torch.Tensor tensor)
        where T : unmanaged
    {
        using torch.Tensor dense = tensor.contiguous();
        return MemoryMarshal.Cast<byte, T>(dense.bytes).ToArray();
    }
}
