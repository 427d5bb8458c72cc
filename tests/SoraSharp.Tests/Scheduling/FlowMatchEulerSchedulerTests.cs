using System.Text;
using SoraSharp.Models;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Noise;
using SoraSharp.Scheduling;
using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Scheduling;

/// <summary>Numbers against diffusers are the golden cases <c>ltx2/schedulers</c> and <c>wan/schedulers/flow_euler*</c>.</summary>
public class FlowMatchEulerSchedulerTests : SchedulerConformance
{
    private static readonly FlowMatchEulerConfig s_ltx2 = new()
    {
        UseDynamicShifting = true,
        BaseShift = 0.95,
        MaxShift = 2.05,
        BaseSequenceLength = 1024,
        ShiftTerminal = 0.1,
    };

    protected override IScheduler Create() => new FlowMatchEulerScheduler(s_ltx2);

    [Fact]
    public void Mu_is_linear_in_the_sequence_length()
    {
        Assert.Equal(0.95, s_ltx2.Mu(1024), 1e-12);
        Assert.Equal(2.05, s_ltx2.Mu(4096), 1e-12);
        Assert.Equal(2.783333, s_ltx2.Mu(6144), 1e-6);
    }

    [Fact]
    public void The_last_level_before_zero_is_the_terminal()
    {
        FlowMatchEulerSchedule schedule = new FlowMatchEulerScheduler(s_ltx2).Start(new ScheduleRequest(30, 6144));

        Assert.Equal(1f, schedule.Sigmas[0]);
        Assert.Equal(0.1f, schedule.Sigmas[^2], 1e-6f);
        Assert.Equal(1000f, schedule.Timesteps[0]);
    }

    [Fact]
    public void Distilled_levels_pass_unshifted_where_the_checkpoint_does_not_shift()
    {
        double[] distilled = [1, .99375, .9875, .98125, .975, .909375, .725, .421875];
        FlowMatchEulerSchedule schedule = new FlowMatchEulerScheduler(new()).Start(new ScheduleRequest(8, 6144) { Sigmas = distilled });

        Assert.Equal(distilled.Select(s => (float)s).Append(0f), schedule.Sigmas);
    }

    [Fact]
    public void Without_a_shift_levels_are_evenly_spaced()
    {
        FlowMatchEulerSchedule unit = new FlowMatchEulerScheduler(new()).Start(new ScheduleRequest(4, 1));
        FlowMatchEulerSchedule training = new FlowMatchEulerScheduler(new(), SigmaRange.Training).Start(new ScheduleRequest(4, 1));

        Assert.Equal([1f, 0.75f, 0.5f, 0.25f, 0f], unit.Sigmas);
        Assert.Equal([1f, 0.667f, 0.334f, 0.001f, 0f], training.Sigmas);
    }

    [Fact]
    public void Beta_spacing_is_symmetric_about_its_middle()
    {
        FlowMatchEulerSchedule schedule = new FlowMatchEulerScheduler(new() { Spacing = SigmaSpacing.Beta }).Start(new ScheduleRequest(5, 1));

        // The quantiles of a symmetric distribution lie symmetrically between 1 and 1/5.
        Assert.Equal(1f, schedule.Sigmas[0]);
        Assert.Equal(0.6f, schedule.Sigmas[2], 1e-6f);
        Assert.Equal(1.2f, schedule.Sigmas[1] + schedule.Sigmas[3], 1e-6f);
        Assert.Equal(0.2f, schedule.Sigmas[4], 1e-6f);
    }

