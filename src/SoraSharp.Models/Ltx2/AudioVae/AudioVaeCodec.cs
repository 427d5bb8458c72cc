using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.AudioVae;

/// <summary>
/// The audio autoencoder at work: log-mel spectrograms to latents and back, and the packed form that the denoiser takes.
/// Loads a half when it is first used. Thread-safe.
/// </summary>
internal sealed class AudioVaeCodec : IReleasable
{
    private readonly AudioVaeNetwork _network;
    private readonly IWeightSource _weights;
    private readonly NetworkSessions _sessions;
    private readonly Lazy<(float[] Mean, float[] Std)> _statistics;

    /// <param name="network">The autoencoder.</param>
    /// <param name="backend">What runs it.</param>
    /// <param name="weights">Its checkpoint; must outlive the codec.</param>
    public AudioVaeCodec(AudioVaeNetwork network, INetworkBackend backend, IWeightSource weights)
    {
        (_network, _weights) = (network, weights);
        _sessions = new(backend, weights);
        _statistics = new Lazy<(float[], float[])>(() => (Read("latents_mean"), Read("latents_std")));
    }

    /// <summary>ln mel [B, 2, T, bins] → mean and log-variance, [B, C, L, M]; T is best 4L − 3.</summary>
    /// <exception cref="ArgumentException">The spectrogram has other channels, or fewer bins than a latent covers.</exception>
    public (HostTensor Mean, HostTensor LogVariance) Encode(HostTensor mel, CancellationToken cancellationToken = default)
    {
        int channels = _network.Config.InChannels;
        if (mel.Shape.Count != 4 || mel.Shape[1] != channels || mel.Shape[2] < 1 || mel.Shape[3] < AudioVaeConfig.Compression) throw new ArgumentException($"The spectrogram is {mel}; it must be [batch, {channels}, frames, {AudioVaeConfig.Compression} bins or more].", nameof(mel));
        IReadOnlyDictionary<string, HostTensor> outputs = _sessions.Run("encode", _network.Encode, new Dictionary<string, HostTensor> { ["mel"] = mel }, cancellationToken);
        return (outputs["mean"], outputs["logvar"]);
    }

    /// <summary>Denormalised latents [B, C, L, M] → ln mel [B, 2, 4L − 3, mel bins].</summary>
    /// <exception cref="ArgumentException">The latents have other channels.</exception>
    public HostTensor Decode(HostTensor latents, CancellationToken cancellationToken = default)
    {
        if (latents.Shape.Count != 4 || latents.Shape[1] != _network.Config.LatentChannels || latents.Count == 0) throw new ArgumentException($"The audio latents are {latents}; they must be [batch, {_network.Config.LatentChannels}, frames, bins], each 1 or more.", nameof(latents));
        int bins = (int)latents.Shape[3];
        return _sessions.Run(bins, () => _network.Decode(bins), new Dictionary<string, HostTensor> { ["latents"] = latents }, cancellationToken)["mel"];
    }

    /// <summary>[B, C, L, M] → [B, L, C·M]. The result is new.</summary>
    public static HostTensor Pack(HostTensor latents) => SwapMiddle(latents).WithShape(latents.Shape[0], latents.Shape[2], latents.Shape[1] * latents.Shape[3]);

    /// <summary>[B, L, C·M] → [B, C, L, M]. The result is new.</summary>
    /// <exception cref="ArgumentException">The last axis is no multiple of the latents' channels.</exception>
    public HostTensor Unpack(HostTensor packed)
    {
        int channels = _network.Config.LatentChannels;
        if (packed.Shape.Count != 3 || packed.Shape[2] % channels != 0) throw new ArgumentException($"The packed audio latents are {packed}; they must be [batch, frames, a multiple of {channels}].", nameof(packed));
        return SwapMiddle(packed.WithShape(packed.Shape[0], packed.Shape[1], channels, packed.Shape[2] / channels));
    }

    /// <summary>(z − mean)/std over the last axis of packed latents. The result is new.</summary>
    public HostTensor Normalize(HostTensor packed) => PerFeature(packed, (z, mean, std) => (z - mean) / std);

    /// <summary>z·std + mean over the last axis of packed latents. The result is new.</summary>
    public HostTensor Denormalize(HostTensor packed) => PerFeature(packed, (z, mean, std) => z * std + mean);

    /// <inheritdoc />
    public void Release() => _sessions.Release();

    /// <inheritdoc />
    public void Dispose() => _sessions.Dispose();

    private HostTensor PerFeature(HostTensor packed, Func<float, float, float, float> function)
    {
        (float[] mean, float[] std) = _statistics.Value;
        if (packed.Shape.Count != 3 || packed.Shape[2] != mean.Length) throw new ArgumentException($"The packed audio latents are {packed}; this checkpoint's statistics are for [batch, frames, {mean.Length}].", nameof(packed));
        float[] result = new float[packed.Count];
        for (int i = 0; i < result.Length; i++) result[i] = function(packed.Floats[i], mean[i % mean.Length], std[i % mean.Length]);
        return HostTensor.From(result, [.. packed.Shape]);
    }

    /// <summary>[B, P, Q, N] → [B, Q, P, N].</summary>
    private static HostTensor SwapMiddle(HostTensor x)
    {
        int batch = (int)x.Shape[0], first = (int)x.Shape[1], second = (int)x.Shape[2], inner = (int)x.Shape[3];
        float[] result = new float[x.Count];
        for (int b = 0; b < batch; b++)
        {
            for (int p = 0; p < first; p++)
            {
                for (int q = 0; q < second; q++) Array.Copy(x.Floats, ((b * first + p) * second + q) * inner, result, ((b * second + q) * first + p) * inner, inner);
            }
        }

        return HostTensor.From(result, batch, second, first, inner);
    }

    private float[] Read(string name) =>
        _weights.TryGet(name, out StoredTensor? tensor) ? tensor.ToFloats() : throw new CheckpointException($"{_weights.Name} lacks {name}; without it latents cannot be normalised.");
}
