namespace SoraSharp.Stages;

/// <summary>The shape of a sound's latents. Thread-safe (immutable).</summary>
/// <param name="Channels">Channels of a latent bin.</param>
/// <param name="Length">Latent steps in time.</param>
/// <param name="Bins">Latent frequency bins.</param>
public readonly record struct AudioLatentShape(int Channels, int Length, int Bins)
{
    /// <summary>The number of values.</summary>
    public int Count => checked(Channels * Length * Bins);

    /// <inheritdoc />
    public override string ToString() => $"[{Channels}, {Length}, {Bins}]";
}

/// <summary>
/// The latents of a sound, normalised as the denoiser sees them: [channels, length, bins].
/// Owns an array of exactly the shape's length, so that a network takes it without a copy. Not thread-safe while written to.
/// </summary>
public sealed class AudioLatents
{
    /// <summary>Takes over <paramref name="values"/> without copying them.</summary>
    /// <exception cref="ArgumentException">The number of values and the shape disagree.</exception>
    public AudioLatents(float[] values, AudioLatentShape shape)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length != shape.Count)
        {
            throw new ArgumentException($"`values` has {values.Length} elements; latents of shape {shape} need {shape.Count}.", nameof(values));
        }

        Values = values;
        Shape = shape;
    }

    /// <summary>The values, [channels, length, bins].</summary>
    public float[] Values { get; }

    /// <summary>The shape.</summary>
    public AudioLatentShape Shape { get; }
}
