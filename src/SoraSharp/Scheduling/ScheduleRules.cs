namespace SoraSharp.Scheduling;

/// <summary>What every flow schedule asks of its steps and noise levels. Thread-safe.</summary>
internal static class ScheduleRules
{
    private const int MaxSteps = 10_000;

    /// <summary>Checks the number of steps and, where given, the noise levels.</summary>
    /// <exception cref="ArgumentException">They cannot be scheduled; the message says why.</exception>
    public static void Check(int steps, IReadOnlyList<double>? sigmas)
    {
        if (steps is < 1 or > MaxSteps) throw new ArgumentException($"`steps` is {steps}; a schedule has 1 to {MaxSteps}; 20 to 50 are usual.", nameof(steps));
        if (sigmas is null) return;
        if (sigmas.Count != steps) throw new ArgumentException($"`sigmas` has {sigmas.Count} values and `steps` is {steps}; they must agree. Set `steps` to {sigmas.Count}.", nameof(sigmas));
        for (int i = 0; i < sigmas.Count; i++)
        {
            if (!(sigmas[i] > 0 && sigmas[i] <= 1)) throw new ArgumentException($"`sigmas[{i}]` is {sigmas[i]}; noise levels are above 0 and at most 1. Leave out the final 0, it is added.", nameof(sigmas));
            if (i > 0 && sigmas[i] >= sigmas[i - 1]) throw new ArgumentException($"`sigmas[{i}]` is {sigmas[i]} after {sigmas[i - 1]}; noise levels must fall. Sort them, highest first.", nameof(sigmas));
        }
    }
}
