using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.Upsampler;

/// <summary>Two times convolution and norm, SiLU between and after the input is added (diffusers <c>latent_upsampler.py</c>, <c>ResBlock</c>).</summary>
internal sealed class UpsamplerBlock(ParameterScope scope, LatentUpsamplerConfig config)
{
    /// <summary>Epsilon of all norms, the framework's default.</summary>
    public const double NormEps = 1e-5;

    private readonly Convolution _conv1 = Same(scope["conv1"], config, config.MidChannels, config.MidChannels);
    private readonly GroupNorm _norm1 = new(scope["norm1"], LatentUpsamplerConfig.NormGroups, config.MidChannels, NormEps);
    private readonly Convolution _conv2 = Same(scope["conv2"], config, config.MidChannels, config.MidChannels);
    private readonly GroupNorm _norm2 = new(scope["norm2"], LatentUpsamplerConfig.NormGroups, config.MidChannels, NormEps);

    public Tensor Forward(Tensor x)
    {
        Tensor h = _norm1.Forward(_conv1.Forward(x)).Silu();
        return (_norm2.Forward(_conv2.Forward(h)) + x).Silu();
    }

    /// <summary>A convolution that keeps lengths, over time too unless frames are looked at one by one.</summary>
    public static Convolution Same(ParameterScope scope, LatentUpsamplerConfig config, long inChannels, long outChannels) =>
        config.PerFrame ? new(scope, inChannels, outChannels, [3, 3], padding: [1, 1]) : new(scope, inChannels, outChannels, [3, 3, 3], padding: [1, 1, 1]);
}

/// <summary>
/// Grows height and width, time, or all three: a convolution to many channels that move into neighbourhoods; for fractions, a blur
/// with a stored kernel that keeps every n-th position then (diffusers <c>latent_upsampler.py</c>, <c>SpatialRationalResampler</c> and <c>PixelShuffleND</c>).
/// </summary>
internal sealed class UpsamplerStage
{
    private const int BlurKernel = 5;
    private readonly LatentUpsamplerConfig _config;
    private readonly Convolution _conv;
    private readonly Parameter? _blur;
    private readonly int _frames;
    private readonly int _sides;
    private readonly int _keepEvery;

    public UpsamplerStage(ParameterScope scope, LatentUpsamplerConfig config)
    {
        _config = config;
        _frames = config.Temporal ? 2 : 1;
        _sides = config.SpatialRatio?.Numerator ?? (config.Spatial ? 2 : 1);
        _keepEvery = config.SpatialRatio?.Denominator ?? 1;
        long channels = config.MidChannels, grown = channels * _frames * _sides * _sides;
        ParameterScope conv = scope[config.SpatialRatio is null ? "0" : "conv"];
        _conv = config.Temporal ? new(conv, channels, grown, [3, 3, 3], padding: [1, 1, 1]) : new(conv, channels, grown, [3, 3], padding: [1, 1]);
        if (config.SpatialRatio is not null) _blur = scope["blur_down"].Declare("kernel", 1, 1, BlurKernel, BlurKernel);
    }

    /// <summary>Whether it takes [B, C, F, H, W]; else the frames of all rows, [N, C, H, W].</summary>
    public bool SeesTime => _config.Temporal;

    public Tensor Forward(Tensor x)
    {
        x = _conv.Forward(x);
        return SeesTime ? SpreadInTime(x) : Blur(Spread(x));
    }

    /// <summary>[B, C·p·s·s, F, H, W] → [B, C, F·p − 1, H·s, W·s]: the first of all frames is one too many.</summary>
    private Tensor SpreadInTime(Tensor x) => x
        .Reshape(x.Shape[0], _config.MidChannels, _frames, _sides, _sides, x.Shape[2], x.Shape[3], x.Shape[4])
        .Permute(0, 1, 5, 2, 6, 3, 7, 4)
        .Reshape(x.Shape[0], _config.MidChannels, x.Shape[2] * _frames, x.Shape[3] * _sides, x.Shape[4] * _sides)
        .Slice(2, 1);

    /// <summary>[N, C·s·s, H, W] → [N, C, H·s, W·s].</summary>
    private Tensor Spread(Tensor x) => x
        .Reshape(x.Shape[0], _config.MidChannels, _sides, _sides, x.Shape[2], x.Shape[3])
        .Permute(0, 1, 4, 2, 5, 3)
        .Reshape(x.Shape[0], _config.MidChannels, x.Shape[2] * _sides, x.Shape[3] * _sides);

    private Tensor Blur(Tensor x)
    {
        if (_blur is null || _keepEvery == 1) return x;
        Tensor kernel = x.Interpreter.Weight(_blur).Expand(_config.MidChannels, 1, BlurKernel, BlurKernel);
        return x.Interpreter.Convolution(x, kernel, null, [_keepEvery, _keepEvery], [BlurKernel / 2, BlurKernel / 2], [1, 1], _config.MidChannels);
    }
}
