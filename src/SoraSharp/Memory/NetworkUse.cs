using SoraSharp.Models.Backends;
using SoraSharp.Models.Memory;
using SoraSharp.Stages;

namespace SoraSharp.Memory;

/// <summary>A stage's use of one component's networks.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Sessions">What is loaded for it.</param>
/// <param name="Weights">Where its weights are stored.</param>
/// <param name="Runs">The functions that a shot runs, with their lengths; all stay loaded to the end of the stage.</param>
internal sealed record NetworkUse(GenerationStage Stage, IReleasable Sessions, IWeightSource Weights, Func<Shot, IEnumerable<FunctionRun>> Runs)
{
    /// <summary>Bytes that the stage holds besides the networks' own values, for example stretches that fade into each other.</summary>
    public Func<Shot, long> Host { get; init; } = _ => 0;
}
