using System.Text;
using SoraSharp.Models;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Scheduling;
using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Scheduling;

/// <summary>Numbers against diffusers are the golden cases <c>wan/schedulers/unipc*</c>.</summary>
public class UniPcSchedulerTests : SchedulerConformance
{
    private const string Wan = """{"use_flow_sigmas": true, "prediction_type": "flow_prediction", "flow_shift": 5.0}""";

    protected override IScheduler Create() => new UniPcScheduler(new() { FlowShift = 3 });

    [Theory]
    [InlineData(1, 0.05)]
    [InlineData(2, 0.003)]
    [InlineData(3, 0.0005)]
    public void Higher_orders_follow_a_curved_flow_more_closely(int order, double bound)
    {
        // Data of a normal distribution with deviation s: the exact velocity at σ is (σ − (1−σ)s²)/((1−σ)²s² + σ²)·x,
        // and the flow scales x in proportion to √((1−σ)²s² + σ²).
        const double Deviation = 0.4;
        ISchedule schedule = new UniPcScheduler(new() { SolverOrder = order }).Start(new(40, 1));
        float[] sample = [1f], velocity = new float[1];
        // Order falls near the end by design, so the comparison ends before.
        const int Until = 30;
        for (int i = 0; i < Until; i++)
        {
            double sigma = schedule.Sigmas[i], variance = Variance(sigma, Deviation);
            velocity[0] = (float)((sigma - ((1 - sigma) * Deviation * Deviation)) / variance * sample[0]);
            schedule.Step(i, velocity, sample, new Silence());
        }

        double exact = Math.Sqrt(Variance(schedule.Sigmas[Until], Deviation) / Variance(schedule.Sigmas[0], Deviation));
        Assert.InRange(sample[0] - exact, -bound, bound);
    }

    [Fact]
    public void Timesteps_are_whole_numbers()
    {
        ISchedule schedule = new UniPcScheduler(new() { FlowShift = 5 }).Start(new(7, 1));

        Assert.All(schedule.Timesteps, t => Assert.Equal(MathF.Floor(t), t));
        Assert.Equal(999f, schedule.Timesteps[0]);
    }

    [Fact]
    public void A_step_out_of_order_or_of_another_sample_is_refused()
    {
        ISchedule schedule = Create().Start(new(6, 1));
        schedule.Step(1, new float[2], new float[2], new Silence());

        Assert.Contains("goes on at 2", Assert.Throws<ArgumentException>(() => schedule.Step(1, new float[2], new float[2], new Silence())).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => schedule.Step(2, new float[3], new float[3], new Silence()));
    }

    [Fact]
    public void A_configuration_of_wan_is_read()
    {
        UniPcConfig config = Parse(Wan);

        Assert.Equal(5, config.FlowShift);
        Assert.Equal(2, config.SolverOrder);
        Assert.True(config.LowerOrderFinal);
        Assert.False(config.LinearB);
    }

    [Theory]
    [InlineData("{}", "use_flow_sigmas")]
    [InlineData("""{"use_flow_sigmas": true}""", "prediction_type")]
    [InlineData("""{"use_flow_sigmas": true, "prediction_type": "flow_prediction", "solver_order": 9}""", "solver_order")]
    [InlineData("""{"use_flow_sigmas": true, "prediction_type": "flow_prediction", "solver_type": "rk4"}""", "solver_type")]
    [InlineData("""{"use_flow_sigmas": true, "prediction_type": "flow_prediction", "thresholding": true}""", "thresholding")]
    [InlineData("""{"use_flow_sigmas": true, "prediction_type": "flow_prediction", "flow_shift": -1}""", "flow_shift")]
    public void Unusable_configurations_are_refused_by_name(string json, string named)
    {
        Assert.Contains(named, Assert.Throws<CheckpointException>(() => Parse(json)).Message, StringComparison.Ordinal);
    }

    private static double Variance(double sigma, double deviation) => ((1 - sigma) * (1 - sigma) * deviation * deviation) + (sigma * sigma);

    private static UniPcConfig Parse(string json) => UniPcConfig.Parse(ModelConfig.Parse(Encoding.UTF8.GetBytes(json), "scheduler_config.json"));
}
