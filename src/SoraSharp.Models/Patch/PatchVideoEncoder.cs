using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Patch;

/// <summary>
/// Pixels to latents by two linear maps: one for the patches of the first frame, one for the patches of the following
/// groups of frames. The maps are principal components, scaled so that latents have about unit variance.
/// </summary>
internal sealed class PatchVideoEncoder(ParameterScope scope, int colours, int latentChannels, int frames, int patch)
{
    private readonly Linear _first = new(scope["first"], (long)colours * patch * patch, latentChannels);
    private readonly Linear _rest = new(scope["rest"], (long)colours * frames * patch * patch, latentChannels);

    /// <summary>[B, 3, 1 + k·frames, H, W] in −1..1 → [B, C, 1 + k, H/patch, W/patch].</summary>
    public Tensor Forward(Tensor x)
    {
        Tensor first = _first.Forward(Patches(x.Slice(2, 0, 1), 1, patch));
        Tensor rest = _rest.Forward(Patches(x.Slice(2, 1), frames, patch));
        return x.Interpreter.Concat(1, first, rest).Permute(0, 4, 1, 2, 3);
    }

    /// <summary>Patches that are cut already, of the first frame [B, l, numbers] and of the others [B, L, numbers] → latents as tokens [B, l + L, C].</summary>
    public Tensor ForwardPatches(Tensor first, Tensor rest) => first.Interpreter.Concat(1, _first.Forward(first), _rest.Forward(rest));

    /// <summary>[B, c, k·frames, H, W] → [B, k, H/patch, W/patch, c·frames·patch·patch], a vector ordered as colour, frame, row, column.</summary>
    public static Tensor Patches(Tensor x, int frames, int patch) => x
        .Reshape(x.Shape[0], x.Shape[1], x.Shape[2] / frames, frames, x.Shape[3] / patch, patch, x.Shape[4] / patch, patch)
        .Permute(0, 2, 4, 6, 1, 3, 5, 7)
        .Flatten(4, 7);

    /// <summary>The inverse of <see cref="Patches"/>: [B, k, h, w, colours·frames·patch·patch] → [B, colours, k·frames, h·patch, w·patch].</summary>
    public static Tensor Pixels(Tensor patches, int colours, int frames, int patch) => patches
        .Reshape(patches.Shape[0], patches.Shape[1], patches.Shape[2], patches.Shape[3], colours, frames, patch, patch)
        .Permute(0, 4, 1, 5, 2, 6, 3, 7)
        .Reshape(patches.Shape[0], colours, patches.Shape[1] * frames, patches.Shape[2] * patch, patches.Shape[3] * patch);
}
