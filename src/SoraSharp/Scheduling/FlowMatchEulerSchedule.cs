using SoraSharp.Stages;

namespace SoraSharp.Scheduling;

/// <summary>
/// The noise levels of one generation and the Euler step between them, in float32 and in the reference's order of operations.
/// Euler remembers nothing, so any index may be stepped, also the first at a later one. Thread-safe.
/// </summary>
public sealed class FlowMatchEulerSchedule : ISchedule
{
    /// <summary>What a token's sigma must exceed a level by for that level to be the next one down.</summary>
    private const float LevelMargin = 1e-6f;

    private readonly FlowMatchEulerConfig _config;
    private readonly float[] _sigmas;
    private readonly float[] _timesteps;

    internal FlowMatchEulerSchedule(FlowMatchEulerConfig config, float[] shifted)
    {
        _config = config;
        _sigmas = new float[shifted.Length + 1];
        _timesteps = new float[shifted.Length];
        for (int i = 0; i < shifted.Length; i++)
        {
            _sigmas[i] = config.InvertSigmas ? 1f - shifted[i] : shifted[i];
            _timesteps[i] = _sigmas[i] * config.TrainTimesteps;
        }

        _sigmas[^1] = config.InvertSigmas ? 1f : 0f;
    }

    /// <inheritdoc />
    public int Count => _timesteps.Length;

    /// <inheritdoc />
    public IReadOnlyList<float> Sigmas => _sigmas;

    /// <inheritdoc />
    public IReadOnlyList<float> Timesteps => _timesteps;

    /// <summary>Whether any step adds fresh noise; from which levels, the configuration says.</summary>
    public bool DrawsNoise => _config.StochasticSampling;

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The velocity is not as long as the sample.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such evaluation.</exception>
    public void Step(int index, ReadOnlySpan<float> velocity, Span<float> sample, INoiseGenerator noise)
    {
        CheckIndex(index);
        CheckLengths(velocity, sample);
        if (DrawsNoiseAt(_sigmas[index]))
        {
            ArgumentNullException.ThrowIfNull(noise);
            float[] fresh = new float[sample.Length];
            noise.FillNormal(fresh);
            Renoise(_sigmas[index], _sigmas[index + 1], velocity, sample, fresh);
        }
        else
        {
            Move(_sigmas[index + 1] - _sigmas[index], velocity, sample);
        }
    }

    /// <summary>
    /// Takes every token from its own noise level to the schedule's next one below it, as the reference does for samples whose
    /// tokens are not equally noisy: the velocity is added with the level's fall as its positive weight.
    /// </summary>
    /// <param name="timesteps">The time of every token: [tokens], usually 1000·σ of each.</param>
    /// <param name="velocity">What the denoiser predicted: [tokens, channels].</param>
    /// <param name="sample">The sample, [tokens, channels]; changed in place.</param>
    /// <param name="noise">Fresh noise where <see cref="DrawsNoise"/>; left alone otherwise.</param>
    /// <exception cref="ArgumentException">Lengths do not fit each other.</exception>
    public void StepPerToken(ReadOnlySpan<float> timesteps, ReadOnlySpan<float> velocity, Span<float> sample, INoiseGenerator noise)
    {
        CheckLengths(velocity, sample);
        if (timesteps.IsEmpty || sample.Length % timesteps.Length != 0)
        {
            throw new ArgumentException($"`timesteps` has {timesteps.Length} tokens, which {sample.Length} values cannot be shared among; give one time a token.", nameof(timesteps));
        }

        float[] fresh = [];
        if (DrawsNoise)
        {
            ArgumentNullException.ThrowIfNull(noise);
            fresh = new float[sample.Length];
            noise.FillNormal(fresh);
        }

        int channels = sample.Length / timesteps.Length;
        for (int t = 0; t < timesteps.Length; t++)
        {
            float current = timesteps[t] / _config.TrainTimesteps;
            float next = NextLevelBelow(current);
            Span<float> token = sample.Slice(t * channels, channels);
            ReadOnlySpan<float> direction = velocity.Slice(t * channels, channels);
            if (DrawsNoiseAt(current)) Renoise(current, next, direction, token, fresh.AsSpan(t * channels, channels));
            else Move(current - next, direction, token);
        }
    }

    private bool DrawsNoiseAt(float sigma) => DrawsNoise && sigma >= _config.StochasticSigmaMin;

    private float NextLevelBelow(float sigma)
    {
        float next = 0f;
        foreach (float level in _sigmas)
        {
            if (level < sigma - LevelMargin) next = MathF.Max(next, level);
        }

        return next;
    }

    private static void Move(float step, ReadOnlySpan<float> velocity, Span<float> sample)
    {
        for (int i = 0; i < sample.Length; i++) sample[i] += step * velocity[i];
    }

    private static void Renoise(float current, float next, ReadOnlySpan<float> velocity, Span<float> sample, ReadOnlySpan<float> noise)
    {
        float keep = 1f - next;
        for (int i = 0; i < sample.Length; i++)
        {
            float clean = sample[i] - (current * velocity[i]);
            sample[i] = (keep * clean) + (next * noise[i]);
        }
    }

    private void CheckIndex(int index)
    {
        if (index < 0 || index >= Count) throw new ArgumentOutOfRangeException(nameof(index), index, $"`index` is {index}; this schedule has evaluations 0 to {Count - 1}.");
    }

    private static void CheckLengths(ReadOnlySpan<float> velocity, Span<float> sample)
    {
        if (velocity.Length != sample.Length) throw new ArgumentException($"`velocity` has {velocity.Length} values and the sample {sample.Length}; both are laid out alike.", nameof(velocity));
    }
}
