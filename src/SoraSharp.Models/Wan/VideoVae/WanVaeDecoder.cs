using SoraSharp.Models.Autoencoders;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Wan.VideoVae;

/// <summary>
/// A latent frame to patched pixels: one frame for the first, then as many as time is compressed. Source: diffusers <c>autoencoder_kl_wan.py</c>, <c>WanDecoder3d</c>.
/// </summary>
internal sealed class WanVaeDecoder
{
    private readonly CausalConvolution _in;
    private readonly MiddleBlock _middle;
    private readonly Stage[] _stages;
    private readonly UnitNorm _normOut;
    private readonly CausalConvolution _out;

    public WanVaeDecoder(ParameterScope scope, WanVaeConfig config)
    {
        int count = config.Multipliers.Count;
        long channels = (long)config.DecoderBaseChannels * config.Multipliers[^1];
        _in = new(scope["conv_in"], Caches, config.LatentChannels, channels);
        _middle = new(scope["mid_block"], Caches, channels);
        _stages = new Stage[count];
        for (int i = 0; i < count; i++)
        {
            long outChannels = (long)config.DecoderBaseChannels * config.Multipliers[count - 1 - i];
            bool samples = i < count - 1, temporal = samples && config.TemporalDownsample[count - 2 - i];
            // 2.1 halves the channels as it doubles the sides.
            long inChannels = i > 0 && !config.IsResidual ? channels / 2 : channels;
            _stages[i] = new(scope["up_blocks"][i], Caches, inChannels, outChannels, config.ResidualBlocks + 1, samples, temporal, config.IsResidual);
            channels = outChannels;
        }

        _normOut = new(scope["norm_out"], channels);
        _out = new(scope["conv_out"], Caches, channels, config.OutChannels);
    }

    /// <summary>What it remembers between latent frames.</summary>
    public CacheLayout Caches { get; } = new();

    /// <summary>[B, z, 1, h, w] → [B, C, F, H, W].</summary>
    public Tensor Forward(Tensor x, FeatureCaches state)
    {
        x = _middle.Forward(_in.Forward(x, state), state);
        foreach (Stage stage in _stages) x = stage.Forward(x, state);
        return _out.Forward(_normOut.Forward(x).Silu(), state);
    }

    /// <summary>Source: diffusers <c>autoencoder_kl_wan.py</c>, <c>WanUpBlock</c>, and for 2.2 <c>WanResidualUpBlock</c>.</summary>
    private sealed class Stage
    {
        private readonly ResidualBlock[] _blocks;
        private readonly Upsampler? _upsampler;
        private readonly RepeatingShortcut? _shortcut;

        public Stage(ParameterScope scope, CacheLayout caches, long inChannels, long outChannels, int count, bool samples, bool temporal, bool residual)
        {
            _blocks = [.. Enumerable.Range(0, count).Select(i => new ResidualBlock(scope["resnets"][i], caches, i == 0 ? inChannels : outChannels, outChannels))];
            if (!samples) return;
            _upsampler = new(scope[residual ? "upsampler" : "upsamplers.0"], caches, outChannels, residual ? outChannels : outChannels / 2, temporal);
            if (residual) _shortcut = new(inChannels, outChannels, new Stride3(temporal ? 2 : 1, 2, 2));
        }

        public Tensor Forward(Tensor x, FeatureCaches state)
        {
            Tensor h = _blocks.Aggregate(x, (value, block) => block.Forward(value, state));
            h = _upsampler?.Forward(h, state) ?? h;
            return _shortcut is null ? h : h + _shortcut.Forward(x, state);
        }
    }
}
