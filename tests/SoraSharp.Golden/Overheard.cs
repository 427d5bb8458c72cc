using SoraSharp.Stages;

namespace SoraSharp.Golden;

/// <summary>Gives a case's draws of noise one after the other, whatever the seed.</summary>
internal sealed class GivenNoise(params float[][] draws) : INoiseSource
{
    public INoiseGenerator Start(long seed) => new Generator(draws);

    private sealed class Generator(float[][] draws) : INoiseGenerator
    {
        private int _next;

        public void FillNormal(Span<float> destination)
        {
            if (_next == draws.Length) throw new InvalidOperationException($"The case gives {draws.Length} draws of noise; another of {destination.Length} was asked for.");
            float[] draw = draws[_next++];
            if (draw.Length != destination.Length) throw new InvalidOperationException($"The case's draw {_next - 1} has {draw.Length} values; {destination.Length} were asked for.");
            draw.CopyTo(destination);
        }
    }
}

/// <summary>A decoder that remembers the latents it was given.</summary>
internal sealed class OverheardDecoder(IVideoDecoder inner) : IVideoDecoder
{
    public VideoLatents? Heard { get; private set; }

    public Task<VideoFrames> DecodeAsync(VideoLatents latents, VideoShape shape, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        Heard = latents;
        return inner.DecodeAsync(latents, shape, progress, cancellationToken);
    }
}

/// <summary>A scheduler that remembers the samples of its schedules after their last steps, in the order in which they were started.</summary>
internal sealed class OverheardScheduler(IScheduler inner) : IScheduler
{
    private readonly List<Overheard> _schedules = [];

    public float[] Sample(int schedule) => _schedules[schedule].Sample;

    public ISchedule Start(ScheduleRequest request)
    {
        Overheard schedule = new(inner.Start(request));
        _schedules.Add(schedule);
        return schedule;
    }

    private sealed class Overheard(ISchedule inner) : ISchedule
    {
        public float[] Sample { get; private set; } = [];

        public int Count => inner.Count;

        public IReadOnlyList<float> Sigmas => inner.Sigmas;

        public IReadOnlyList<float> Timesteps => inner.Timesteps;

        public void Step(int index, ReadOnlySpan<float> velocity, Span<float> sample, INoiseGenerator noise)
        {
            inner.Step(index, velocity, sample, noise);
            Sample = sample.ToArray();
        }
    }
}
