using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Scheduling;

/// <summary>What every scheduler keeps to. Inherit it and give a scheduler to test another one.</summary>
public abstract class SchedulerConformance
{
    /// <summary>The scheduler under test.</summary>
    protected abstract IScheduler Create();

    /// <summary>How often the denoiser is evaluated for a number of steps.</summary>
    protected virtual int EvaluationsOf(int steps) => steps;

    [Theory]
    [InlineData(2, 12)]
    [InlineData(8, 1024)]
    [InlineData(30, 6144)]
    public void Noise_levels_fall_to_zero_and_times_follow_them(int steps, int tokens)
    {
        ISchedule schedule = Create().Start(new(steps, tokens));

        Assert.True(schedule.Count >= steps);
        Assert.Equal(schedule.Count + 1, schedule.Sigmas.Count);
        Assert.Equal(schedule.Count, schedule.Timesteps.Count);
        Assert.Equal(0f, schedule.Sigmas[^1]);
        Assert.InRange(schedule.Sigmas[0], 0.5f, 1f);
        for (int i = 0; i < schedule.Count; i++) Assert.True(schedule.Sigmas[i] >= schedule.Sigmas[i + 1], $"σ rises at {i}");
        for (int i = 1; i < schedule.Count; i++) Assert.True(schedule.Timesteps[i - 1] >= schedule.Timesteps[i], $"time rises at {i}");
    }

    [Fact]
    public void The_true_velocity_leads_to_the_clean_sample()
    {
        // Where all data is one sample, the velocity points away from it everywhere, so every consistent solver arrives exactly.
        float[] clean = [0.5f, -1.25f, 2f, 0f], noise = [-0.5f, 0.75f, 1.5f, -2f], velocity = new float[4];
        ISchedule schedule = Create().Start(new(12, 2048));
        float first = schedule.Sigmas[0];
        float[] sample = [.. clean.Zip(noise, (x, n) => ((1 - first) * x) + (first * n))];

        for (int i = 0; i < schedule.Count; i++)
        {
            for (int j = 0; j < clean.Length; j++) velocity[j] = (sample[j] - clean[j]) / schedule.Sigmas[i];
            schedule.Step(i, velocity, sample, new Silence());
        }

        for (int i = 0; i < clean.Length; i++) Assert.Equal(clean[i], sample[i], 1e-5f);
    }

    [Fact]
    public void Given_noise_levels_are_as_many_as_the_steps()
    {
        IScheduler scheduler = Create();

        Assert.Equal(EvaluationsOf(3), scheduler.Start(new(3, 1024) { Sigmas = [0.9, 0.7, 0.4] }).Count);
        ArgumentException error = Assert.Throws<ArgumentException>(() => scheduler.Start(new(5, 1024) { Sigmas = [0.9, 0.7, 0.4] }));
        Assert.Contains("5", error.Message, StringComparison.Ordinal);
        Assert.Contains("3", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(10_000_000)]
    public void Impossible_numbers_of_steps_are_refused(int steps)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Create().Start(new(steps, 1024)));

        Assert.Contains(steps.ToString(System.Globalization.CultureInfo.InvariantCulture), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Velocity_and_sample_of_different_lengths_are_refused()
    {
        ISchedule schedule = Create().Start(new(4, 1024));

        Assert.Throws<ArgumentException>(() => schedule.Step(0, new float[3], new float[4], new Silence()));
    }

    [Fact]
    public void An_evaluation_that_does_not_exist_is_refused()
    {
        ISchedule schedule = Create().Start(new(4, 1024));

        Assert.Throws<ArgumentOutOfRangeException>(() => schedule.Step(schedule.Count, new float[4], new float[4], new Silence()));
    }

    [Fact]
    public async Task Schedules_of_one_scheduler_do_not_disturb_each_other()
    {
        IScheduler scheduler = Create();
        float[][] samples = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Run(scheduler))));

        Assert.All(samples, s => Assert.Equal(samples[0], s));
    }

    private static float[] Run(IScheduler scheduler)
    {
        ISchedule schedule = scheduler.Start(new(10, 512));
        float[] sample = [1f, -1f, 0.25f], velocity = new float[3];
        for (int i = 0; i < schedule.Count; i++)
        {
            for (int j = 0; j < sample.Length; j++) velocity[j] = MathF.Sin(sample[j] + i);
            schedule.Step(i, velocity, sample, new Silence());
        }

        return sample;
    }

    /// <summary>No noise at all.</summary>
    protected sealed class Silence : INoiseGenerator
    {
        public void FillNormal(Span<float> destination) => destination.Clear();
    }
}
