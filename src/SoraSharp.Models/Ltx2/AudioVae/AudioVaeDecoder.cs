using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.AudioVae;

/// <summary>Latents to log-mel spectrogram (diffusers <c>LTX2AudioDecoder</c>).</summary>
internal sealed class AudioVaeDecoder
{
    private readonly AudioConvolution _convIn;
    private readonly AudioMiddle _middle;
    private readonly (AudioStage Stage, AudioUpsampler? Sampler)[] _stages;
    private readonly AudioNorm _normOut;
    private readonly AudioConvolution _convOut;
    private readonly int? _melBins;

    public AudioVaeDecoder(ParameterScope scope, AudioVaeConfig config)
    {
        int count = config.ChannelMultipliers.Count;
        long channels = (long)config.BaseChannels * config.ChannelMultipliers[^1];
        _melBins = config.MelBins;
        _convIn = new AudioConvolution(scope["conv_in"], config.LatentChannels, channels, 3, config.CausalAxis);
        _middle = new AudioMiddle(scope["mid"], channels, config);
        _stages = new (AudioStage, AudioUpsampler?)[count];
        for (int level = count - 1; level >= 0; level--)
        {
            ParameterScope stage = scope["up"][level];
            long next = (long)config.BaseChannels * config.ChannelMultipliers[level];
            // The decoder counts its resolution up from the smallest, whatever the odd halves of the encoder were.
            int resolution = (config.Resolution >> (count - 1)) << (count - 1 - level);
            AudioStage blocks = new(stage, channels, next, config.ResidualBlocks + 1, config.AttentionResolutions.Contains(resolution), config);
            _stages[count - 1 - level] = (blocks, level == 0 ? null : new AudioUpsampler(stage["upsample"], next, config.CausalAxis));
            channels = next;
        }

        _normOut = new AudioNorm(scope["norm_out"], channels, config.GroupNorms);
        _convOut = new AudioConvolution(scope["conv_out"], channels, config.OutputChannels, 3, config.CausalAxis);
    }

    /// <summary>Denormalised latents [B, C, L, M] of known M → ln mel [B, 2, 4L − 3, mel bins], cut or continued with zeros to the configured bins.</summary>
    public Tensor Forward(Tensor latents)
    {
        Tensor h = _middle.Forward(_convIn.Forward(latents));
        foreach ((AudioStage stage, AudioUpsampler? sampler) in _stages)
        {
            h = stage.Forward(h);
            h = sampler?.Forward(h) ?? h;
        }

        h = _convOut.Forward(_normOut.Forward(h).Silu());
        h = h.Slice(2, 0, latents.Shape[2] * AudioVaeConfig.Compression - (AudioVaeConfig.Compression - 1));
        int missing = _melBins is int bins ? bins - (int)h.Shape[3].Value : 0;
        if (missing < 0) return h.Slice(3, 0, _melBins!.Value);
        return missing == 0 ? h : h.Pad(0.0, new AxisPadding(3, 0, missing));
    }
}
