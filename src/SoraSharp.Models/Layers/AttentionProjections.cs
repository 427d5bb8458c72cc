using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Layers;

/// <summary>
/// The linear layers of an attention whose queries and keys are RMS-normalised over all heads together.
/// Parameters <c>norm_q</c>, <c>norm_k</c>, <c>to_q</c>, <c>to_k</c>, <c>to_v</c>, <c>to_out.0</c>.
/// </summary>
internal sealed class AttentionProjections(ParameterScope scope, long queryFeatures, long contextFeatures, long innerFeatures, double eps, bool bias = true, bool outBias = true)
{
    private readonly RmsNorm _normQuery = new(scope["norm_q"], innerFeatures, eps);
    private readonly RmsNorm _normKey = new(scope["norm_k"], innerFeatures, eps);
    private readonly Linear _query = new(scope["to_q"], queryFeatures, innerFeatures, bias);
    private readonly Linear _key = new(scope["to_k"], contextFeatures, innerFeatures, bias);
    private readonly Linear _value = new(scope["to_v"], contextFeatures, innerFeatures, bias);
    private readonly Linear _out = new(scope["to_out.0"], innerFeatures, queryFeatures, outBias);

    /// <summary>[B, L, query features] → [B, L, inner].</summary>
    public Tensor Query(Tensor x) => _normQuery.Forward(_query.Forward(x));

    /// <summary>[B, L, context features] → [B, L, inner].</summary>
    public Tensor Key(Tensor context) => _normKey.Forward(_key.Forward(context));

    /// <summary>[B, L, context features] → [B, L, inner].</summary>
    public Tensor Value(Tensor context) => _value.Forward(context);

    /// <summary>[B, L, inner] → [B, L, query features].</summary>
    public Tensor Out(Tensor mixed) => _out.Forward(mixed);
}
