using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.AudioVae;

/// <summary>Log-mel spectrogram to the moments of the latents (diffusers <c>LTX2AudioEncoder</c>).</summary>
internal sealed class AudioVaeEncoder
{
    private readonly AudioConvolution _convIn;
    private readonly (AudioStage Stage, AudioDownsampler? Sampler)[] _stages;
    private readonly AudioMiddle _middle;
    private readonly AudioNorm _normOut;
    private readonly AudioConvolution _convOut;

    public AudioVaeEncoder(ParameterScope scope, AudioVaeConfig config)
    {
        long channels = config.BaseChannels;
        int resolution = config.Resolution;
        _convIn = new AudioConvolution(scope["conv_in"], config.InChannels, channels, 3, config.CausalAxis);
        _stages = new (AudioStage, AudioDownsampler?)[config.ChannelMultipliers.Count];
        for (int i = 0; i < _stages.Length; i++)
        {
            ParameterScope stage = scope["down"][i];
            long next = (long)config.BaseChannels * config.ChannelMultipliers[i];
            AudioStage blocks = new(stage, channels, next, config.ResidualBlocks, config.AttentionResolutions.Contains(resolution), config);
            bool last = i == _stages.Length - 1;
            _stages[i] = (blocks, last ? null : new AudioDownsampler(stage["downsample"], next, config.CausalAxis));
            channels = next;
            resolution /= 2;
        }

        _middle = new AudioMiddle(scope["mid"], channels, config);
        _normOut = new AudioNorm(scope["norm_out"], channels, config.GroupNorms);
        _convOut = new AudioConvolution(scope["conv_out"], channels, config.DoubleZ ? 2L * config.LatentChannels : config.LatentChannels, 3, config.CausalAxis);
    }

    /// <summary>ln mel [B, 2, T, bins] → means and log-variances [B, 2C, L, M].</summary>
    public Tensor Forward(Tensor mel)
    {
        Tensor h = _convIn.Forward(mel);
        foreach ((AudioStage stage, AudioDownsampler? sampler) in _stages)
        {
            h = stage.Forward(h);
            h = sampler?.Forward(h) ?? h;
        }

        return _convOut.Forward(_normOut.Forward(_middle.Forward(h)).Silu());
    }
}