    [Fact]
    public void A_single_step_with_a_terminal_is_refused_with_the_remedy()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new FlowMatchEulerScheduler(s_ltx2).Start(new ScheduleRequest(1, 1024)));

        Assert.Contains("Use 2 steps or more", error.Message, StringComparison.Ordinal);
        Assert.Equal([1f, 0f], new FlowMatchEulerScheduler(new()).Start(new ScheduleRequest(1, 1)).Sigmas);
    }

    [Theory]
    [InlineData(0.5, 0.5)]
    [InlineData(0.5, 0.7)]
    [InlineData(1.5, 0.5)]
    [InlineData(0.5, 0.0)]
    [InlineData(double.NaN, 0.5)]
    public void Levels_that_do_not_fall_from_one_to_above_zero_are_refused(double first, double second)
    {
        Assert.Throws<ArgumentException>(() => new FlowMatchEulerScheduler(new()).Start(new ScheduleRequest(2, 1) { Sigmas = [first, second] }));
    }

    [Fact]
    public void Stochastic_steps_repeat_with_their_seed()
    {
        FlowMatchEulerScheduler scheduler = new(new() { StochasticSampling = true });
        float[] Run(long seed)
        {
            TorchRandom noise = new(seed);
            FlowMatchEulerSchedule schedule = scheduler.Start(new ScheduleRequest(4, 1));
            float[] sample = new float[32], velocity = new float[32];
            for (int i = 0; i < 3; i++) schedule.Step(i, velocity, sample, noise);
            return sample;
        }

        Assert.Equal(Run(7), Run(7));
        Assert.NotEqual(Run(7), Run(8));
    }

    [Fact]
    public void Fresh_noise_comes_only_from_the_levels_it_is_asked_for()
    {
        FlowMatchEulerScheduler mixed = new(new() { StochasticSampling = true, StochasticSigmaMin = 0.6 }), quiet = new(new());
        ScheduleRequest request = new(4, 1) { Sigmas = [1, 0.7, 0.5, 0.2] };
        for (int i = 0; i < 4; i++)
        {
            float[] velocity = [1f, -2f, 0.5f], sample = [0.3f, 0.1f, -0.4f], other = [0.3f, 0.1f, -0.4f];
            mixed.Start(request).Step(i, velocity, sample, new TorchRandom(5));
            quiet.Start(request).Step(i, velocity, other, new TorchRandom(5));
            if (i < 2) Assert.NotEqual(other, sample);
            else Assert.Equal(other, sample);
        }

        // Tokens of their own levels: 0.7 is noisy enough, 0.5 is not.
        float[] tokens = [0.3f, 0.1f], plain = [0.3f, 0.1f];
        mixed.Start(request).StepPerToken([700f, 500f], [1f, 1f], tokens, new TorchRandom(5));
        quiet.Start(request).StepPerToken([700f, 500f], [1f, 1f], plain, new TorchRandom(5));
        Assert.NotEqual(plain[0], tokens[0]);
        Assert.Equal(plain[1], tokens[1]);
        Assert.Equal(
            new FlowMatchEulerConfig { StochasticSampling = true, StochasticSigmaMin = 0.6 },
            Parse("""{"stochastic_sampling": true, "stochastic_sigma_min": 0.6}"""));
    }

    [Fact]
    public void Equal_token_times_step_like_the_reference_does_per_token()
    {
        FlowMatchEulerSchedule schedule = new FlowMatchEulerScheduler(new()).Start(new ScheduleRequest(4, 1));
        float[] sample = [1f, 2f, 3f, 4f], velocity = [1f, 1f, -2f, -2f];

        schedule.StepPerToken([750f, 500f], velocity, sample, new TorchRandom(0));

        // 0.75 falls to 0.5 and 0.5 to 0.25; the fall is added with a positive sign.
        Assert.Equal([1.25f, 2.25f, 2.5f, 3.5f], sample);
        Assert.Throws<ArgumentException>(() => schedule.StepPerToken([750f, 500f, 250f], velocity, sample, new TorchRandom(0)));
    }

    [Fact]
    public void Omitted_keys_have_the_defaults_of_the_class()
    {
        Assert.Equal(new FlowMatchEulerConfig(), Parse("{}"));
        Assert.Equal(new FlowMatchEulerConfig { Shift = 3 }, Parse("""{"_class_name": "FlowMatchEulerDiscreteScheduler", "shift": 3, "shift_terminal": null, "use_karras_sigmas": false}"""));
        Assert.Equal(SigmaSpacing.Karras, Parse("""{"use_karras_sigmas": true}""").Spacing);
    }

    [Theory]
    [InlineData("""{"shift": "3"}""", "shift")]
    [InlineData("""{"shift": 0}""", "shift")]
    [InlineData("""{"shift_terminal": 1}""", "shift_terminal")]
    [InlineData("""{"num_train_timesteps": 0}""", "num_train_timesteps")]
    [InlineData("""{"stochastic_sigma_min": 1.5}""", "stochastic_sigma_min")]
    [InlineData("""{"time_shift_type": "cubic"}""", "cubic")]
    [InlineData("""{"use_karras_sigmas": true, "use_beta_sigmas": true}""", "at most one")]
    [InlineData("""{"use_dynamic_shifting": true, "base_image_seq_len": 4096}""", "must differ")]
    [InlineData("[]", "object")]
    [InlineData("{", "JSON")]
    public void Unusable_configurations_are_refused_by_name(string json, string named)
    {
        CheckpointException error = Assert.Throws<CheckpointException>(() => Parse(json));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    private static FlowMatchEulerConfig Parse(string json) =>
        FlowMatchEulerConfig.Parse(ModelConfig.Parse(Encoding.UTF8.GetBytes(json), "scheduler_config.json"));
}

/// <summary>Wan's use of the same class: a static shift over the training range.</summary>
public class FlowMatchEulerTrainingRangeTests : SchedulerConformance
{
    protected override IScheduler Create() => new FlowMatchEulerScheduler(new() { Shift = 3 }, SigmaRange.Training);
}
