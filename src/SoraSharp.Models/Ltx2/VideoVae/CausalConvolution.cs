using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.VideoVae;

/// <summary>
/// A convolution over frames, height and width: [B, C, F, H, W] → [B, C', F, H, W]. Time is continued with the edge frames,
/// all before the first one where causal, else on both sides; frames are continued as the padding says.
/// Parameters <c>conv.weight</c>, <c>conv.bias</c> (diffusers <c>LTX2VideoCausalConv3d</c>).
/// </summary>
internal sealed class CausalConvolution
{
    private const int Kernel = 3;
    private readonly Convolution _convolution;
    private readonly SpatialPadding _padding;

    public CausalConvolution(ParameterScope scope, long inChannels, long outChannels, SpatialPadding padding, int stride = 1)
    {
        int spatial = padding == SpatialPadding.Zeros ? Kernel / 2 : 0;
        _convolution = new Convolution(scope["conv"], inChannels, outChannels, [Kernel, Kernel, Kernel], [stride, stride, stride], [0, spatial, spatial]);
        _padding = padding;
    }

    public Tensor Forward(Tensor x, bool causal)
    {
        x = causal
            ? x.Pad(PaddingMode.Edge, new AxisPadding(2, Kernel - 1, 0))
            : x.Pad(PaddingMode.Edge, new AxisPadding(2, Kernel / 2, Kernel / 2));
        if (_padding != SpatialPadding.Zeros)
        {
            PaddingMode mode = _padding == SpatialPadding.Reflect ? PaddingMode.Reflect : PaddingMode.Edge;
            x = x.Pad(mode, new AxisPadding(3, Kernel / 2, Kernel / 2), new AxisPadding(4, Kernel / 2, Kernel / 2));
        }

        return _convolution.Forward(x);
    }
}
