using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.AudioVae;

/// <summary>
/// A convolution over time and mel bins that sees only the past on the causal axis: [B, C, T, M] → [B, C', T, M]. Parameters
/// <c>conv.weight</c>, <c>conv.bias</c> (diffusers <c>LTX2AudioCausalConv2d</c>).
/// </summary>
internal sealed class AudioConvolution
{
    private readonly Convolution _convolution;
    private readonly AxisPadding[] _padding;

    public AudioConvolution(ParameterScope scope, long inChannels, long outChannels, int kernel, CausalAxis axis)
    {
        int before = (kernel - 1) / 2, both = kernel - 1;
        bool rows = axis == CausalAxis.Height, columns = axis is CausalAxis.Width or CausalAxis.WidthCompatibility;
        _convolution = new Convolution(scope["conv"], inChannels, outChannels, [kernel, kernel], padding: [rows ? 0 : before, columns ? 0 : before]);
        _padding = kernel == 1 ? [] : rows ? [new AxisPadding(2, both, 0)] : columns ? [new AxisPadding(3, both, 0)] : [];
    }

    public Tensor Forward(Tensor x) => _convolution.Forward(_padding.Length == 0 ? x : x.Pad(0.0, _padding));
}

/// <summary>Halves both axes by a strided convolution; on the causal axis 2k + 1 become k + 1 (diffusers <c>LTX2AudioDownsample</c>).</summary>
internal sealed class AudioDownsampler(ParameterScope scope, long channels, CausalAxis axis)
{
    private readonly Convolution _convolution = new(scope["conv"], channels, channels, [3, 3], stride: [2, 2]);

    private readonly AxisPadding[] _padding = axis switch
    {
        CausalAxis.Height => [new(2, 2, 0), new(3, 0, 1)],
        CausalAxis.Width => [new(2, 0, 1), new(3, 2, 0)],
        CausalAxis.WidthCompatibility => [new(2, 0, 1), new(3, 1, 0)],
        _ => [new(2, 0, 1), new(3, 0, 1)],
    };

    public Tensor Forward(Tensor x) => _convolution.Forward(x.Pad(0.0, _padding));
}

/// <summary>Doubles both axes and convolves; on the causal axis k + 1 become 2k + 1 (diffusers <c>LTX2AudioUpsample</c>).</summary>
internal sealed class AudioUpsampler(ParameterScope scope, long channels, CausalAxis axis)
{
    private readonly AudioConvolution _convolution = new(scope["conv"], channels, channels, 3, axis);

    public Tensor Forward(Tensor x)
    {
        x = _convolution.Forward(x.RepeatInterleave(2, 2).RepeatInterleave(3, 2));
        return axis switch
        {
            CausalAxis.Height => x.Slice(2, 1),
            CausalAxis.Width => x.Slice(3, 1),
            _ => x,
        };
    }
}
