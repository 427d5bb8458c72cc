using SoraSharp.Models.Autoencoders;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.VideoVae;

/// <summary>Residual blocks of one width in a row.</summary>
internal sealed class ResidualStack(ParameterScope scope, long channels, int count, double eps, SpatialPadding padding)
{
    private readonly ResidualBlock[] _blocks = [.. Enumerable.Range(0, count).Select(i => new ResidualBlock(scope["resnets"][i], channels, channels, eps, padding))];

    public Tensor Forward(Tensor x, bool causal) => _blocks.Aggregate(x, (h, block) => block.Forward(h, causal));
}

/// <summary>An encoder stage: residual blocks, then a downsampler (diffusers <c>LTX2VideoDownBlock3D</c>).</summary>
internal sealed class DownStage
{
    private readonly ResidualStack _resnets;
    private readonly Downsampler? _downsampler;
    private readonly CausalConvolution? _strided;

    public DownStage(ParameterScope scope, long inChannels, long outChannels, int layers, bool scales, string kind, double eps, SpatialPadding padding)
    {
        _resnets = new ResidualStack(scope, inChannels, layers, eps, padding);
        if (!scales) return;
        ParameterScope sampler = scope["downsamplers"][0];
        if (kind == "conv") _strided = new CausalConvolution(sampler, inChannels, inChannels, padding, stride: 2);
        else _downsampler = new Downsampler(sampler, inChannels, outChannels, Stride3.Of(kind), padding);
    }

    public Tensor Forward(Tensor x, bool causal)
    {
        x = _resnets.Forward(x, causal);
        return _downsampler?.Forward(x, causal) ?? _strided?.Forward(x, causal) ?? x;
    }
}

/// <summary>
/// A decoder stage: where the channels change a residual block, then an upsampler, then residual blocks
/// (diffusers <c>LTX2VideoUpBlock3d</c>).
/// </summary>
internal sealed class UpStage
{
    private readonly ResidualBlock? _convIn;
    private readonly Upsampler? _upsampler;
    private readonly ResidualStack _resnets;

    public UpStage(ParameterScope scope, long inChannels, long outChannels, int layers, bool scales, string kind, bool residual, int factor, double eps, SpatialPadding padding)
    {
        if (inChannels != outChannels) _convIn = new ResidualBlock(scope["conv_in"], inChannels, outChannels, eps, padding);
        if (scales) _upsampler = new Upsampler(scope["upsamplers"][0], outChannels * factor, Stride3.Of(kind), residual, factor, padding);
        _resnets = new ResidualStack(scope, outChannels, layers, eps, padding);
    }

    public Tensor Forward(Tensor x, bool causal)
    {
        x = _convIn?.Forward(x, causal) ?? x;
        x = _upsampler?.Forward(x, causal) ?? x;
        return _resnets.Forward(x, causal);
    }
}
