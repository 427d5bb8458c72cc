using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Autoencoders;

/// <summary>The mean and standard deviation of every channel of video latents. Thread-safe.</summary>
internal sealed class LatentStatistics
{
    private readonly string _owner;
    private readonly float _scaling;
    private readonly Lazy<(float[] Mean, float[] Std)> _values;

    /// <summary>Statistics that a checkpoint stores as <c>latents_mean</c> and <c>latents_std</c>; read when first used.</summary>
    /// <param name="weights">The checkpoint; must outlive this.</param>
    /// <param name="scalingFactor">What latents are multiplied with besides 1/std.</param>
    public LatentStatistics(IWeightSource weights, double scalingFactor)
    {
        _owner = weights.Name;
        _scaling = (float)scalingFactor;
        _values = new(() => (Read(weights, "latents_mean"), Read(weights, "latents_std")));
    }

    /// <summary>Statistics that a configuration states.</summary>
    /// <param name="owner">Whose they are, for messages.</param>
    /// <param name="mean">Means of the channels.</param>
    /// <param name="std">Standard deviations of the channels, above 0.</param>
    public LatentStatistics(string owner, float[] mean, float[] std)
    {
        _owner = owner;
        _scaling = 1;
        _values = new((mean, std));
    }

    /// <summary>(z − mean)·scaling/std of [B, C, …]: latents as the denoiser wants them. The result is new.</summary>
    public HostTensor Normalize(HostTensor latents) => PerChannel(latents, (z, mean, std) => (z - mean) * _scaling / std);

    /// <summary>z·std/scaling + mean of [B, C, …]: latents as the autoencoder makes them. The result is new.</summary>
    public HostTensor Denormalize(HostTensor latents) => PerChannel(latents, (z, mean, std) => z * std / _scaling + mean);

    private HostTensor PerChannel(HostTensor latents, Func<float, float, float, float> function)
    {
        (float[] mean, float[] std) = _values.Value;
        if (latents.Shape.Count < 2 || latents.Shape[1] != mean.Length || latents.Count == 0) throw new ArgumentException($"The latents are {latents}; {_owner} has statistics of {mean.Length} channels, the second axis.", nameof(latents));
        float[] result = new float[latents.Count];
        int positions = result.Length / (int)latents.Shape[0] / mean.Length;
        for (int i = 0; i < result.Length; i++)
        {
            int c = i / positions % mean.Length;
            result[i] = function(latents.Floats[i], mean[c], std[c]);
        }

        return HostTensor.From(result, [.. latents.Shape]);
    }

    private static float[] Read(IWeightSource weights, string name) =>
        weights.TryGet(name, out StoredTensor? tensor) ? tensor.ToFloats() : throw new CheckpointException($"{weights.Name} lacks {name}; without it latents cannot be normalised.");
}
