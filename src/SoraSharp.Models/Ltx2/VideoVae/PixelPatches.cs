using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.VideoVae;

/// <summary>Square patches of pixels as channels; within a patch the column changes slower than the row (diffusers <c>autoencoder_kl_ltx2.py</c>).</summary>
internal static class PixelPatches
{
    /// <summary>[B, C, F, H, W] → [B, C·p·p, F, H/p, W/p].</summary>
    public static Tensor Gather(Tensor x, int p) => x
        .Reshape(x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3] / p, p, x.Shape[4] / p, p)
        .Permute(0, 1, 6, 4, 2, 3, 5)
        .Flatten(1, 3);

    /// <summary>[B, C·p·p, F, H, W] → [B, C, F, H·p, W·p].</summary>
    public static Tensor Spread(Tensor x, int p, int channels) => x
        .Reshape(x.Shape[0], channels, p, p, x.Shape[2], x.Shape[3], x.Shape[4])
        .Permute(0, 1, 4, 5, 3, 6, 2)
        .Reshape(x.Shape[0], channels, x.Shape[2], x.Shape[3] * p, x.Shape[4] * p);
}
