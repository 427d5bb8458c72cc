using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Layers;

/// <summary>
/// Two linear layers around the tanh approximation of GELU, four times as wide inside: [..., features] → [..., features].
/// Parameters <c>net.0.proj</c> and <c>net.2</c>.
/// </summary>
internal sealed class FeedForward(ParameterScope scope, long features, bool bias = true)
{
    private readonly Linear _expand = new(scope["net.0.proj"], features, 4 * features, bias);
    private readonly Linear _contract = new(scope["net.2"], 4 * features, features, bias);

    public Tensor Forward(Tensor x) => _contract.Forward(_expand.Forward(x).GeluTanh());
}
