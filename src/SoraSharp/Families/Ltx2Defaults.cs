using SoraSharp.Models.Ltx2;
using SoraSharp.Stages;

namespace SoraSharp.Families;

/// <summary>What LTX-2 is run with unless told otherwise. The releases are told apart by what their transformers can do.</summary>
internal static class Ltx2Defaults
{
    private const int PublishedLayers = 48;
    private const int PublishedPerturbedBlock = 28;

    public static ModelProfile Profile(Ltx2TransformerConfig transformer)
    {
        bool perturbs = transformer.PerturbsAttention;
        return new()
        {
            Name = transformer.HasKeyframeEmbedding ? "LTX-2.5" : transformer.ModulatesText ? "LTX-2.3" : "LTX-2",
            FrameStep = 8,
            SizeStep = 32,
            DefaultShape = new(121, new(768, 512), 24),
            DefaultSteps = 30,
            // 2.0 was released with classifier-free guidance alone; later ones with all terms.
            VideoGuidance = perturbs ? new(Text: 3, Perturbation: 1, Modality: 3, Rescale: 0.7) : new(4, 0, 1, 0),
            AudioGuidance = perturbs ? new(Text: 7, Perturbation: 1, Modality: 3, Rescale: 0.7) : new(4, 0, 1, 0),
            NegativePrompt = "low quality, blurry, distorted, flickering, jerky motion, overexposed, watermark, subtitles, muted sound, hiss",
        };
    }

    /// <summary>Block 28 of 48, and the block as far up in other models.</summary>
    public static IReadOnlyList<int> PerturbedBlocks(Ltx2TransformerConfig transformer) => [transformer.Layers * PublishedPerturbedBlock / PublishedLayers];

    /// <summary>From 2.3 on.</summary>
    public static bool UseCrossTimestep(Ltx2TransformerConfig transformer) => transformer.ModulatesText;
}
