using System.Collections.Immutable;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Ltx2;
using SoraSharp.Stages;

namespace SoraSharp.Denoising;

/// <summary>What LTX-2's latents stand for, from the configurations of its autoencoders.</summary>
/// <param name="SpatialCompression">Pixels a latent covers in height and in width.</param>
/// <param name="TemporalCompression">Frames a latent covers; the first covers one.</param>
/// <param name="AudioChannels">Channels of an audio latent.</param>
/// <param name="AudioBins">Frequency bins of an audio latent.</param>
/// <param name="AudioLatentsPerSecond">Audio latents a second: sample rate over hop over temporal compression.</param>
internal sealed record Ltx2Geometry(int SpatialCompression, int TemporalCompression, int AudioChannels, int AudioBins, double AudioLatentsPerSecond)
{
    /// <summary>Frames, rows and columns of pixels that a latent covers.</summary>
    public IReadOnlyList<int> ScaleFactors => [TemporalCompression, SpatialCompression, SpatialCompression];
}

/// <summary>
/// LTX-2's joint denoiser of video and sound. The conditional and unconditional evaluations run as a batch of two, the perturbed and
/// the isolated one after the other, as diffusers <c>pipeline_ltx2.py</c> does. Thread-safe.
/// </summary>
internal sealed class Ltx2Denoiser(Ltx2Transformer transformer, NetworkSessions sessions, Ltx2Geometry geometry, ImmutableArray<int> perturbedBlocks, bool useCrossTimestep) : IVideoDenoiser
{
    private readonly LatentPacking _packing = new(transformer.Config.Video.PatchSize, transformer.Config.Video.PatchSizeInTime);

    /// <inheritdoc />
    public VideoLatentShape VideoLatentShapeOf(VideoShape shape)
    {
        int spatial = geometry.SpatialCompression, temporal = geometry.TemporalCompression;
        if (shape.Size.Width < 1 || shape.Size.Height < 1 || shape.Size.Width % (spatial * _packing.Spatial) != 0 || shape.Size.Height % (spatial * _packing.Spatial) != 0)
        {
            throw new ArgumentException($"`size` is {shape.Size}; LTX-2 takes multiples of {spatial * _packing.Spatial} pixels here.", nameof(shape));
        }

        if (shape.Frames < 1 || (shape.Frames - 1) % temporal != 0)
        {
            throw new ArgumentException($"`frames` is {shape.Frames}; LTX-2 takes {temporal}k+1 here.", nameof(shape));
        }

        return new(transformer.Config.Video.InChannels / _packing.PatchVolume, ((shape.Frames - 1) / temporal) + 1, shape.Size.Height / spatial, shape.Size.Width / spatial);
    }

    /// <inheritdoc />
    public AudioLatentShape? AudioLatentShapeOf(VideoShape shape)
    {
        // Half to even, as Python rounds.
        int length = (int)Math.Round(shape.Frames / shape.FramesPerSecond * geometry.AudioLatentsPerSecond, MidpointRounding.ToEven);
        return new(geometry.AudioChannels, Math.Max(1, length), geometry.AudioBins);
    }

    /// <inheritdoc />
    public int SequenceLengthOf(VideoLatentShape shape) => _packing.Tokens(shape);

    /// <summary>The shape with the frames that stand beside the video: those that are seen later than its first.</summary>
    public VideoLatentShape WithKeyframes(VideoLatentShape shape, IReadOnlyList<ConditioningFrames> frames) =>
        shape with { Frames = shape.Frames + frames.Where(f => f.Frame > 0).Sum(f => ((f.Pictures.Count - 1) / geometry.TemporalCompression) + 1) };

    /// <inheritdoc />
    public IDenoisingRun Start(DenoisingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new Ltx2DenoisingRun(transformer, sessions, _packing, geometry, context, perturbedBlocks, useCrossTimestep);
    }
}
