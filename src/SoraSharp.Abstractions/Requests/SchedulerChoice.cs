namespace SoraSharp;

/// <summary>The solvers that step from noise to a video. What each is for: <see cref="SchedulerChoice"/>.</summary>
public enum Solver
{
    /// <summary>UniPC: a multistep predictor, each step corrected by the next evaluation.</summary>
    UniPc,

    /// <summary>Euler: the straight line.</summary>
    Euler,

    /// <summary>Heun: every step evaluated at both its ends.</summary>
    Heun,

    /// <summary>Latent-consistency sampling: a clean sample, then fresh noise for the next level.</summary>
    Lcm,

    /// <summary>DPM-Solver++ multistep.</summary>
    DpmSolver,

    /// <summary>DPM-Solver++ multistep with fresh noise in every step.</summary>
    DpmSolverSde,
}

/// <summary>
/// A solver to use instead of the checkpoint's own. The noise levels stay those of the checkpoint's scheduler unless <see cref="Shift"/> says
/// otherwise, so that solvers can be compared on one request. Immutable.
/// </summary>
/// <param name="Solver">The solver.</param>
public sealed record SchedulerChoice(Solver Solver)
{
    /// <summary>Wan's own: the best of these from 15 steps on. Order 2 is usual for guided sampling, 3 for unguided.</summary>
    public static SchedulerChoice UniPc { get; } = new(Solver.UniPc);

    /// <summary>LTX-2's own, and what distilled checkpoints are made for; needs more steps than the others elsewhere, and never runs away.</summary>
    public static SchedulerChoice Euler { get; } = new(Solver.Euler);

    /// <summary>Twice the evaluations of a step (2·steps − 1): for 10 steps or fewer of a checkpoint whose multistep solvers flicker.</summary>
    public static SchedulerChoice Heun { get; } = new(Solver.Heun);

    /// <summary>For checkpoints that are distilled for it, 2 to 8 steps; others become blurred.</summary>
    public static SchedulerChoice Lcm { get; } = new(Solver.Lcm);

    /// <summary>2M: as good as UniPC of order 2 from about 20 steps on, and cheaper on memory, as it does not correct.</summary>
    public static SchedulerChoice DpmSolver { get; } = new(Solver.DpmSolver);

    /// <summary>2M SDE: finer texture with 30 steps and more, at the price of a video that changes with the number of steps.</summary>
    public static SchedulerChoice DpmSolverSde { get; } = new(Solver.DpmSolverSde);

    /// <summary>The order of accuracy of a multistep solver; others have their own and leave it alone.</summary>
    /// <value>1 to 3. Default 2.</value>
    public int Order { get; init; } = 2;

    /// <summary>The static shift of the noise levels, σ ← s·σ/(1 + (s − 1)·σ) of equally spaced ones.</summary>
    /// <value>Above 0, at most 100; larger spends more steps on coarse structure. null for the checkpoint's own levels.</value>
    public double? Shift { get; init; }

    /// <summary>A copy of another order.</summary>
    public SchedulerChoice WithOrder(int order) => this with { Order = order };

    /// <summary>A copy with other noise levels.</summary>
    public SchedulerChoice WithShift(double? shift) => this with { Shift = shift };
}
