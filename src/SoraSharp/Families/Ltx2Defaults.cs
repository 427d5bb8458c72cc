using SoraSharp.Models.Ltx2;
using SoraSharp.Scheduling;
using SoraSharp.Stages;

namespace SoraSharp.Families;

/// <summary>
/// What LTX-2 is run with unless told otherwise. The releases are told apart by what their transformers can do, distilled ones by their scheduler.
/// Sources: diffusers <c>pipeline_ltx2.py</c> and <c>utils.py</c>.
/// </summary>
internal static class Ltx2Defaults
{
    private const int PublishedLayers = 48;
    private const int PublishedPerturbedBlock = 28;

    /// <summary>The noise levels that distilled checkpoints were trained for.</summary>
    public static IReadOnlyList<double> DistilledSigmas { get; } = [1, 0.99375, 0.9875, 0.98125, 0.975, 0.909375, 0.725, 0.421875];

    /// <summary>The second stage's: the last three of the eight.</summary>
    public static IReadOnlyList<double> RefinementSigmas { get; } = [0.909375, 0.725, 0.421875];

    /// <summary>Every second of the eight.</summary>
    private static IReadOnlyList<double> DraftSigmas { get; } = [1, 0.9875, 0.909375, 0.421875];

    public static ModelProfile Profile(Ltx2TransformerConfig transformer, bool isDistilled)
    {
        string name = transformer.HasKeyframeEmbedding ? "LTX-2.5" : transformer.ModulatesText ? "LTX-2.3" : "LTX-2";
        // 2.0 was released with classifier-free guidance alone; later ones with all terms; distilled ones have guidance in their weights.
        bool perturbs = transformer.PerturbsAttention;
        GuidanceTerms video = isDistilled ? GuidanceTerms.Off : perturbs ? new(Text: 3, Perturbation: 1, Modality: 3, Rescale: 0.7) : new(4, 0, 1, 0);
        GuidanceTerms audio = isDistilled ? GuidanceTerms.Off : perturbs ? new(Text: 7, Perturbation: 1, Modality: 3, Rescale: 0.7) : new(4, 0, 1, 0);
        return new()
        {
            Name = isDistilled ? $"{name} distilled" : name,
            FrameStep = 8,
            SizeStep = 32,
            DefaultShape = new(121, new(768, 512), 24),
            DefaultSteps = isDistilled ? DistilledSigmas.Count : 30,
            DefaultSigmas = isDistilled ? DistilledSigmas : null,
            VideoGuidance = video,
            AudioGuidance = audio,
            NegativePrompt = "low quality, blurry, distorted, flickering, jerky motion, overexposed, watermark, subtitles, muted sound, hiss",
            Qualities = new Dictionary<VideoQuality, QualityPreset>
            {
                // Of four evaluations a step, a draft keeps the two that run as one batch.
                [VideoQuality.Draft] = isDistilled
                    ? new(DraftSigmas.Count, video, audio) { Sigmas = DraftSigmas }
                    : new(15, video with { Perturbation = 0, Modality = 1 }, audio with { Perturbation = 0, Modality = 1 }),
                [VideoQuality.High] = isDistilled
                    ? new(DistilledSigmas.Count, video, audio) { Sigmas = DistilledSigmas, TwoStages = true }
                    : new(40, video, audio) { TwoStages = true },
            },
        };
    }

    /// <summary>Whether a checkpoint's noise levels stay as they are given, which those of distilled checkpoints must.</summary>
    public static bool IsDistilled(FlowMatchEulerConfig scheduler) => !scheduler.UseDynamicShifting && scheduler.ShiftTerminal == 0 && scheduler.Shift == 1;

    /// <summary>A checkpoint's scheduler for noise levels that stay as they are given.</summary>
    public static FlowMatchEulerScheduler Unshifted(FlowMatchEulerScheduler scheduler) => new(scheduler.Config with { UseDynamicShifting = false, ShiftTerminal = 0 }, scheduler.Range);

    /// <summary>Block 28 of 48, and the block as far up in other models.</summary>
    public static IReadOnlyList<int> PerturbedBlocks(Ltx2TransformerConfig transformer) => [transformer.Layers * PublishedPerturbedBlock / PublishedLayers];

    /// <summary>From 2.3 on.</summary>
    public static bool UseCrossTimestep(Ltx2TransformerConfig transformer) => transformer.ModulatesText;
}
