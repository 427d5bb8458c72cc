using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2;

/// <summary>The sizes and switches of an attention layer.</summary>
internal sealed record Ltx2AttentionShape(long QueryFeatures, long ContextFeatures, int Heads, int HeadFeatures, bool Gated, bool Bias = true, bool OutBias = true)
{
    public long InnerFeatures => Heads * HeadFeatures;
}

/// <summary>What perturbs a self-attention: nothing is perturbed where this is null; every row entirely where the mask is.</summary>
/// <param name="Keep">[B, 1, 1], 0 where only values pass, 1 where attention is as usual.</param>
internal sealed record Perturbation(Tensor? Keep);

/// <summary>
/// Attention whose queries and keys are RMS-normalised over all heads, turned by separate rotary tables, and whose heads
/// may be gated by 2·sigmoid of a projection of the query side. Source: diffusers <c>transformer_ltx2.py</c>, <c>LTX2Attention</c>.
/// </summary>
internal sealed class Ltx2Attention(ParameterScope scope, Ltx2AttentionShape shape)
{
    private const double Eps = 1e-6;
    private readonly AttentionProjections _projections = new(scope, shape.QueryFeatures, shape.ContextFeatures, shape.InnerFeatures, Eps, shape.Bias, shape.OutBias);
    private readonly Linear? _gate = shape.Gated ? new(scope["to_gate_logits"], shape.QueryFeatures, shape.Heads) : null;

    /// <summary>Self-attention of x [B, L, features].</summary>
    public Tensor Forward(Tensor x, RotaryTable rope, Tensor? bias = null, Perturbation? perturbation = null) =>
        Forward(x, x, rope, rope, bias, perturbation);

    /// <summary>Attention of x [B, Lq, features] to a context [B, Lk, features]; the bias broadcasts to [B, heads, Lq, Lk].</summary>
    public Tensor Forward(Tensor x, Tensor context, RotaryTable? queryRope = null, RotaryTable? keyRope = null, Tensor? bias = null, Perturbation? perturbation = null)
    {
        Tensor value = _projections.Value(context);
        Tensor mixed;
        if (perturbation is { Keep: null })
        {
            mixed = value;
        }
        else
        {
            Tensor query = _projections.Query(x);
            Tensor key = _projections.Key(context);
            if (queryRope is not null) query = queryRope.Rotate(query);
            if (keyRope is not null) key = keyRope.Rotate(key);
            mixed = x.Interpreter.Attention(query, key, value, shape.Heads, bias: bias);
            if (perturbation?.Keep is Tensor keep) mixed = value * (1 - keep) + mixed * keep;
        }

        if (_gate is not null)
        {
            Tensor gates = 2 * _gate.Forward(x).Sigmoid();
            mixed = (mixed.Unflatten(-1, shape.Heads, shape.HeadFeatures) * gates.Unsqueeze(-1)).Flatten(2, 3);
        }

        return _projections.Out(mixed);
    }
}
