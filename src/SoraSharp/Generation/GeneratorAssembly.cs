using SoraSharp.Media;
using SoraSharp.Memory;
using SoraSharp.Physics;
using SoraSharp.Planning;
using SoraSharp.Stages;

namespace SoraSharp.Generation;

/// <summary>Puts a generator's stages together: the model's own, and what replaces them.</summary>
internal static class GeneratorAssembly
{
    public static GenerationStages Assemble(VideoModel model, StageReplacements replacements, MemoryBudget? budget = null) => new(
        model.Profile,
        Within(budget, model, replacements.Planner(model.Planner ?? new SingleShotPlanner())),
        replacements.TextEncoder(model.TextEncoder),
        replacements.Noise(new SoraSharp.Noise.TorchNoiseSource()),
        replacements.Scheduler(model.Scheduler),
        replacements.Guiders(model.Guiders),
        replacements.Conditioner(model.Conditioner),
        replacements.Denoiser(model.Denoiser),
        replacements.VideoDecoder(model.VideoDecoder),
        replacements.AudioSynthesizer(model.AudioSynthesizer),
        replacements.Physics(new UnexaminedPhysics()),
        replacements.MediaWriters(MediaWriters.CreateDefault()))
    {
        Refinement = replacements.Upsampler(model.Upsampler) is { } upsampler ? new(upsampler, replacements.Scheduler(model.RefinementScheduler ?? model.Scheduler)) : null,
        Memory = model.Memory,
        ReleasesStages = budget is not null,
    };

    private static IShotPlanner Within(MemoryBudget? budget, VideoModel model, IShotPlanner planner) => budget is null
        ? planner
        : new BudgetedPlanner(planner, model.Memory ?? throw new InvalidOptionsException([new("memoryBudget", $"`memoryBudget` is {budget.Bytes}, but {model.Profile.Name} does not say what it takes (VideoModel.Memory is null); leave the budget out, or set Memory.")]), budget);
}
