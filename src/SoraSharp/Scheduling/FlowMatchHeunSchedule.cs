using SoraSharp.Stages;

namespace SoraSharp.Scheduling;

/// <summary>Heun's noise levels, each inner one twice, and what it remembers between the two evaluations of a step. Not thread-safe.</summary>
internal sealed class FlowMatchHeunSchedule : ISchedule
{
    private readonly float[] _sigmas;
    private readonly float[] _timesteps;
    private readonly StepOrder _order = new();
    private float[]? _start;
    private float[]? _velocity;
    private float _step;

    public FlowMatchHeunSchedule(int trainTimesteps, float[] levels)
    {
        float[] evaluated = [levels[0], .. levels.Skip(1).SelectMany(level => new[] { level, level })];
        _sigmas = [.. evaluated, 0f];
        _timesteps = Array.ConvertAll(evaluated, sigma => sigma * trainTimesteps);
    }

    public int Count => _timesteps.Length;

    public IReadOnlyList<float> Sigmas => _sigmas;

    public IReadOnlyList<float> Timesteps => _timesteps;

    public void Step(int index, ReadOnlySpan<float> velocity, Span<float> sample, INoiseGenerator noise)
    {
        _order.Check(index, Count, velocity.Length, sample.Length);
        if (_start is null || _velocity is null)
        {
            _step = _sigmas[index + 1] - _sigmas[index];
            (_start, _velocity) = (sample.ToArray(), velocity.ToArray());
            for (int i = 0; i < sample.Length; i++) sample[i] += velocity[i] * _step;
        }
        else
        {
            for (int i = 0; i < sample.Length; i++) sample[i] = _start[i] + (0.5f * (_velocity[i] + velocity[i]) * _step);
            (_start, _velocity) = (null, null);
        }
    }
}
