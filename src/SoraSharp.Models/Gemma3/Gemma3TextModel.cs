using SoraSharp.Models.Gemma;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Gemma3;

/// <summary>Gemma 3's text model, the text encoder of LTX-2 2.0 and 2.3. Source: transformers <c>modeling_gemma3.py</c>, <c>Gemma3TextModel</c>. Immutable and thread-safe.</summary>
public sealed class Gemma3TextModel : GemmaTextModel
{
    /// <summary>Declares the model's parameters.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="scope">Where to declare them; <c>language_model.model.</c>, as LTX-2's folders name them, if left out.</param>
    public Gemma3TextModel(Gemma3Config config, ParameterScope? scope = null)
        : base(ShapeOf(config), "language_model", scope ?? new ParameterScope()["language_model.model"])
    {
        Config = config;
    }

    /// <summary>The configuration.</summary>
    public Gemma3Config Config { get; }

    private static GemmaShape ShapeOf(Gemma3Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        const double offset = 1;
        return new(config.VocabularySize, config.HiddenSize, config.RmsNormEps, offset, config.SlidingWindow, config.FullRope, config.SlidingRope,
        [
            .. config.SlidingLayers.Select(slides => new GemmaLayerShape
            {
                HiddenSize = config.HiddenSize,
                IntermediateSize = config.IntermediateSize,
                Heads = config.Heads,
                KeyValueHeads = config.KeyValueHeads,
                HeadFeatures = config.HeadFeatures,
                Eps = config.RmsNormEps,
                Scale = 1 / Math.Sqrt(config.QueryPreAttentionScalar),
                Slides = slides,
                Bias = config.AttentionBias,
                NormOffset = offset,
            }),
        ]);
    }
}
