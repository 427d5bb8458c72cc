using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.VideoVae;

/// <summary>
/// Pixels to the moments of the latents: patches of pixels become channels, stages halve axes, and one shared log-variance
/// is predicted next to the means (diffusers <c>LTX2VideoEncoder3d</c>).
/// </summary>
internal sealed class VideoVaeEncoder
{
    private readonly CausalConvolution _convIn;
    private readonly DownStage[] _stages;
    private readonly ResidualStack _middle;
    private readonly CausalConvolution _convOut;
    private readonly VideoVaeConfig _config;

    public VideoVaeEncoder(ParameterScope scope, VideoVaeConfig config)
    {
        _config = config;
        SpatialPadding padding = config.EncoderSpatialPadding;
        long channels = config.LatentChannels;
        _convIn = new CausalConvolution(scope["conv_in"], (long)config.InChannels * config.PatchSize * config.PatchSize, channels, padding);
        _stages = new DownStage[config.BlockOutChannels.Count];
        for (int i = 0; i < _stages.Length; i++)
        {
            long next = config.BlockOutChannels[i];
            _stages[i] = new DownStage(scope["down_blocks"][i], channels, next, config.LayersPerBlock[i], config.SpatioTemporalScaling[i], config.DownsampleType[i], config.ResnetNormEps, padding);
            channels = next;
        }

        _middle = new ResidualStack(scope["mid_block"], channels, config.LayersPerBlock[^1], config.ResnetNormEps, padding);
        _convOut = new CausalConvolution(scope["conv_out"], channels, config.LatentChannels + 1, padding);
    }

    /// <summary>[B, 3, F, H, W] in −1..1 → means and one log-variance [B, C + 1, f, h, w].</summary>
    public Tensor Forward(Tensor x, bool causal)
    {
        Tensor h = _convIn.Forward(PixelPatches.Gather(x, _config.PatchSize), causal);
        foreach (DownStage stage in _stages) h = stage.Forward(h, causal);
        h = PixelNorm.Forward(_middle.Forward(h, causal), ResidualBlock.NormEps);
        return _convOut.Forward(h.Silu(), causal);
    }
}
