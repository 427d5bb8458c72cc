using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.VideoVae;

/// <summary>
/// Two times norm, SiLU, convolution, and the input added; where the channels change, the input goes through a layer norm
/// and a 1×1×1 convolution first (diffusers <c>LTX2VideoResnetBlock3d</c>).
/// </summary>
internal sealed class ResidualBlock
{
    /// <summary>Epsilon of the norms over channels (diffusers <c>PerChannelRMSNorm</c>).</summary>
    public const double NormEps = 1e-8;

    private readonly CausalConvolution _conv1;
    private readonly CausalConvolution _conv2;
    private readonly LayerNorm? _norm3;
    private readonly Convolution? _shortcut;

    public ResidualBlock(ParameterScope scope, long inChannels, long outChannels, double eps, SpatialPadding padding)
    {
        _conv1 = new CausalConvolution(scope["conv1"], inChannels, outChannels, padding);
        _conv2 = new CausalConvolution(scope["conv2"], outChannels, outChannels, padding);
        if (inChannels == outChannels) return;
        _norm3 = new LayerNorm(scope["norm3"], inChannels, eps);
        _shortcut = new Convolution(scope["conv_shortcut"], inChannels, outChannels, [1, 1, 1]);
    }

    public Tensor Forward(Tensor x, bool causal)
    {
        Tensor h = _conv1.Forward(PixelNorm.Forward(x, NormEps).Silu(), causal);
        h = _conv2.Forward(PixelNorm.Forward(h, NormEps).Silu(), causal);
        return h + Shortcut(x);
    }

    private Tensor Shortcut(Tensor x)
    {
        if (_norm3 is null || _shortcut is null) return x;
        Tensor channelsLast = _norm3.Forward(x.Permute(0, 2, 3, 4, 1));
        return _shortcut.Forward(channelsLast.Permute(0, 4, 1, 2, 3));
    }
}
