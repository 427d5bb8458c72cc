using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Layers;

/// <summary>x·Wᵀ + b: […, in] → […, out]. Parameters <c>weight</c> [out, in] and, unless switched off, <c>bias</c> [out].</summary>
internal sealed class Linear(ParameterScope scope, long inFeatures, long outFeatures, bool bias = true)
{
    private readonly Parameter _weight = scope.Declare("weight", outFeatures, inFeatures);
    private readonly Parameter? _bias = bias ? scope.Declare("bias", outFeatures) : null;

    public Tensor Forward(Tensor x)
    {
        Interpreter interpreter = x.Interpreter;
        return interpreter.Linear(x, interpreter.Weight(_weight), _bias is null ? null : interpreter.Weight(_bias));
    }
}
