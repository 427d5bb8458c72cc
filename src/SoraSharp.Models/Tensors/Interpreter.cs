namespace SoraSharp.Models.Tensors;

/// <summary>
/// Gives the operations of a network's forward pass their meaning: emit a graph, or compute at once.
/// Networks reach it through <see cref="Tensor"/> and the layers. Composite operations have a definition here that an
/// interpreter may replace by a fused one of equal value. Not thread-safe: one interpreter serves one forward pass.
/// </summary>
public abstract class Interpreter
{
    /// <summary>The tensor that a network's parameter stands for, in float32 (or int64 where stored so).</summary>
    public abstract Tensor Weight(Parameter parameter);

    /// <summary>A constant float32 tensor.</summary>
    public abstract Tensor Constant(ReadOnlySpan<float> values, params long[] shape);

    /// <summary>A constant int64 tensor.</summary>
    public abstract Tensor Constant(ReadOnlySpan<long> values, params long[] shape);

    /// <summary>A float32 tensor without axes.</summary>
    public Tensor Scalar(double value) => Constant([(float)value]);

    /// <summary>Element-wise function.</summary>
    public abstract Tensor Unary(UnaryOperation operation, Tensor x);

    /// <summary>Element-wise function of two tensors, with broadcasting.</summary>
    public abstract Tensor Binary(BinaryOperation operation, Tensor left, Tensor right);

    /// <summary>Elements of <paramref name="left"/> where <paramref name="condition"/> (bool) holds, else of <paramref name="right"/>.</summary>
    public abstract Tensor Where(Tensor condition, Tensor left, Tensor right);

    /// <summary>Function along axes (not negative).</summary>
    public abstract Tensor Reduce(ReduceOperation operation, Tensor x, int[] axes, bool keepAxes);

    /// <summary>The elements in another type.</summary>
    public abstract Tensor Cast(Tensor x, ElementType type);

    /// <summary>The same elements under another shape; one length may be −1.</summary>
    public abstract Tensor Reshape(Tensor x, Dim[] shape);

    /// <summary>Axes in another order.</summary>
    public abstract Tensor Permute(Tensor x, int[] axes);

    /// <summary>Part of an axis (not negative); null ends at the last element; a step of −1 walks backwards from <paramref name="start"/> −1.</summary>
    public abstract Tensor Slice(Tensor x, int axis, Dim start, Dim? end, int step);

    /// <summary>Tensors one after the other along an axis; the other axes agree.</summary>
    public abstract Tensor Concat(int axis, params Tensor[] parts);

    /// <summary>Axes of length 1 repeated to the given lengths; leading axes may be added.</summary>
    public abstract Tensor Expand(Tensor x, Dim[] shape);

    /// <summary>A tensor continued beyond its edges.</summary>
    public abstract Tensor Pad(Tensor x, PaddingMode mode, double value, AxisPadding[] padding);

    /// <summary>Elements of the given indices along an axis.</summary>
    public abstract Tensor Gather(Tensor x, int axis, Tensor indices);

    /// <summary>Matrix product over the last two axes.</summary>
    public abstract Tensor MatMul(Tensor left, Tensor right);

    /// <summary>eˣ/Σeˣ along an axis.</summary>
    public abstract Tensor Softmax(Tensor x, int axis);

    /// <summary>
    /// Convolution over the last axes: x [B, C, …], weight [C', C/groups, …kernel], bias [C'] or null → [B, C', …].
    /// Padding is zeros on both sides.
    /// </summary>
    public abstract Tensor Convolution(Tensor x, Tensor weight, Tensor? bias, int[] stride, int[] padding, int[] dilation, int groups);

    /// <summary>Transposed convolution: x [B, C, …], weight [C, C'/groups, …kernel] → [B, C', …].</summary>
    public abstract Tensor ConvolutionTransposed(Tensor x, Tensor weight, Tensor? bias, int[] stride, int[] padding, int[] outputPadding, int groups);

    /// <summary>
    /// Scaled dot-product attention with the heads side by side: q [B, Lq, heads·D], k [B, Lk, kvHeads·D], v [B, Lk, kvHeads·Dv] → [B, Lq, heads·Dv].
    /// <paramref name="bias"/> is added to the scores and broadcasts to [B, heads, Lq, Lk]; the scale defaults to 1/√D.
    /// Fewer key-value heads than heads are each shared by neighbouring heads.
    /// </summary>
    public abstract Tensor Attention(Tensor query, Tensor key, Tensor value, int heads, int? kvHeads = null, Tensor? bias = null, double? scale = null);

    /// <summary>x·weightᵀ + bias: x […, in], weight [out, in], bias [out] or null.</summary>
    public abstract Tensor Linear(Tensor x, Tensor weight, Tensor? bias);

