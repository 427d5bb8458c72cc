using SoraSharp.Models.Wan;
using SoraSharp.Networks;
using SoraSharp.Stages;

namespace SoraSharp.Denoising;

/// <summary>One of Wan's transformers and its sessions.</summary>
/// <param name="Transformer">The network.</param>
/// <param name="Sessions">Its functions, loaded when they are first run.</param>
internal sealed record WanExpert(WanTransformer Transformer, NetworkSessions Sessions);

/// <summary>
/// Wan's denoiser of silent video: one transformer, or one for timesteps from a boundary on and one below it (2.2 A14B). Conditional and
/// unconditional evaluations run one after the other, as diffusers <c>pipeline_wan.py</c> does. Thread-safe.
/// </summary>
/// <param name="high">The transformer, of high noise where there are two.</param>
/// <param name="low">The transformer of low noise, or null.</param>
/// <param name="boundary">The timestep from which the first one is used.</param>
/// <param name="spatial">Pixels a latent covers in height and in width.</param>
/// <param name="temporal">Frames a latent covers; the first covers one.</param>
internal sealed class WanDenoiser(WanExpert high, WanExpert? low, double boundary, int spatial, int temporal) : IVideoDenoiser
{
    private readonly WanTransformerConfig _config = high.Transformer.Config;

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
    public int SequenceLengthOf(VideoLatentShape shape) => shape.Positions / (_config.PatchSize[0] * _config.PatchSize[1] * _config.PatchSize[2]);

    /// <inheritdoc />
    public IDenoisingRun Start(DenoisingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new WanDenoisingRun(timestep => low is null || timestep >= boundary ? high : low, context);
    }
}
