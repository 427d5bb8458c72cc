using SoraSharp.Models.Autoencoders;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Wan.VideoVae;

/// <summary>
/// A chunk of patched pixels to moments: means, then log-variances. Source: diffusers <c>autoencoder_kl_wan.py</c>, <c>WanEncoder3d</c>.
/// </summary>
internal sealed class WanVaeEncoder
{
    private readonly CausalConvolution _in;
    private readonly List<Func<Tensor, FeatureCaches, Tensor>> _stages = [];
    private readonly MiddleBlock _middle;
    private readonly UnitNorm _normOut;
    private readonly CausalConvolution _out;

    public WanVaeEncoder(ParameterScope scope, WanVaeConfig config)
    {
        long channels = config.BaseChannels;
        _in = new(scope["conv_in"], Caches, config.InChannels, channels);
        ParameterScope blocks = scope["down_blocks"];
        for (int i = 0, block = 0; i < config.Multipliers.Count; i++)
        {
            long outChannels = (long)config.BaseChannels * config.Multipliers[i];
            bool samples = i < config.Multipliers.Count - 1, temporal = samples && config.TemporalDownsample[i];
            if (config.IsResidual) _stages.Add(new ResidualStage(blocks[i], Caches, channels, outChannels, config.ResidualBlocks, samples, temporal).Forward);
            else AddFlat(blocks, ref block, config, channels, outChannels, attends: config.AttentionScales.Contains(Math.Pow(0.5, i)), samples, temporal);
            channels = outChannels;
        }

        _middle = new(scope["mid_block"], Caches, channels);
        _normOut = new(scope["norm_out"], channels);
        _out = new(scope["conv_out"], Caches, channels, 2L * config.LatentChannels);
    }

    /// <summary>What it remembers between chunks.</summary>
    public CacheLayout Caches { get; } = new();

    /// <summary>[B, C, F, H, W], one frame first and then four at a time → [B, 2·z, 1, h, w].</summary>
    public Tensor Forward(Tensor x, FeatureCaches state)
    {
        x = _in.Forward(x, state);
        foreach (Func<Tensor, FeatureCaches, Tensor> stage in _stages) x = stage(x, state);
        x = _middle.Forward(x, state);
        return _out.Forward(_normOut.Forward(x).Silu(), state);
    }

    /// <summary>2.1 numbers all blocks of all stages in one row.</summary>
    private void AddFlat(ParameterScope blocks, ref int block, WanVaeConfig config, long channels, long outChannels, bool attends, bool samples, bool temporal)
    {
        for (int k = 0; k < config.ResidualBlocks; k++)
        {
            _stages.Add(new ResidualBlock(blocks[block++], Caches, k == 0 ? channels : outChannels, outChannels).Forward);
            if (!attends) continue;
            FrameAttention attention = new(blocks[block++], outChannels);
            _stages.Add((x, _) => attention.Forward(x));
        }

        if (samples) _stages.Add(new Downsampler(blocks[block++], Caches, outChannels, temporal).Forward);
    }

    /// <summary>A stage of 2.2. Source: diffusers <c>autoencoder_kl_wan.py</c>, <c>WanResidualDownBlock</c>.</summary>
    private sealed class ResidualStage(ParameterScope scope, CacheLayout caches, long inChannels, long outChannels, int count, bool samples, bool temporal)
    {
        private readonly ResidualBlock[] _blocks = [.. Enumerable.Range(0, count).Select(i => new ResidualBlock(scope["resnets"][i], caches, i == 0 ? inChannels : outChannels, outChannels))];
        private readonly Downsampler? _downsampler = samples ? new(scope["downsampler"], caches, outChannels, temporal) : null;
        private readonly AveragingShortcut _shortcut = new(inChannels, outChannels, new Stride3(temporal ? 2 : 1, samples ? 2 : 1, samples ? 2 : 1));

        public Tensor Forward(Tensor x, FeatureCaches state)
        {
            Tensor h = _blocks.Aggregate(x, (value, block) => block.Forward(value, state));
            return (_downsampler?.Forward(h, state) ?? h) + _shortcut.Forward(x, state);
        }
    }
}
