using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Layers;

/// <summary>Root-mean-square normalisation over the last axis, with or without a weight.</summary>
internal sealed class RmsNorm(ParameterScope scope, long features, double eps, bool affine = true)
{
    private readonly Parameter? _weight = affine ? scope.Declare("weight", features) : null;

    public Tensor Forward(Tensor x) => x.Interpreter.RmsNorm(x, Weight(x.Interpreter), eps);

    /// <summary>The norm of x [B, L, features], times 1 + scale, plus shift; both broadcast to x.</summary>
    public Tensor Modulated(Tensor x, Tensor scale, Tensor shift) => x.Interpreter.RmsNormModulated(x, Weight(x.Interpreter), eps, scale, shift);

    private Tensor? Weight(Interpreter interpreter) => _weight is null ? null : interpreter.Weight(_weight);
}

/// <summary>Layer normalisation over the last axis, with or without weight and bias.</summary>
internal sealed class LayerNorm(ParameterScope scope, long features, double eps, bool affine = true)
{
    private readonly Parameter? _weight = affine ? scope.Declare("weight", features) : null;
    private readonly Parameter? _bias = affine ? scope.Declare("bias", features) : null;

    public Tensor Forward(Tensor x)
    {
        Interpreter interpreter = x.Interpreter;
        return interpreter.LayerNorm(x, _weight is null ? null : interpreter.Weight(_weight), _bias is null ? null : interpreter.Weight(_bias), eps);
    }
}

/// <summary>Group normalisation of [B, C, …].</summary>
internal sealed class GroupNorm(ParameterScope scope, int groups, long channels, double eps)
{
    private readonly Parameter _weight = scope.Declare("weight", channels);
    private readonly Parameter _bias = scope.Declare("bias", channels);

    public Tensor Forward(Tensor x) => x.Interpreter.GroupNorm(x, groups, x.Interpreter.Weight(_weight), x.Interpreter.Weight(_bias), eps);
}
