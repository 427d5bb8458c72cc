using System.Collections.Immutable;
using SoraSharp.Denoising;
using SoraSharp.Memory;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Gemma;
using SoraSharp.Models.Ltx2;
using SoraSharp.Models.Memory;
using SoraSharp.Stages;

namespace SoraSharp.Families;

/// <summary>The functions that LTX-2 runs for a shot, stage by stage, with their lengths.</summary>
internal static class Ltx2Memory
{
    /// <summary>The text encoder's: a prompt of the most tokens.</summary>
    public static IEnumerable<FunctionRun> Text(GemmaTextModel text, int maxTokens) =>
        [new(text.Encode(), new Dictionary<string, long> { ["batch"] = 1, ["text_tokens"] = maxTokens })];

    /// <summary>The connectors': likewise.</summary>
    public static IEnumerable<FunctionRun> Connectors(Ltx2TextConnectors connectors, int maxTokens) =>
        [new(connectors.Connect(), new Dictionary<string, long> { ["batch"] = 1, ["text_tokens"] = maxTokens, ["length"] = maxTokens })];

    /// <summary>The transformer's: a function for every kind of evaluation that the shot's guidance needs.</summary>
    public static IEnumerable<FunctionRun> Denoising(Ltx2Transformer transformer, Ltx2Denoiser denoiser, IReadOnlyList<IGuider> guiders, ImmutableArray<int> perturbedBlocks, bool useCrossTimestep, int maxTokens, Shot shot)
    {
        Evaluations needs = guiders.Aggregate(Evaluations.None, (all, g) => all | g.Needs(new(0, 1, 1, shot.VideoGuidance)) | g.Needs(new(0, 1, 1, shot.AudioGuidance)));
        ShotConditioning given = shot.Conditioning;
        Ltx2DenoiseOptions options = new()
        {
            UseCrossTimestep = useCrossTimestep,
            VideoTimestepPerToken = given.Frames.Count > 0 || given.Video is not null,
            AudioTimestepPerToken = given.Audio is not null || given.OpeningSound is not null,
        };
        yield return Run(options, needs.HasFlag(Evaluations.Unconditional) ? 2 : 1);
        if (needs.HasFlag(Evaluations.Perturbed)) yield return Run(options with { PerturbedBlocks = perturbedBlocks }, 1);
        if (needs.HasFlag(Evaluations.Isolated)) yield return Run(options with { IsolateModalities = true }, 1);

        FunctionRun Run(Ltx2DenoiseOptions options, int rows) => new(transformer.Denoise(options), new Dictionary<string, long>
        {
            ["batch"] = rows,
            ["video_tokens"] = denoiser.SequenceLengthOf(denoiser.WithKeyframes(denoiser.VideoLatentShapeOf(shot.Shape), given.Frames)),
            ["video_levels"] = 1 + given.Frames.Select(f => f.Strength).Distinct().Count(),
            ["audio_levels"] = 2,
            ["audio_tokens"] = denoiser.AudioLatentShapeOf(shot.Shape)!.Value.Length,
            ["text_tokens"] = maxTokens,
        });
    }
}
