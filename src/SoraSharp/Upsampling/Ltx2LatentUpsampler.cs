using SoraSharp.Models;
using SoraSharp.Models.Autoencoders;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Ltx2.Upsampler;
using SoraSharp.Models.Memory;
using SoraSharp.Models.Tensors;
using SoraSharp.Stages;

namespace SoraSharp.Upsampling;

/// <summary>LTX-2's latent upsampler between two stages of denoising; latents are denormalised for it and normalised again. Thread-safe until disposed.</summary>
internal sealed class Ltx2LatentUpsampler : ILatentUpsampler, IReleasable
{
    private readonly CheckpointComponent _component;
    private readonly LatentUpsampler _network;
    private readonly LatentUpsamplerCodec _codec;
    private readonly LatentStatistics _statistics;
    private readonly int _numerator;
    private readonly int _denominator;
    private readonly int _sizeStep;

    private Ltx2LatentUpsampler(CheckpointComponent component, LatentUpsampler network, LatentStatistics statistics, INetworkBackend backend, TokenPatches patches, int sizeStep)
    {
        _component = component;
        _network = network;
        _codec = new(network, backend, component);
        _statistics = statistics;
        (_numerator, _denominator) = network.Config.SpatialRatio ?? (2, 1);
        _sizeStep = sizeStep;
        NoiseOrder = patches;
    }

    /// <inheritdoc />
    public TokenPatches? NoiseOrder { get; }

    /// <summary>Width and height of the larger video are multiples of this.</summary>
    public int SizeStep => _sizeStep * _numerator;

    /// <summary>Where its weights are stored.</summary>
    public CheckpointComponent Component => _component;

    /// <summary>Opens a component.</summary>
    /// <param name="component">The upsampler's folder; owned by whoever opened it.</param>
    /// <param name="statistics">The video autoencoder's, of the same release.</param>
    /// <param name="latentChannels">Channels of the video autoencoder's latents.</param>
    /// <param name="backend">What runs it.</param>
    /// <param name="patches">How the transformer cuts latents into tokens.</param>
    /// <param name="sizeStep">Width and height of any video are multiples of this.</param>
    /// <exception cref="CheckpointException">The folder holds something else, or an upsampler that makes no larger frames.</exception>
    public static Ltx2LatentUpsampler Open(CheckpointComponent component, LatentStatistics statistics, int latentChannels, INetworkBackend backend, TokenPatches patches, int sizeStep)
    {
        component.RequireClass("LTX2LatentUpsamplerModel");
        LatentUpsampler network = new(LatentUpsamplerConfig.FromConfig(component.Config));
        component.Check(network.Parameters.Declared);
        LatentUpsamplerConfig config = network.Config;
        if (config.InChannels != latentChannels) throw new CheckpointException($"{component.Config.Source}: in_channels is {config.InChannels}; it must be {latentChannels}, the video autoencoder's latent channels. Use components of one release.");
        if (!config.Spatial || config.Temporal || config.SpatialRatio is { } ratio && ratio.Numerator <= ratio.Denominator)
        {
            throw new CheckpointException($"{component.Config.Source}: two stages need an upsampler that makes frames larger and leaves their number; this one has spatial_upsample {config.Spatial}, temporal_upsample {config.Temporal}, rational_spatial_scale {config.SpatialRatio}. Use the spatial upsampler of the release.");
        }

        return new(component, network, statistics, backend, patches, sizeStep);
    }

    /// <inheritdoc />
    public VideoShape SmallShapeOf(VideoShape shape)
    {
        if (shape.Size.Width % SizeStep != 0 || shape.Size.Height % SizeStep != 0) throw new ArgumentException($"`size` is {shape.Size}; in two stages this model takes multiples of {SizeStep} pixels.", nameof(shape));
        return shape with { Size = new(shape.Size.Width / _numerator * _denominator, shape.Size.Height / _numerator * _denominator) };
    }

    /// <inheritdoc />
    public Task<VideoLatents> UpsampleAsync(VideoLatents latents, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(latents);
        return Task.Run(
            () =>
            {
                VideoLatentShape s = latents.Shape;
                HostTensor denormalized = _statistics.Denormalize(HostTensor.From(latents.Values, 1, s.Channels, s.Frames, s.Height, s.Width));
                HostTensor upsampled = _statistics.Normalize(_codec.Upsample(denormalized, cancellationToken: cancellationToken));
                return new VideoLatents(upsampled.Floats, new(s.Channels, (int)upsampled.Shape[2], (int)upsampled.Shape[3], (int)upsampled.Shape[4]));
            },
            cancellationToken);
    }

    /// <summary>The network that it runs for latents of the small video.</summary>
    public FunctionRun Run(VideoLatentShape small) =>
        new(_network.Upsample(), new Dictionary<string, long> { ["batch"] = 1, ["frames"] = small.Frames, ["height"] = small.Height, ["width"] = small.Width });

    /// <inheritdoc />
    public void Release() => _codec.Release();

    /// <inheritdoc />
    public void Dispose() => _codec.Dispose();
}
