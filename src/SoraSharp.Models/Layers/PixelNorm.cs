using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Layers;

/// <summary>Root-mean-square normalisation of [B, C, …] over the channels of every position, without weight.</summary>
internal static class PixelNorm
{
    /// <summary>x/√(mean over channels of x² + eps).</summary>
    public static Tensor Forward(Tensor x, double eps) => x / ((x * x).Mean(true, 1) + eps).Sqrt();
}
