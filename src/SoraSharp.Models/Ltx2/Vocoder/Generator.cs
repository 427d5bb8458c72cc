using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.Vocoder;

/// <summary>A convolution over time that keeps the length: [B, C, T] → [B, C, T].</summary>
internal sealed class SameConvolution
{
    private readonly Convolution _convolution;
    private readonly int _odd;

    public SameConvolution(ParameterScope scope, long channels, int kernel, int dilation)
    {
        int total = dilation * (kernel - 1);
        _odd = total % 2;
        _convolution = new Convolution(scope, channels, channels, [kernel], padding: [total / 2], dilation: [dilation]);
    }

    public Tensor Forward(Tensor x) => _convolution.Forward(_odd == 0 ? x : x.Pad(0.0, new AxisPadding(2, 0, _odd)));
}

/// <summary>
/// For every dilation: activation, dilated convolution, activation, convolution, and the input added
/// (Kong, Kim and Bae 2020; diffusers <c>ResBlock</c>).
/// </summary>
internal sealed class ResidualBlock
{
    private readonly (IActivation Act1, SameConvolution Conv1, IActivation Act2, SameConvolution Conv2)[] _steps;

    public ResidualBlock(ParameterScope scope, long channels, int kernel, IReadOnlyList<int> dilations, GeneratorConfig config)
    {
        _steps = [.. dilations.Select((dilation, i) => (
            Activations.Inner(scope["acts1"][i], channels, config),
            new SameConvolution(scope["convs1"][i], channels, kernel, dilation),
            Activations.Inner(scope["acts2"][i], channels, config),
            new SameConvolution(scope["convs2"][i], channels, kernel, 1)))];
    }

    public Tensor Forward(Tensor x)
    {
        foreach ((IActivation act1, SameConvolution conv1, IActivation act2, SameConvolution conv2) in _steps)
        {
            x += conv2.Forward(act2.Forward(conv1.Forward(act1.Forward(x))));
        }

        return x;
    }
}

/// <summary>
/// HiFi-GAN's generator: transposed convolutions raise the rate step by step, and after each the mean of residual blocks of
/// several kernels refines the signal (Kong, Kim and Bae 2020; diffusers <c>LTX2Vocoder</c>).
/// </summary>
internal sealed class Generator
{
    private readonly GeneratorConfig _config;
    private readonly Convolution _convIn;
    private readonly (ConvolutionTransposed Upsampler, ResidualBlock[] Blocks)[] _stages;
    private readonly IActivation _actOut;
    private readonly Convolution _convOut;

    public Generator(ParameterScope scope, GeneratorConfig config)
    {
        _config = config;
        long channels = config.HiddenChannels;
        int blocks = config.ResidualKernels.Count;
        _convIn = new Convolution(scope["conv_in"], config.InChannels, channels, [7], padding: [3]);
        _stages = new (ConvolutionTransposed, ResidualBlock[])[config.UpsampleFactors.Count];
        for (int i = 0; i < _stages.Length; i++)
        {
            int factor = config.UpsampleFactors[i], kernel = config.UpsampleKernels[i];
            ConvolutionTransposed upsampler = new(scope["upsamplers"][i], channels, channels / 2, [kernel], [factor], [(kernel - factor) / 2]);
            channels /= 2;
            _stages[i] = (upsampler, [.. Enumerable.Range(0, blocks).Select(j => new ResidualBlock(scope["resnets"][i * blocks + j], channels, config.ResidualKernels[j], config.ResidualDilations[j], config))]);
        }

        _actOut = Activations.Last(scope["act_out"], channels, config);
        _convOut = new Convolution(scope["conv_out"], channels, config.OutChannels, [7], padding: [3], bias: config.FinalBias);
    }

    /// <summary>ln mel [B, channels · bins, T] → waveform [B, out channels, T · samples a frame].</summary>
    public Tensor Forward(Tensor mel)
    {
        Tensor h = _convIn.Forward(mel);
        foreach ((ConvolutionTransposed upsampler, ResidualBlock[] blocks) in _stages)
        {
            if (_config.Activation == "leaky_relu") h = h.LeakyRelu(_config.NegativeSlope);
            h = upsampler.Forward(h);
            h = blocks.Select(block => block.Forward(h)).Aggregate((sum, next) => sum + next) / blocks.Length;
        }

        h = _convOut.Forward(_actOut.Forward(h));
        return _config.FinalActivation switch
        {
            "tanh" => h.Tanh(),
            "clamp" => h.Clamp(-1, 1),
            _ => h,
        };
    }
}
