using SoraSharp.Planning;
using SoraSharp.Stages;

namespace SoraSharp.Memory;

/// <summary>Refuses shots that would take more memory than the budget, and says what would fit. Thread-safe.</summary>
internal sealed class BudgetedPlanner(IShotPlanner inner, IModelMemory memory, MemoryBudget budget) : IShotPlanner
{
    /// <inheritdoc />
    public async Task<IReadOnlyList<Shot>> PlanAsync(VideoRequest request, ModelProfile profile, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<Shot> shots = await inner.PlanAsync(request, profile, cancellationToken).ConfigureAwait(false);
        List<ValueError> errors = [];
        foreach (Shot shot in shots)
        {
            MemoryPrediction prediction = Predict(shot);
            if (!budget.Fits(prediction)) errors.Add(new("size", Message(shot, prediction, profile)));
        }

        return errors.Count == 0 ? shots : throw new InvalidRequestException(errors);
    }

    private string Message(Shot shot, MemoryPrediction prediction, ModelProfile profile)
    {
        string needs = $"`size` is {shot.Shape.Size} with {shot.Shape.Frames} frames, which takes {Gigabytes(budget.Needed(prediction))} in {prediction.Largest.Stage}; the budget is {Gigabytes(budget.Bytes)}";
        List<string> remedies = [];
        if (FittingShapes.FewerFrames(shot.Shape, profile, Fits) is { } shorter) remedies.Add($"{shorter.Frames} frames");
        if (FittingShapes.SmallerFrame(shot.Shape, profile, Fits) is { } smaller) remedies.Add($"{smaller.Size} with {smaller.Frames} frames");
        if (remedies.Count > 0) return $"{needs}; use {string.Join(", or ", remedies)}.";

        StageMemory least = prediction.Largest;
        string streaming = budget.CountsMappedWeights && least.MappedWeights > 0 ? ", or leave mapped weights out of the count (countsMappedWeights: false), which reads them from the file in every step" : "";
        return $"{needs}, and no size fits: the weights of {least.Stage} alone are {Gigabytes(least.MappedWeights + least.CopiedWeights)}; raise the budget{streaming}, or use a smaller checkpoint.";

        bool Fits(VideoShape shape) => budget.Fits(Predict(shot with { Shape = shape }));
    }

    private MemoryPrediction Predict(Shot shot) => new(memory.Predict(shot), ReleasesStages: true);

    private static string Gigabytes(long bytes) => bytes < 1_000_000_000 ? $"{Math.Ceiling(bytes / 1e6):0} MB" : $"{Math.Ceiling(bytes / 1e8) / 10:0.0} GB";
}
