namespace SoraSharp;

/// <summary>What one stage of a generation takes while it works, in bytes. Thread-safe (immutable).</summary>
/// <param name="Stage">The stage.</param>
/// <param name="MappedWeights">Weights that are read where their file is mapped. The system may drop them when memory is short; then they are read from the file again.</param>
/// <param name="CopiedWeights">Weights that are copied into memory, for example widened to float32.</param>
/// <param name="Activations">The peak of everything that is computed: the networks' values, latents, embeddings, frames.</param>
public sealed record StageMemory(GenerationStage Stage, long MappedWeights, long CopiedWeights, long Activations);

/// <summary>What a shot takes, worked out before anything runs. Thread-safe (immutable).</summary>
/// <param name="Stages">Every stage that runs networks, in their order.</param>
/// <param name="ReleasesStages">Whether each stage's weights are given back before the next one's are loaded; otherwise all stay.</param>
public sealed record MemoryPrediction(IReadOnlyList<StageMemory> Stages, bool ReleasesStages)
{
    /// <summary>What a program with this library takes before any model is loaded, about: the runtime and the native libraries.</summary>
    public const long ProcessBytes = 150_000_000;

    /// <summary>The peak in bytes, all weights in memory.</summary>
    public long PeakBytes => Peak(s => s.MappedWeights + s.CopiedWeights);

    /// <summary>The peak in bytes that cannot be dropped: without the weights that stay in their file.</summary>
    public long PeakBytesWithoutMapped => Peak(s => s.CopiedWeights);

    /// <summary>The stage whose need is the largest.</summary>
    public StageMemory Largest => Stages.MaxBy(s => s.MappedWeights + s.CopiedWeights + s.Activations)!;

    private long Peak(Func<StageMemory, long> weights) => ProcessBytes + (ReleasesStages
        ? Stages.Max(s => weights(s) + s.Activations)
        : Stages.Sum(weights) + Stages.Max(s => s.Activations));
}
