using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Layers;

/// <summary>
/// Two linear layers around a GELU: [..., features] → [..., out features]. Parameters <c>net.0.proj</c> and <c>net.2</c>.
/// </summary>
/// <param name="scope">Where they are declared.</param>
/// <param name="features">The width that comes in.</param>
/// <param name="bias">Whether they have biases.</param>
/// <param name="innerFeatures">The width between them; four times as wide if left out.</param>
/// <param name="outFeatures">The width that goes out; as wide as comes in if left out.</param>
/// <param name="exactGelu">Whether GELU is computed with the error function and not its tanh approximation.</param>
internal sealed class FeedForward(ParameterScope scope, long features, bool bias = true, long? innerFeatures = null, long? outFeatures = null, bool exactGelu = false)
{
    private readonly Linear _expand = new(scope["net.0.proj"], features, innerFeatures ?? 4 * features, bias);
    private readonly Linear _contract = new(scope["net.2"], innerFeatures ?? 4 * features, outFeatures ?? features, bias);

    public Tensor Forward(Tensor x)
    {
        Tensor inner = _expand.Forward(x);
        return _contract.Forward(exactGelu ? inner.Gelu() : inner.GeluTanh());
    }
}
