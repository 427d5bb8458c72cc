using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;

namespace SoraSharp.OnnxRuntime;

/// <summary>
/// The memory behind a session's weights. float32 weights stay where the checkpoint maps them; half-precision ones are
/// widened once, since the CPU computes in float32 (the mapped pages can then be dropped by the system).
/// </summary>
internal sealed unsafe class WeightMemory : IDisposable
{
    // ONNX Runtime's kernels read vectors; torch and MLAS both align to this.
    private const int Alignment = 64;

    private readonly List<OrtValue> _values = [];
    private readonly List<nint> _owned = [];
    private bool _disposed;

    public OrtValue Add(StoredTensor stored)
    {
        (nint address, ElementType type) = Place(stored);
        OrtValue value = OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance,
            type switch { ElementType.Int64 => TensorElementType.Int64, ElementType.Bool => TensorElementType.Bool, _ => TensorElementType.Float },
            [.. stored.Shape],
            address,
            stored.ByteLength / stored.Type.ByteSize() * type.ByteSize());
        _values.Add(value);
        return value;
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        foreach (OrtValue value in _values) value.Dispose();
        foreach (nint address in _owned) NativeMemory.AlignedFree((void*)address);
    }

    private (nint Address, ElementType Type) Place(StoredTensor stored)
    {
        if (stored.Type is ElementType.Float16 or ElementType.BFloat16)
        {
            float[] wide = stored.ToFloats();
            return (Copy(MemoryMarshal.AsBytes<float>(wide)), ElementType.Float32);
        }

        bool aligned = stored.Address % stored.Type.ByteSize() == 0;
        return (aligned ? stored.Address : Copy(new ReadOnlySpan<byte>((void*)stored.Address, checked((int)stored.ByteLength))), stored.Type);
    }

    private nint Copy(ReadOnlySpan<byte> bytes)
    {
        void* memory = NativeMemory.AlignedAlloc((nuint)Math.Max(bytes.Length, 1), Alignment);
        _owned.Add((nint)memory);
        bytes.CopyTo(new Span<byte>(memory, bytes.Length));
        return (nint)memory;
    }
}
