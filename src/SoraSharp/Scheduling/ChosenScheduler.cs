using SoraSharp.Stages;

namespace SoraSharp.Scheduling;

/// <summary>
/// A solver of the caller's choice on the noise levels of a checkpoint's own scheduler, or on those of a shift. Immutable and thread-safe.
/// </summary>
/// <param name="choice">The choice, checked.</param>
/// <param name="own">The checkpoint's scheduler.</param>
internal sealed class ChosenScheduler(SchedulerChoice choice, IScheduler own) : IScheduler
{
    public const double MaxShift = 100;

    /// <summary>Its noise levels.</summary>
    private readonly IScheduler _levels = choice.Shift is { } shift ? new UniPcScheduler(new() { FlowShift = shift, TrainTimesteps = TrainTimesteps(own) }) : own;

    /// <summary>The solver; levels are shifted before it gets them.</summary>
    private readonly IScheduler _solver = choice.Solver switch
    {
        Solver.UniPc => new UniPcScheduler(new() { SolverOrder = choice.Order, TrainTimesteps = TrainTimesteps(own) }),
        Solver.Euler => new FlowMatchEulerScheduler(new() { TrainTimesteps = TrainTimesteps(own) }),
        Solver.Heun => new FlowMatchHeunScheduler(trainTimesteps: TrainTimesteps(own)),
        Solver.Lcm => new FlowMatchLcmScheduler(new() { TrainTimesteps = TrainTimesteps(own) }),
        Solver.DpmSolver => new DpmSolverScheduler(new() { SolverOrder = choice.Order, TrainTimesteps = TrainTimesteps(own) }),
        Solver.DpmSolverSde => new DpmSolverScheduler(new() { SolverOrder = choice.Order, TrainTimesteps = TrainTimesteps(own), IsStochastic = true }),
        _ => throw new ArgumentOutOfRangeException(nameof(choice), choice.Solver, $"The solver is {choice.Solver}; use one of {string.Join(", ", Enum.GetNames<Solver>())}."),
    };

    /// <summary>What is wrong with a choice.</summary>
    public static IEnumerable<ValueError> Check(SchedulerChoice choice)
    {
        if (!Enum.IsDefined(choice.Solver)) yield return new("scheduler", $"`scheduler` is {choice.Solver}; it is one of {string.Join(", ", Enum.GetNames<Solver>())}; leave it out for the checkpoint's own.");
        if (choice.Order is < 1 or > 3) yield return new("scheduler.order", $"`scheduler.order` is {choice.Order}; it is from 1 to 3; 2 is usual.");
        // Written so that NaN fails.
        if (choice.Shift is { } shift && !(shift > 0 && shift <= MaxShift)) yield return new("scheduler.shift", $"`scheduler.shift` is {shift}; it is above 0 and at most {MaxShift}; leave it out for the checkpoint's own levels, 3 to 5 are usual.");
    }

    /// <inheritdoc />
    public ISchedule Start(ScheduleRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        // Solvers that evaluate a level twice list it twice. Seven digits bring back the levels that fall on whole timesteps and lost that as float32.
        double[] levels = [.. _levels.Start(request).Sigmas.SkipLast(1).Distinct().Select(sigma => (double)(decimal)sigma)];
        return _solver.Start(request with { Steps = levels.Length, Sigmas = levels });
    }

    private static int TrainTimesteps(IScheduler own) => own switch
    {
        UniPcScheduler s => s.Config.TrainTimesteps,
        DpmSolverScheduler s => s.Config.TrainTimesteps,
        FlowMatchEulerScheduler s => s.Config.TrainTimesteps,
        FlowMatchLcmScheduler s => s.Config.TrainTimesteps,
        ChosenScheduler s => TrainTimesteps(s._levels),
        _ => new UniPcConfig().TrainTimesteps,
    };
}
