using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.AudioVae;

/// <summary>The norm of the audio autoencoder: over the channels of a position, or over 32 groups of channels with weights.</summary>
internal sealed class AudioNorm(ParameterScope scope, long channels, bool grouped)
{
    private const double Eps = 1e-6;
    private const int Groups = 32;
    private readonly GroupNorm? _grouped = grouped ? new GroupNorm(scope, Groups, channels, Eps) : null;

    public Tensor Forward(Tensor x) => _grouped?.Forward(x) ?? PixelNorm.Forward(x, Eps);
}

/// <summary>
/// Two times norm, SiLU, convolution, and the input added, through a 1×1 convolution where the channels change
/// (diffusers <c>LTX2AudioResnetBlock</c>).
/// </summary>
internal sealed class AudioResidualBlock
{
    private readonly AudioNorm _norm1;
    private readonly AudioNorm _norm2;
    private readonly AudioConvolution _conv1;
    private readonly AudioConvolution _conv2;
    private readonly AudioConvolution? _shortcut;

    public AudioResidualBlock(ParameterScope scope, long inChannels, long outChannels, AudioVaeConfig config)
    {
        _norm1 = new AudioNorm(scope["norm1"], inChannels, config.GroupNorms);
        _conv1 = new AudioConvolution(scope["conv1"], inChannels, outChannels, 3, config.CausalAxis);
        _norm2 = new AudioNorm(scope["norm2"], outChannels, config.GroupNorms);
        _conv2 = new AudioConvolution(scope["conv2"], outChannels, outChannels, 3, config.CausalAxis);
        if (inChannels != outChannels) _shortcut = new AudioConvolution(scope["nin_shortcut"], inChannels, outChannels, 1, config.CausalAxis);
    }

    public Tensor Forward(Tensor x)
    {
        Tensor h = _conv1.Forward(_norm1.Forward(x).Silu());
        h = _conv2.Forward(_norm2.Forward(h).Silu());
        return (_shortcut?.Forward(x) ?? x) + h;
    }
}

/// <summary>Attention of every position of the spectrogram to every other, one head (diffusers <c>LTX2AudioAttnBlock</c>).</summary>
internal sealed class AudioAttention(ParameterScope scope, long channels, bool grouped)
{
    private readonly AudioNorm _norm = new(scope["norm"], channels, grouped);
    private readonly Convolution _query = new(scope["q"], channels, channels, [1, 1]);
    private readonly Convolution _key = new(scope["k"], channels, channels, [1, 1]);
    private readonly Convolution _value = new(scope["v"], channels, channels, [1, 1]);
    private readonly Convolution _out = new(scope["proj_out"], channels, channels, [1, 1]);

    public Tensor Forward(Tensor x)
    {
        Tensor h = _norm.Forward(x);
        Tensor attended = x.Interpreter.Attention(Tokens(_query.Forward(h)), Tokens(_key.Forward(h)), Tokens(_value.Forward(h)), heads: 1);
        return x + _out.Forward(attended.SwapAxes(1, 2).Unflatten(2, x.Shape[2], x.Shape[3]));
    }

    /// <summary>[B, C, T, M] → [B, T·M, C].</summary>
    private static Tensor Tokens(Tensor x) => x.Flatten(2, 3).SwapAxes(1, 2);
}

/// <summary>Residual blocks of a stage, each followed by attention where the stage has it.</summary>
internal sealed class AudioStage
{
    private readonly (AudioResidualBlock Block, AudioAttention? Attention)[] _blocks;

    public AudioStage(ParameterScope scope, long inChannels, long outChannels, int count, bool attends, AudioVaeConfig config)
    {
        _blocks = new (AudioResidualBlock, AudioAttention?)[count];
        for (int i = 0; i < count; i++)
        {
            _blocks[i] = (
                new AudioResidualBlock(scope["block"][i], i == 0 ? inChannels : outChannels, outChannels, config),
                attends ? new AudioAttention(scope["attn"][i], outChannels, config.GroupNorms) : null);
        }
    }

    public Tensor Forward(Tensor x)
    {
        foreach ((AudioResidualBlock block, AudioAttention? attention) in _blocks)
        {
            x = block.Forward(x);
            x = attention?.Forward(x) ?? x;
        }

        return x;
    }
}

/// <summary>Between encoder or decoder stages and the latents: a residual block, attention where asked, a residual block.</summary>
internal sealed class AudioMiddle(ParameterScope scope, long channels, AudioVaeConfig config)
{
    private readonly AudioResidualBlock _block1 = new(scope["block_1"], channels, channels, config);
    private readonly AudioAttention? _attention = config.MiddleAttention ? new AudioAttention(scope["attn_1"], channels, config.GroupNorms) : null;
    private readonly AudioResidualBlock _block2 = new(scope["block_2"], channels, channels, config);

    public Tensor Forward(Tensor x)
    {
        x = _block1.Forward(x);
        return _block2.Forward(_attention?.Forward(x) ?? x);
    }
}
