using SoraSharp.Stages;

/// <summary>An Euler scheduler whose noise levels fall quadratically: more of the steps go to fine detail.</summary>
internal sealed class QuadraticScheduler : IScheduler
{
    public ISchedule Start(ScheduleRequest request) => new Schedule(request.Steps);

    private sealed class Schedule(int steps) : ISchedule
    {
        private readonly float[] _sigmas = [.. Enumerable.Range(0, steps + 1).Select(i => MathF.Pow(1 - ((float)i / steps), 2))];

        public int Count => steps;

        public IReadOnlyList<float> Sigmas => _sigmas;

        public IReadOnlyList<float> Timesteps => [.. _sigmas.Take(steps).Select(sigma => 1000 * sigma)];

        public void Step(int index, ReadOnlySpan<float> velocity, Span<float> sample, INoiseGenerator noise)
        {
            float change = _sigmas[index + 1] - _sigmas[index];
            for (int i = 0; i < sample.Length; i++) sample[i] += change * velocity[i];
        }
    }
}
