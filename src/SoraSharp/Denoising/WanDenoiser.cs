using SoraSharp.Models.Backends;
using SoraSharp.Models.Wan;
using SoraSharp.Stages;

namespace SoraSharp.Denoising;

/// <summary>
/// Wan's denoiser of silent video. Conditional and unconditional evaluations run one after the other, as diffusers <c>pipeline_wan.py</c>
/// does. Thread-safe.
/// </summary>
/// <param name="experts">The transformer, or the two.</param>
/// <param name="spatial">Pixels a latent covers in height and in width.</param>
/// <param name="temporal">Frames a latent covers; the first covers one.</param>
internal sealed class WanDenoiser(WanExperts experts, int spatial, int temporal) : IVideoDenoiser
{
    private readonly WanTransformerConfig _config = experts.Transformer.Config;

    /// <inheritdoc />
    public VideoLatentShape VideoLatentShapeOf(VideoShape shape)
    {
        int rows = spatial * _config.PatchSize[1], columns = spatial * _config.PatchSize[2];
        if (shape.Size.Width < 1 || shape.Size.Height < 1 || shape.Size.Width % columns != 0 || shape.Size.Height % rows != 0)
        {
            throw new ArgumentException($"`size` is {shape.Size}; Wan takes multiples of {columns}×{rows} pixels here.", nameof(shape));
        }

        if (shape.Frames < 1 || (shape.Frames - 1) % temporal != 0) throw new ArgumentException($"`frames` is {shape.Frames}; Wan takes {temporal}k+1 here.", nameof(shape));
        return new(_config.OutChannels, ((shape.Frames - 1) / temporal) + 1, shape.Size.Height / spatial, shape.Size.Width / spatial);
    }

    /// <inheritdoc />
    public AudioLatentShape? AudioLatentShapeOf(VideoShape shape) => null;

    /// <inheritdoc />
    public int SequenceLengthOf(VideoLatentShape shape) => _config.Tokens(shape.Frames, shape.Height, shape.Width);

    /// <inheritdoc />
    public IDenoisingRun Start(DenoisingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new WanDenoisingRun(experts, context);
    }
}
