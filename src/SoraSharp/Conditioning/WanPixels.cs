using SoraSharp.Models.Tensors;
using SoraSharp.Stages;

namespace SoraSharp.Conditioning;

/// <summary>Pictures as Wan's pipelines bring them to size.</summary>
internal static class WanPixels
{
    /// <summary>[1, 3, frames, height, width] in −1..1.</summary>
    public static HostTensor Of(ConditioningFrames frames, FrameSize size) => frames.Fit == ImageFit.Stretch
        ? PixelTensors.Stretch(frames.Pictures, size.Width, size.Height, ResampleFilter.Lanczos)
        : PixelTensors.Cover(frames.Pictures, size.Width, size.Height);
}
