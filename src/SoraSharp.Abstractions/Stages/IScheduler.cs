namespace SoraSharp.Stages;

/// <summary>What a schedule is made for.</summary>
/// <param name="Steps">Denoising steps.</param>
/// <param name="SequenceLength">Tokens of the video, which the noise levels may shift with.</param>
public sealed record ScheduleRequest(int Steps, int SequenceLength)
{
    /// <summary>Noise levels to use instead of the scheduler's own, highest first, without the final 0; they are shifted like its own. Their count is <see cref="Steps"/>.</summary>
    public IReadOnlyList<double>? Sigmas { get; init; }
}

/// <summary>
/// Chooses the noise levels of a generation and steps from one to the next. Implementations are immutable and
/// thread-safe; what a solver must remember lives in the <see cref="ISchedule"/> that each modality of each generation has for itself.
/// </summary>
public interface IScheduler
{
    /// <summary>Starts a schedule for one modality of one generation.</summary>
    /// <exception cref="ArgumentException">The request cannot be scheduled, for example no steps.</exception>
    ISchedule Start(ScheduleRequest request);
}

/// <summary>
/// The noise levels of one generation and the solver's memory. Used by one thread at a time, with
/// <see cref="Step"/> called once for every index in ascending order.
/// </summary>
public interface ISchedule
{
    /// <summary>How often the denoiser is evaluated: once a step for first-order and multistep solvers, more often for others.</summary>
    int Count { get; }

    /// <summary>The noise level at every evaluation and after the last, highest first: <see cref="Count"/> + 1 values. A sample is (1 − σ)·x0 + σ·noise.</summary>
    IReadOnlyList<float> Sigmas { get; }

    /// <summary>The time that the denoiser is told at every evaluation: <see cref="Count"/> values, usually 1000·σ.</summary>
    IReadOnlyList<float> Timesteps { get; }

    /// <summary>Takes the sample from one noise level to the next, in place.</summary>
    /// <param name="index">The evaluation, from 0.</param>
    /// <param name="velocity">What the denoiser predicted after guidance: noise − x0, laid out like the sample.</param>
    /// <param name="sample">The sample; any layout, as every element is stepped for itself.</param>
    /// <param name="noise">Fresh noise for solvers that add some; others leave it alone.</param>
    void Step(int index, ReadOnlySpan<float> velocity, Span<float> sample, INoiseGenerator noise);
}
