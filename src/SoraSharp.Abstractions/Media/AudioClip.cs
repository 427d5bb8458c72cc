namespace SoraSharp;

/// <summary>
/// Sound: float32 samples in −1..1, channel after channel ([channels, samples]). Owns its memory; nobody else may write
/// to it. Safe to read from several threads.
/// </summary>
public sealed class AudioClip
{
    private readonly float[] _samples;

    /// <summary>Takes over <paramref name="samples"/> without copying them.</summary>
    /// <param name="samples">[channels, samples], in −1..1.</param>
    /// <param name="channels">1 for mono, 2 for stereo.</param>
    /// <param name="sampleRate">Samples a second and channel, in Hz.</param>
    /// <exception cref="ArgumentException">A number is below 1, or the samples cannot be shared out evenly among the channels.</exception>
    public AudioClip(float[] samples, int channels, int sampleRate)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (channels < 1) throw new ArgumentException($"`channels` is {channels}; a clip has 1 or more.", nameof(channels));
        if (sampleRate < 1) throw new ArgumentException($"`sampleRate` is {sampleRate} Hz; give 1 or more.", nameof(sampleRate));
        if (samples.Length % channels != 0)
        {
            throw new ArgumentException($"`samples` has {samples.Length} values, which {channels} channels cannot share evenly.", nameof(samples));
        }

        _samples = samples;
        Channels = channels;
        SampleRate = sampleRate;
    }

    /// <summary>The number of channels.</summary>
    public int Channels { get; }

    /// <summary>Samples a second and channel, in Hz.</summary>
    public int SampleRate { get; }

    /// <summary>The number of samples of each channel.</summary>
    public int Length => _samples.Length / Channels;

    /// <summary>How long the clip lasts.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Length / SampleRate);

    /// <summary>All samples: [channels, samples], in −1..1.</summary>
    public ReadOnlyMemory<float> Samples => _samples;

    /// <summary>The samples of one channel.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such channel.</exception>
    public ReadOnlySpan<float> Channel(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Channels);
        return _samples.AsSpan(index * Length, Length);
    }

    /// <summary>The same sound cut, or continued with silence, to <paramref name="length"/> samples a channel.</summary>
    public AudioClip WithLength(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length == Length) return this;
        float[] fitted = new float[length * Channels];
        for (int c = 0; c < Channels; c++)
        {
            Channel(c)[..Math.Min(length, Length)].CopyTo(fitted.AsSpan(c * length, length));
        }

        return new(fitted, Channels, SampleRate);
    }
}
