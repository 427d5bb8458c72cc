using SoraSharp.Models.Gemma;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Gemma4;

/// <summary>
/// Gemma 4's unified text model, the text encoder of LTX-2.5. Unlike Gemma 3 it does not scale attention scores, normalises values, may take
/// keys as values, turns only some pairs of full layers and scales every layer's output.
/// Source: transformers <c>modeling_gemma4_unified.py</c>, <c>Gemma4UnifiedTextModel</c>. Immutable and thread-safe.
/// </summary>
public sealed class Gemma4TextModel : GemmaTextModel
{
    /// <summary>Declares the model's parameters.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="scope">Where to declare them; <c>model.language_model.</c>, as LTX-2.5's folders name them, if left out.</param>
    public Gemma4TextModel(Gemma4Config config, ParameterScope? scope = null)
        : base(ShapeOf(config), "model.language_model", scope ?? new ParameterScope()["model.language_model"])
    {
        Config = config;
    }

    /// <summary>The configuration.</summary>
    public Gemma4Config Config { get; }

    private static GemmaShape ShapeOf(Gemma4Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.VocabularySize, config.HiddenSize, config.RmsNormEps, NormOffset: 0, config.SlidingWindow, config.FullRope, config.SlidingRope,
        [
            .. config.Layers.Select((layer, i) =>
            {
                int source = config.KeyValuesOf(i);
                return new GemmaLayerShape
                {
                    HiddenSize = config.HiddenSize,
                    IntermediateSize = config.IntermediateSize * (source != i && config.WidensSharedLayers ? 2 : 1),
                    Heads = config.Heads,
                    KeyValueHeads = layer.KeyValueHeads,
                    HeadFeatures = layer.HeadFeatures,
                    Eps = config.RmsNormEps,
                    Scale = 1,
                    Slides = layer.Slides,
                    Bias = config.AttentionBias,
                    NormalizesValues = true,
                    KeysAreValues = config.KeysAreValues && !layer.Slides,
                    HasScalar = true,
                    KeyValuesOf = source == i ? null : source,
                };
            }),
        ])
        {
            PlaceholderIds = config.PlaceholderIds,
            PadId = config.PadId,
        };
    }
}
