using SoraSharp.Torch;
using TorchSharp;

namespace SoraSharp.Training.Data;

/// <summary>Frames as bytes and as tensors.</summary>
internal static class PixelTensors
{
    /// <summary>RGB bytes (frames, height, width, 3) → [1, 3, frames, height, width] in −1..1.</summary>
    public static torch.Tensor FromBytes(byte[] pixels, int frames, int height, int width)
    {
        using torch.Tensor bytes = torch.tensor(pixels, [frames, height, width, 3]);
        using torch.Tensor floats = bytes.to(torch.ScalarType.Float32);
        return floats.mul_(TorchScalars.Of(1 / 127.5)).PlusInPlace(-1).permute(3, 0, 1, 2).unsqueeze(0).contiguous();
    }

    /// <summary>One clip [3, frames, height, width], about −1..1 → RGB bytes (frames, height, width, 3).</summary>
    public static byte[] ToBytes(torch.Tensor pixels)
    {
        using IDisposable scope = torch.NewDisposeScope();
        torch.Tensor scaled = pixels.to(torch.ScalarType.Float32).Plus(1).mul_(TorchScalars.Of(127.5)).round().clamp(TorchScalars.Of(0), TorchScalars.Of(255)).to(torch.ScalarType.Byte);
        return scaled.permute(1, 2, 3, 0).contiguous().bytes.ToArray();
    }
}
