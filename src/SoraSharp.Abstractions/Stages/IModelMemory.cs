namespace SoraSharp.Stages;

/// <summary>Knows what a model takes, and gives back what a stage has loaded. Implementations are thread-safe.</summary>
public interface IModelMemory
{
    /// <summary>Works out what a shot takes, without running anything.</summary>
    /// <param name="shot">The shot, every value settled.</param>
    /// <returns>The stages that run networks, in their order, each with what it takes while it works.</returns>
    IReadOnlyList<StageMemory> Predict(Shot shot);

    /// <summary>Gives back the networks of a stage; what is running finishes first, and what is needed again is loaded again.</summary>
    void Release(GenerationStage stage);
}
