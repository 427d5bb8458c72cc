using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.Vocoder;

/// <summary>
/// Raises a signal's rate by a whole ratio: edge samples repeated, zeros between samples, low-pass filtered
/// (diffusers <c>UpSample1d</c>). The filter is a parameter, or computed where it is given none.
/// </summary>
internal sealed class FilterUpsampler
{
    private const int ZeroCrossings = 6;
    private const double RollOff = 0.99;
    private readonly Parameter? _filter;
    private readonly float[] _computed = [];
    private readonly int _ratio;
    private readonly int _pad;
    private readonly int _cutLeft;

    /// <summary>With a filter from the checkpoint.</summary>
    public FilterUpsampler(ParameterScope scope, int ratio, int kernel)
    {
        _filter = scope.Declare("filter", 1, 1, kernel);
        _ratio = ratio;
        _pad = kernel / ratio - 1;
        _cutLeft = _pad * ratio + (kernel - ratio) / 2;
    }

    /// <summary>With a Hann-windowed sinc filter of six zero crossings.</summary>
    public FilterUpsampler(int ratio)
    {
        int width = (int)Math.Ceiling(ZeroCrossings / RollOff);
        _ratio = ratio;
        _pad = width;
        _cutLeft = 2 * width * ratio;
        _computed = [.. Enumerable.Range(0, 2 * width * ratio + 1).Select(i => HannSinc((i / (double)ratio - width) * RollOff, ratio))];
    }

    /// <summary>[B, C, T] → [B, C, T·ratio].</summary>
    public Tensor Forward(Tensor x)
    {
        Interpreter interpreter = x.Interpreter;
        Tensor filter = _filter is null ? interpreter.Constant(_computed, 1, 1, _computed.Length) : interpreter.Weight(_filter);
        // Every channel is filtered alone by the same filter.
        Tensor rows = x.Reshape(x.Shape[0] * x.Shape[1], 1, x.Shape[2]).Pad(PaddingMode.Edge, new AxisPadding(2, _pad, _pad));
        Tensor filtered = interpreter.ConvolutionTransposed(rows, filter, null, [_ratio], [0], [0], 1) * _ratio;
        Dim length = x.Shape[2] * _ratio;
        return filtered.Slice(2, _cutLeft, length + _cutLeft).Reshape(x.Shape[0], x.Shape[1], length);
    }

    private static float HannSinc(double t, int ratio)
    {
        double window = Math.Pow(Math.Cos(Math.Clamp(t, -ZeroCrossings, ZeroCrossings) * Math.PI / ZeroCrossings / 2), 2);
        double sinc = t == 0 ? 1 : Math.Sin(Math.PI * t) / (Math.PI * t);
        return (float)(sinc * window * RollOff / ratio);
    }
}

/// <summary>Lowers a signal's rate by a whole ratio: edge samples repeated, low-pass filtered (diffusers <c>DownSample1d</c>).</summary>
internal sealed class FilterDownsampler(ParameterScope scope, int ratio, int kernel)
{
    private readonly Parameter _filter = scope.Declare("filter", 1, 1, kernel);

    /// <summary>[B, C, T] → [B, C, T/ratio].</summary>
    public Tensor Forward(Tensor x)
    {
        Tensor rows = x.Reshape(x.Shape[0] * x.Shape[1], 1, x.Shape[2]).Pad(PaddingMode.Edge, new AxisPadding(2, kernel / 2 + kernel % 2 - 1, kernel / 2));
        Tensor filtered = x.Interpreter.Convolution(rows, x.Interpreter.Weight(_filter), null, [ratio], [0], [1], 1);
        return filtered.Reshape(x.Shape[0], x.Shape[1], filtered.Shape[2]);
    }
}
