using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Layers;

/// <summary>A convolution over one to three axes: [B, C, …] → [B, C', …], zero padding on both sides.</summary>
internal sealed class Convolution
{
    private readonly Parameter _weight;
    private readonly Parameter? _bias;
    private readonly int[] _stride;
    private readonly int[] _padding;
    private readonly int[] _dilation;
    private readonly int _groups;

    public Convolution(ParameterScope scope, long inChannels, long outChannels, int[] kernel, int[]? stride = null, int[]? padding = null, int[]? dilation = null, int groups = 1, bool bias = true)
    {
        _weight = scope.Declare("weight", [outChannels, inChannels / groups, .. kernel.Select(k => (long)k)]);
        _bias = bias ? scope.Declare("bias", outChannels) : null;
        _stride = stride ?? [.. kernel.Select(_ => 1)];
        _padding = padding ?? [.. kernel.Select(_ => 0)];
        _dilation = dilation ?? [.. kernel.Select(_ => 1)];
        _groups = groups;
    }

    public Tensor Forward(Tensor x)
    {
        Interpreter interpreter = x.Interpreter;
        return interpreter.Convolution(x, interpreter.Weight(_weight), _bias is null ? null : interpreter.Weight(_bias), _stride, _padding, _dilation, _groups);
    }
}

/// <summary>A transposed convolution over one to three axes: [B, C, …] → [B, C', …].</summary>
internal sealed class ConvolutionTransposed
{
    private readonly Parameter _weight;
    private readonly Parameter? _bias;
    private readonly int[] _stride;
    private readonly int[] _padding;
    private readonly int[] _outputPadding;

    public ConvolutionTransposed(ParameterScope scope, long inChannels, long outChannels, int[] kernel, int[] stride, int[] padding, int[]? outputPadding = null, bool bias = true)
    {
        _weight = scope.Declare("weight", [inChannels, outChannels, .. kernel.Select(k => (long)k)]);
        _bias = bias ? scope.Declare("bias", outChannels) : null;
        _stride = stride;
        _padding = padding;
        _outputPadding = outputPadding ?? [.. kernel.Select(_ => 0)];
    }

    public Tensor Forward(Tensor x)
    {
        Interpreter interpreter = x.Interpreter;
        return interpreter.ConvolutionTransposed(x, interpreter.Weight(_weight), _bias is null ? null : interpreter.Weight(_bias), _stride, _padding, _outputPadding, 1);
    }
}

/// <summary>A table of vectors looked up by int64 ids: […] → […, features].</summary>
internal sealed class Embedding(ParameterScope scope, long count, long features)
{
    private readonly Parameter _weight = scope.Declare("weight", count, features);

    public Tensor Forward(Tensor ids) => ids.Interpreter.Gather(ids.Interpreter.Weight(_weight), 0, ids);
}