    /// <summary>x·sigmoid(x).</summary>
    public virtual Tensor Silu(Tensor x) => x * x.Sigmoid();

    /// <summary>x·Φ(x).</summary>
    public virtual Tensor Gelu(Tensor x) => x * 0.5 * (Unary(UnaryOperation.Erf, x * (1 / Math.Sqrt(2))) + 1);

    /// <summary>0.5·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))) (Hendrycks and Gimpel 2016).</summary>
    public virtual Tensor GeluTanh(Tensor x) => x * 0.5 * (((x + x * x * x * 0.044715) * Math.Sqrt(2 / Math.PI)).Tanh() + 1);

    /// <summary>x for positive x, else slope·x.</summary>
    public virtual Tensor LeakyRelu(Tensor x, double slope) => Binary(BinaryOperation.Maximum, x, x * slope);

    /// <summary>x/√(mean(x²) + eps) over the last axis, times weight where given (Zhang and Sennrich 2019).</summary>
    public virtual Tensor RmsNorm(Tensor x, Tensor? weight, double eps)
    {
        Tensor normed = x / ((x * x).Mean(true, -1) + eps).Sqrt();
        return weight is null ? normed : normed * weight;
    }

    /// <summary>The RMS norm of x [B, L, features], times 1 + scale, plus shift; both broadcast to x.</summary>
    public virtual Tensor RmsNormModulated(Tensor x, Tensor? weight, double eps, Tensor scale, Tensor shift) =>
        RmsNorm(x, weight, eps) * (1 + scale) + shift;

    /// <summary>x + y·gate, where the gate broadcasts to x; a gate of ones where it is null.</summary>
    public virtual Tensor AddGated(Tensor x, Tensor y, Tensor? gate) => x + (gate is null ? y : y * gate);

    /// <summary>
    /// Turns pairs of numbers of x [B, L, groups·2·pairs] by the angles whose cosines and sines [1 or B, L, 1 or groups, pairs] are
    /// given (Su et al. 2021, RoFormer). The two numbers of a pair lie half a group apart, or side by side where <paramref name="interleaved"/>.
    /// </summary>
    public virtual Tensor Rotate(Tensor x, Tensor cos, Tensor sin, Dim groups, bool interleaved)
    {
        Dim pairs = cos.Shape[3];
        Tensor grouped = x.Reshape(x.Shape[0], x.Shape[1], groups, pairs * 2);
        Tensor first = interleaved ? grouped.Stride(-1, 0, 2) : grouped.Slice(-1, 0, pairs);
        Tensor second = interleaved ? grouped.Stride(-1, 1, 2) : grouped.Slice(-1, pairs);
        Tensor turnedFirst = first * cos - second * sin;
        Tensor turnedSecond = second * cos + first * sin;
        Tensor turned = interleaved ? Stack(4, turnedFirst, turnedSecond) : Concat(3, turnedFirst, turnedSecond);
        return turned.Reshape([.. x.Shape]);
    }

    /// <summary>(x − mean)/√(variance + eps) over the last axis, times weight plus bias where given (Ba et al. 2016).</summary>
    public virtual Tensor LayerNorm(Tensor x, Tensor? weight, Tensor? bias, double eps)
    {
        Tensor centred = x - x.Mean(true, -1);
        Tensor normed = centred / ((centred * centred).Mean(true, -1) + eps).Sqrt();
        if (weight is not null) normed *= weight;
        return bias is null ? normed : normed + bias;
    }

    /// <summary>Normalises each group of channels of x [B, C, …] on its own (Wu and He 2018).</summary>
    public virtual Tensor GroupNorm(Tensor x, int groups, Tensor? weight, Tensor? bias, double eps)
    {
        Tensor grouped = x.Reshape(x.Shape[0], groups, -1);
        Tensor normed = LayerNorm(grouped, null, null, eps).Reshape([.. x.Shape]);
        Dim[] perChannel = [1, x.Shape[1], .. Enumerable.Repeat((Dim)1, x.Rank - 2)];
        if (weight is not null) normed *= weight.Reshape(perChannel);
        return bias is null ? normed : normed + bias.Reshape(perChannel);
    }

    /// <summary>Tensors of equal shape along a new axis.</summary>
    public Tensor Stack(int axis, params Tensor[] parts) => Concat(axis < 0 ? axis + parts[0].Rank + 1 : axis, [.. parts.Select(part => part.Unsqueeze(axis))]);

    /// <summary>Lets an observer see an intermediate value under a name; computes nothing.</summary>
    public virtual void Observe(string name, Tensor value)
    {
    }
}
