using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.VideoVae;

/// <summary>
/// Latents to pixels: stages double axes, and channels become patches of pixels (diffusers <c>LTX2VideoDecoder3d</c>).
/// Every operation is differentiable.
/// </summary>
internal sealed class VideoVaeDecoder
{
    private readonly CausalConvolution _convIn;
    private readonly ResidualStack _middle;
    private readonly UpStage[] _stages;
    private readonly CausalConvolution _convOut;
    private readonly VideoVaeConfig _config;

    public VideoVaeDecoder(ParameterScope scope, VideoVaeConfig config)
    {
        _config = config;
        SpatialPadding padding = config.DecoderSpatialPadding;
        int count = config.DecoderBlockOutChannels.Count;
        long channels = config.DecoderBlockOutChannels[^1];
        _convIn = new CausalConvolution(scope["conv_in"], config.LatentChannels, channels, padding);
        _middle = new ResidualStack(scope["mid_block"], channels, config.DecoderLayersPerBlock[^1], config.ResnetNormEps, padding);
        _stages = new UpStage[count];
        for (int i = 0; i < count; i++)
        {
            // The file lists the decoder from the pixels inwards, except for the kinds of upsampling.
            int listed = count - 1 - i;
            int factor = config.UpsampleFactor[listed];
            long inChannels = channels / factor;
            channels = config.DecoderBlockOutChannels[listed] / factor;
            _stages[i] = new UpStage(scope["up_blocks"][i], inChannels, channels, config.DecoderLayersPerBlock[listed], config.DecoderSpatioTemporalScaling[listed], config.UpsampleType[i], config.UpsampleResidual[listed], factor, config.ResnetNormEps, padding);
        }

        _convOut = new CausalConvolution(scope["conv_out"], channels, (long)config.OutChannels * config.PatchSize * config.PatchSize, padding);
    }

    /// <summary>Denormalised latents [B, C, f, h, w] → pixels [B, 3, F, H, W], about −1..1.</summary>
    public Tensor Forward(Tensor latents, bool causal)
    {
        Tensor h = _middle.Forward(_convIn.Forward(latents, causal), causal);
        foreach (UpStage stage in _stages) h = stage.Forward(h, causal);
        h = PixelNorm.Forward(h, ResidualBlock.NormEps);
        return PixelPatches.Spread(_convOut.Forward(h.Silu(), causal), _config.PatchSize, _config.OutChannels);
    }
}
