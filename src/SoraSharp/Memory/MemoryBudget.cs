using SoraSharp.Stages;

namespace SoraSharp.Memory;

/// <summary>How much memory a generator may take. Immutable.</summary>
/// <param name="Bytes">The limit.</param>
/// <param name="CountsMappedWeights">Whether weights that stay in their file count, so that they need never be read twice.</param>
internal sealed record MemoryBudget(long Bytes, bool CountsMappedWeights)
{
    /// <summary>What a prediction comes to under this budget's rules.</summary>
    public long Needed(MemoryPrediction prediction) => CountsMappedWeights ? prediction.PeakBytes : prediction.PeakBytesWithoutMapped;

    public bool Fits(MemoryPrediction prediction) => Needed(prediction) <= Bytes;
}
