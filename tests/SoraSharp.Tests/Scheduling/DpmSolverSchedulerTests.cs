using System.Text;
using SoraSharp.Models;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Noise;
using SoraSharp.Scheduling;
using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Scheduling;

/// <summary>Numbers against diffusers are the golden cases <c>wan/schedulers/dpmpp*</c>.</summary>
public class DpmSolverSchedulerTests : SchedulerConformance
{
    private const string Flow = """{"use_flow_sigmas": true, "prediction_type": "flow_prediction", "lambda_min_clipped": -Infinity""";

    protected override IScheduler Create() => new DpmSolverScheduler(new() { FlowShift = 5 });

    [Theory]
    [InlineData(1, false, 0.05)]
    [InlineData(2, false, 0.003)]
    [InlineData(2, true, 0.003)]
    [InlineData(3, false, 0.001)]
    public void Higher_orders_follow_a_curved_flow_more_closely(int order, bool heun, double bound)
    {
        // Data of a normal distribution with deviation s: the exact velocity at σ is (σ − (1−σ)s²)/((1−σ)²s² + σ²)·x,
        // and the flow scales x in proportion to √((1−σ)²s² + σ²).
        const double Deviation = 0.4;
        ISchedule schedule = new DpmSolverScheduler(new() { SolverOrder = order, HeunForm = heun }).Start(new(40, 1));
        float[] sample = [1f], velocity = new float[1];
        const int Until = 30;
        for (int i = 0; i < Until; i++)
        {
            double sigma = schedule.Sigmas[i];
            velocity[0] = (float)((sigma - ((1 - sigma) * Deviation * Deviation)) / Variance(sigma) * sample[0]);
            schedule.Step(i, velocity, sample, new Silence());
        }

        double exact = Math.Sqrt(Variance(schedule.Sigmas[Until]) / Variance(schedule.Sigmas[0]));
        Assert.InRange(sample[0] - exact, -bound, bound);

        static double Variance(double sigma) => ((1 - sigma) * (1 - sigma) * Deviation * Deviation) + (sigma * sigma);
    }

    [Fact]
    public void Noise_is_drawn_once_a_step_where_it_is_stochastic_and_never_else()
    {
        Assert.Equal(6, Draws(stochastic: true));
        Assert.Equal(0, Draws(stochastic: false));

        static int Draws(bool stochastic)
        {
            Counter noise = new();
            ISchedule schedule = new DpmSolverScheduler(new() { IsStochastic = stochastic }).Start(new(6, 1));
            for (int i = 0; i < schedule.Count; i++) schedule.Step(i, new float[2], new float[2], noise);
            return noise.Draws;
        }
    }

    [Fact]
    public void A_step_out_of_order_is_refused()
    {
        ISchedule schedule = Create().Start(new(6, 1));
        schedule.Step(1, new float[2], new float[2], new Silence());
        Assert.Contains("goes on at 2", Assert.Throws<ArgumentException>(() => schedule.Step(4, new float[2], new float[2], new Silence())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "use_flow_sigmas")]
    [InlineData("""{"use_flow_sigmas": true}""", "prediction_type")]
    [InlineData(Flow + """, "solver_order": 4}""", "solver_order")]
    [InlineData(Flow + """, "solver_type": "rk4"}""", "solver_type")]
    [InlineData(Flow + """, "algorithm_type": "dpmsolver"}""", "algorithm_type")]
    [InlineData(Flow + """, "use_lu_lambdas": true}""", "use_lu_lambdas")]
    [InlineData(Flow + """, "flow_shift": Infinity}""", "flow_shift")]
    [InlineData(Flow + """, "final_sigmas_type": "sigma_min", "beta_schedule": "squaredcos_cap_v2"}""", "final_sigmas_type")]
    public void Unusable_configurations_are_refused_by_name(string json, string named) =>
        Assert.Contains(named, Assert.Throws<CheckpointException>(() => Parse(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_of_python_is_read() => Assert.Equal((2, false, 0.0), (Parse(Flow + "}").SolverOrder, Parse(Flow + "}").HeunForm, Parse(Flow + "}").FinalSigma));

    private static DpmSolverConfig Parse(string json) => DpmSolverConfig.Parse(ModelConfig.Parse(Encoding.UTF8.GetBytes(json), "scheduler_config.json"));

    private sealed class Counter : INoiseGenerator
    {
        public int Draws { get; private set; }

        public void FillNormal(Span<float> destination) => Draws++;
    }
}

/// <summary>The stochastic form keeps to the same.</summary>
public class StochasticDpmSolverSchedulerTests : SchedulerConformance
{
    protected override IScheduler Create() => new DpmSolverScheduler(new() { FlowShift = 3, IsStochastic = true });
}

/// <summary>Numbers against diffusers are the golden cases <c>wan/schedulers/flow_heun*</c>.</summary>
public class FlowMatchHeunSchedulerTests : SchedulerConformance
{
    protected override IScheduler Create() => new FlowMatchHeunScheduler(shift: 3);

    protected override int EvaluationsOf(int steps) => (2 * steps) - 1;

    [Theory]
    [InlineData(0, 1000)]
    [InlineData(double.NaN, 1000)]
    [InlineData(3, 0)]
    public void Impossible_values_are_refused(double shift, int timesteps) => Assert.Throws<ArgumentException>(() => new FlowMatchHeunScheduler(shift, timesteps));
}

/// <summary>Numbers against diffusers are the golden cases <c>wan/schedulers/flow_lcm*</c>.</summary>
public class FlowMatchLcmSchedulerTests : SchedulerConformance
{
    protected override IScheduler Create() => new FlowMatchLcmScheduler(new() { Shift = 3 });

    [Fact]
    public void Every_step_is_the_clean_sample_and_fresh_noise()
    {
        ISchedule schedule = Create().Start(new(4, 1));
        float[] sample = [1f, 2f], noise = new float[2];
        INoiseGenerator same = new TorchRandom(7);
        same.FillNormal(noise);
        schedule.Step(0, [1f, 1f], sample, new TorchRandom(7));
        float next = schedule.Sigmas[1], clean = 1f - schedule.Sigmas[0];
        Assert.Equal(((1 - next) * clean) + (next * noise[0]), sample[0], 1e-6f);
    }
}
