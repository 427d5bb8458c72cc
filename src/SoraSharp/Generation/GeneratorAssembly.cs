using SoraSharp.Media;
using SoraSharp.Physics;
using SoraSharp.Planning;
using SoraSharp.Stages;

namespace SoraSharp.Generation;

/// <summary>Puts a generator's stages together: the model's own, and what replaces them.</summary>
internal static class GeneratorAssembly
{
    public static GenerationStages Assemble(VideoModel model, StageReplacements replacements) => new(
        model.Profile,
        replacements.Planner(model.Planner ?? new SingleShotPlanner()),
        replacements.TextEncoder(model.TextEncoder),
        replacements.Noise(new SoraSharp.Noise.TorchNoiseSource()),
        replacements.Scheduler(model.Scheduler),
        replacements.Guiders(model.Guiders),
        replacements.Conditioner(model.Conditioner),
        replacements.Denoiser(model.Denoiser),
        replacements.VideoDecoder(model.VideoDecoder),
        replacements.AudioSynthesizer(model.AudioSynthesizer),
        replacements.Physics(new UnexaminedPhysics()),
        replacements.MediaWriters(MediaWriters.CreateDefault()));
}
