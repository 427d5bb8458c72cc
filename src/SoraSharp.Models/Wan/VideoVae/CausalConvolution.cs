using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Wan.VideoVae;

/// <summary>
/// A convolution over three frames, rows and columns that looks only back in time: before the first chunk lie zeros, before the others the last
/// two frames of what came. Source: diffusers <c>autoencoder_kl_wan.py</c>, <c>WanCausalConv3d</c>.
/// </summary>
internal sealed class CausalConvolution
{
    /// <summary>Frames of a kernel, and with one less, frames to remember.</summary>
    private const int Kernel = 3;

    private const int Frames = 2;
    private readonly Convolution _convolution;
    private readonly int _slot;

    /// <param name="scope">Where <c>weight</c> and <c>bias</c> are declared.</param>
    /// <param name="caches">Where its cache is declared.</param>
    /// <param name="inChannels">Channels that come in.</param>
    /// <param name="outChannels">Channels that go out.</param>
    /// <param name="spatial">Rows and columns of the kernel, 3 or 1.</param>
    public CausalConvolution(ParameterScope scope, CacheLayout caches, long inChannels, long outChannels, int spatial = 3)
    {
        _convolution = new(scope, inChannels, outChannels, [Kernel, spatial, spatial], padding: [0, spatial / 2, spatial / 2]);
        _slot = caches.Add(inChannels, Kernel - 1);
    }

    public Tensor Forward(Tensor x, FeatureCaches caches)
    {
        Tensor continued = caches.First ? x.Pad(0.0, new AxisPadding(Frames, Kernel - 1, 0)) : x.Interpreter.Concat(Frames, caches[_slot], x);
        caches[_slot] = continued.Slice(Frames, 1 - Kernel);
        return _convolution.Forward(continued);
    }

    /// <summary>Leaves zeros for the next chunk: it begins as if nothing had come before.</summary>
    public void Skip(Tensor x, FeatureCaches caches) =>
        caches[_slot] = x.Interpreter.Constant([0f], 1, 1, 1, 1, 1).Expand(x.Shape[0], x.Shape[1], Kernel - 1, x.Shape[3], x.Shape[4]);
}
