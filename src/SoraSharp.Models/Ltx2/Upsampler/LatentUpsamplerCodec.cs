using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.Upsampler;

/// <summary>What is done to latents after they are upsampled.</summary>
/// <param name="StatisticsMatch">How far channels get back the mean and deviation they had before: 0 (not) to 1 (all) and beyond, up to 10; 0 or less is not at all.</param>
/// <param name="ToneMapCompression">How much large values are made smaller, 0 to 1.</param>
internal sealed record LatentUpsamplingOptions(double StatisticsMatch = 0, double ToneMapCompression = 0);

/// <summary>The latent upsampler at work (diffusers <c>LTX2LatentUpsamplePipeline</c>, from latents to latents). Loads when it is first used. Thread-safe.</summary>
internal sealed class LatentUpsamplerCodec(LatentUpsampler network, INetworkBackend backend, IWeightSource weights) : IReleasable
{
    private readonly NetworkSessions _sessions = new(backend, weights);

    /// <summary>Denormalised latents [B, C, f, h, w] to denormalised latents of the larger video.</summary>
    /// <exception cref="ArgumentException">The latents have another shape.</exception>
    public HostTensor Upsample(HostTensor latents, LatentUpsamplingOptions? options = null, CancellationToken cancellationToken = default)
    {
        int channels = network.Config.InChannels;
        if (latents.Shape.Count != 5 || latents.Shape[1] != channels || latents.Count == 0) throw new ArgumentException($"The latents are {latents}; this upsampler takes [batch, {channels}, frames, height, width], each 1 or more.", nameof(latents));
        options ??= new LatentUpsamplingOptions();
        HostTensor upsampled = _sessions.Run("upsample", network.Upsample, new Dictionary<string, HostTensor> { ["latents"] = latents }, cancellationToken)["upsampled"];
        // As in the reference, a factor of 0 or less leaves the statistics alone.
        if (options.StatisticsMatch > 0) upsampled = LatentFilters.MatchStatistics(upsampled, latents, options.StatisticsMatch);
        return options.ToneMapCompression == 0 ? upsampled : LatentFilters.ToneMap(upsampled, options.ToneMapCompression);
    }

    /// <inheritdoc />
    public void Release() => _sessions.Release();

    /// <inheritdoc />
    public void Dispose() => _sessions.Dispose();
}
