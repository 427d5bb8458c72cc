using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Layers;

/// <summary>Two linear layers around a GELU: text features to a transformer's. Source: diffusers <c>PixArtAlphaTextProjection</c>.</summary>
internal sealed class CaptionProjection(ParameterScope scope, long inFeatures, long features)
{
    private readonly Linear _first = new(scope["linear_1"], inFeatures, features);
    private readonly Linear _second = new(scope["linear_2"], features, features);

    public Tensor Forward(Tensor text) => _second.Forward(_first.Forward(text).GeluTanh());
}
