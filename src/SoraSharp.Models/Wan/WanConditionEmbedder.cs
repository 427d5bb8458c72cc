using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Wan;

/// <summary>
/// Brings timestep, text and image to the transformer's width. Source: diffusers <c>transformer_wan.py</c>, <c>WanTimeTextImageEmbedding</c>.
/// </summary>
internal sealed class WanConditionEmbedder
{
    private const int ModulationCount = 6;
    private readonly long _features;
    private readonly TimestepEmbedding _time;
    private readonly Linear _timeProjection;
    private readonly CaptionProjection _text;
    private readonly ImageEmbedding? _image;

    public WanConditionEmbedder(ParameterScope scope, WanTransformerConfig config)
    {
        _features = config.Features;
        _time = new(scope["time_embedder"], config.Features, config.Sinusoids);
        _timeProjection = new(scope["time_proj"], config.Features, ModulationCount * _features);
        _text = new(scope["text_embedder"], config.TextFeatures, config.Features);
        _image = config.ImageFeatures is int features ? new(scope["image_embedder"], features, config.Features, config.ImagePositions) : null;
    }

    /// <summary>The modulation parameters of every timestep.</summary>
    public Modulation Time(NoiseLevels levels)
    {
        Tensor embedding = _time.Forward(levels.Values);
        Tensor parameters = _timeProjection.Forward(embedding.Silu()).Unflatten(1, ModulationCount, _features);
        embedding.Interpreter.Observe("condition_embedder.time_embedder", embedding);
        return new Modulation(levels, parameters, embedding.Unsqueeze(1));
    }

    /// <summary>What cross-attention sees.</summary>
    public WanContext Context(Tensor text, Tensor? image) => new(_text.Forward(text), image is null ? null : _image!.Forward(image));

    /// <summary>Image embeddings between two norms and through a feed-forward layer; where two images are given, their tokens are joined and get positions.</summary>
    private sealed class ImageEmbedding(ParameterScope scope, long inFeatures, long features, int? positions)
    {
        private const double Eps = 1e-5;
        private readonly LayerNorm _norm1 = new(scope["norm1"], inFeatures, Eps);
        private readonly FeedForward _feedForward = new(scope["ff"], inFeatures, innerFeatures: inFeatures, outFeatures: features, exactGelu: true);
        private readonly LayerNorm _norm2 = new(scope["norm2"], features, Eps);
        private readonly Parameter? _positions = positions is int count ? scope.Declare("pos_embed", 1, count, inFeatures) : null;

        public Tensor Forward(Tensor image)
        {
            if (_positions is not null) image = image.Reshape(-1, positions!.Value, inFeatures) + image.Interpreter.Weight(_positions);
            return _norm2.Forward(_feedForward.Forward(_norm1.Forward(image)));
        }
    }
}
