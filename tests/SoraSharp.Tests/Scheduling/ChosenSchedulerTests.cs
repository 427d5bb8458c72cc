using SoraSharp.Golden;
using SoraSharp.Scheduling;
using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Scheduling;

public sealed class ChosenUniPcTests : SchedulerConformance
{
    protected override IScheduler Create() => new ChosenScheduler(SchedulerChoice.UniPc.WithOrder(3), new UniPcScheduler(new() { FlowShift = 3 }));
}

public sealed class ChosenEulerTests : SchedulerConformance
{
    protected override IScheduler Create() => new ChosenScheduler(SchedulerChoice.Euler, new UniPcScheduler(new() { FlowShift = 3 }));
}

public sealed class ChosenHeunTests : SchedulerConformance
{
    protected override int EvaluationsOf(int steps) => (2 * steps) - 1;

    protected override IScheduler Create() => new ChosenScheduler(SchedulerChoice.Heun, new UniPcScheduler(new() { FlowShift = 3 }));
}

public sealed class ChosenLcmTests : SchedulerConformance
{
    protected override IScheduler Create() => new ChosenScheduler(SchedulerChoice.Lcm, new UniPcScheduler(new() { FlowShift = 3 }));
}

public sealed class ChosenDpmSolverTests : SchedulerConformance
{
    protected override IScheduler Create() => new ChosenScheduler(SchedulerChoice.DpmSolver, new UniPcScheduler(new() { FlowShift = 3 }));
}

public sealed class ChosenDpmSolverSdeTests : SchedulerConformance
{
    protected override IScheduler Create() => new ChosenScheduler(SchedulerChoice.DpmSolverSde, new UniPcScheduler(new() { FlowShift = 3 }));
}

/// <summary>Schedulers chosen for a generator or a request.</summary>
public sealed class ChosenSchedulerTests
{
    private static readonly UniPcScheduler s_own = new(new() { FlowShift = 5 });

    private static string Checkpoint => Path.Combine(GoldenCases.Repository, "wan", "pipelines", "t2v_21", "checkpoint");

    private static VideoRequest Request => new VideoRequest("A red fox runs") { Frames = 5, Size = new(32, 16), Steps = 6, Seed = 3 };

    public static TheoryData<string, SchedulerChoice> Choices => new()
    {
        { "UniPC", SchedulerChoice.UniPc.WithOrder(1) },
        { "Euler", SchedulerChoice.Euler },
        { "Heun", SchedulerChoice.Heun },
        { "LCM", SchedulerChoice.Lcm },
        { "DPM", SchedulerChoice.DpmSolver },
        { "SDE", SchedulerChoice.DpmSolverSde },
    };

    [Theory]
    [MemberData(nameof(Choices))]
    public void Levels_are_the_checkpoints_own(string name, SchedulerChoice choice)
    {
        float[] own = [.. s_own.Start(new(7, 1)).Sigmas];

        float[] chosen = [.. new ChosenScheduler(choice, s_own).Start(new(7, 1)).Sigmas.Distinct()];

        Assert.Equal(own.Length, chosen.Length);
        Assert.All(own.Zip(chosen), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        Assert.NotEmpty(name);
    }

    [Fact]
    public void The_own_solver_on_the_own_levels_is_the_own_scheduler()
    {
        float[] velocity = [0.3f, -0.2f], expected = [1f, -1f], actual = [1f, -1f];
        ISchedule own = s_own.Start(new(8, 1)), chosen = new ChosenScheduler(SchedulerChoice.UniPc, s_own).Start(new(8, 1));
        for (int i = 0; i < 8; i++)
        {
            own.Step(i, velocity, expected, new NoNoise());
            chosen.Step(i, velocity, actual, new NoNoise());
        }

        Assert.Equal(own.Timesteps, chosen.Timesteps);
        Assert.Equal(expected[0], actual[0], 1e-6f);
        Assert.Equal(expected[1], actual[1], 1e-6f);
    }

    [Fact]
    public void A_shift_replaces_the_levels()
    {
        ISchedule chosen = new ChosenScheduler(SchedulerChoice.Euler.WithShift(3), s_own).Start(new(4, 1));

        // Wan's T2V table: timesteps 999, 900, 750, 500.
        Assert.All(chosen.Sigmas.Zip([1f, 0.9f, 0.75f, 0.5f, 0f]), pair => Assert.Equal(pair.Second, pair.First, 1e-3f));
    }

    [Fact]
    public void Given_levels_are_shifted_once()
    {
        float[] own = [.. s_own.Start(new(2, 1) { Sigmas = [0.9, 0.4] }).Sigmas];

        Assert.Equal(own, new ChosenScheduler(SchedulerChoice.Heun, s_own).Start(new(2, 1) { Sigmas = [0.9, 0.4] }).Sigmas.Distinct());
    }

    [Fact]
    public async Task A_requests_choice_is_that_of_a_generator_and_another_video_than_the_own()
    {
        await using VideoGenerator plain = Builder.Build(), euler = Builder.WithScheduler(SchedulerChoice.Euler).Build();

        float[] own = await Pixels(plain, Request), chosen = await Pixels(plain, Request.WithScheduler(SchedulerChoice.Euler)), built = await Pixels(euler, Request);

        Assert.Equal(built, chosen);
        Assert.NotEqual(own, chosen);
        // Levels go through float32, which the last digits show.
        Assert.All(own.Zip(await Pixels(euler, Request.WithScheduler(SchedulerChoice.UniPc))), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Theory]
    [MemberData(nameof(Choices))]
    public async Task Every_choice_makes_a_video_that_its_seed_repeats(string name, SchedulerChoice choice)
    {
        await using VideoGenerator generator = Builder.Build();

        float[] first = await Pixels(generator, Request.WithScheduler(choice)), second = await Pixels(generator, Request.WithScheduler(choice));

        Assert.Equal(first, second);
        Assert.All(first, v => Assert.True(float.IsFinite(v), name));
    }

    [Fact]
    public async Task Wrong_choices_are_refused_all_together()
    {
        await using VideoGenerator generator = Builder.Build();
        SchedulerChoice wrong = new((Solver)77) { Order = 4, Shift = double.NaN };

        InvalidRequestException error = await Assert.ThrowsAsync<InvalidRequestException>(() => generator.GenerateAsync(Request.WithScheduler(wrong)));

        Assert.Equal(["scheduler", "scheduler.order", "scheduler.shift"], error.Errors.Select(e => e.Name));
        Assert.Equal(3, Assert.Throws<InvalidOptionsException>(() => Builder.WithScheduler(wrong).Build()).Errors.Count);
    }

    private static VideoGeneratorBuilder Builder => VideoGenerator.CreateBuilder().UseCheckpoint(Checkpoint, new() { MaxTokens = 64 });

    private static async Task<float[]> Pixels(VideoGenerator generator, VideoRequest request) => (await generator.GenerateAsync(request)).Frames.Pixels.ToArray();

    private sealed class NoNoise : INoiseGenerator
    {
        public void FillNormal(Span<float> destination) => destination.Clear();
    }
}
