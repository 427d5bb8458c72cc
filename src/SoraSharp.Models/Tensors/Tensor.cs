namespace SoraSharp.Models.Tensors;

/// <summary>
/// A value inside a network's forward pass. What stands behind it is the interpreter's: a node's output in a graph
/// that is being emitted, or numbers in memory. Axes may be counted from the end (−1 is the last).
/// </summary>
public abstract class Tensor
{
    /// <summary>Who gives this value its meaning.</summary>
    public abstract Interpreter Interpreter { get; }

    /// <summary>The type of the elements.</summary>
    public abstract ElementType Type { get; }

    /// <summary>The length of every axis.</summary>
    public abstract IReadOnlyList<Dim> Shape { get; }

    /// <summary>The number of axes.</summary>
    public int Rank => Shape.Count;

    /// <summary>Element-wise sum, with broadcasting.</summary>
    public static Tensor operator +(Tensor left, Tensor right) => Of(left).Binary(BinaryOperation.Add, left, right);

    /// <summary>Element-wise difference, with broadcasting.</summary>
    public static Tensor operator -(Tensor left, Tensor right) => Of(left).Binary(BinaryOperation.Subtract, left, right);

    /// <summary>Element-wise product, with broadcasting.</summary>
    public static Tensor operator *(Tensor left, Tensor right) => Of(left).Binary(BinaryOperation.Multiply, left, right);

    /// <summary>Element-wise quotient, with broadcasting.</summary>
    public static Tensor operator /(Tensor left, Tensor right) => Of(left).Binary(BinaryOperation.Divide, left, right);

    /// <summary>Adds a number to every element.</summary>
    public static Tensor operator +(Tensor left, double right) => Of(left).Binary(BinaryOperation.Add, left, left.Interpreter.Scalar(right));

    /// <summary>Adds a number to every element.</summary>
    public static Tensor operator +(double left, Tensor right) => Of(right).Binary(BinaryOperation.Add, right.Interpreter.Scalar(left), right);

    /// <summary>Subtracts a number from every element.</summary>
    public static Tensor operator -(Tensor left, double right) => Of(left).Binary(BinaryOperation.Subtract, left, left.Interpreter.Scalar(right));

    /// <summary>Subtracts every element from a number.</summary>
    public static Tensor operator -(double left, Tensor right) => Of(right).Binary(BinaryOperation.Subtract, right.Interpreter.Scalar(left), right);

    /// <summary>Multiplies every element by a number.</summary>
    public static Tensor operator *(Tensor left, double right) => Of(left).Binary(BinaryOperation.Multiply, left, left.Interpreter.Scalar(right));

    /// <summary>Multiplies every element by a number.</summary>
    public static Tensor operator *(double left, Tensor right) => Of(right).Binary(BinaryOperation.Multiply, right.Interpreter.Scalar(left), right);

    /// <summary>Divides every element by a number.</summary>
    public static Tensor operator /(Tensor left, double right) => Of(left).Binary(BinaryOperation.Divide, left, left.Interpreter.Scalar(right));

    /// <summary>Divides a number by every element.</summary>
    public static Tensor operator /(double left, Tensor right) => Of(right).Binary(BinaryOperation.Divide, right.Interpreter.Scalar(left), right);

    /// <summary>Negates every element.</summary>
    public static Tensor operator -(Tensor value) => Of(value).Unary(UnaryOperation.Negate, value);

    /// <summary>The same elements under another shape; one length may be −1 (what remains).</summary>
    public Tensor Reshape(params Dim[] shape) => Interpreter.Reshape(this, shape);

    /// <summary>Axes in another order: axis i of the result is axis <paramref name="axes"/>[i] of this.</summary>
    public Tensor Permute(params int[] axes) => Interpreter.Permute(this, axes);

    /// <summary>Two axes exchanged.</summary>
    public Tensor SwapAxes(int first, int second)
    {
        int[] axes = [.. Enumerable.Range(0, Rank)];
        (axes[Axis(first)], axes[Axis(second)]) = (axes[Axis(second)], axes[Axis(first)]);
        return Permute(axes);
    }

    /// <summary>Elements <paramref name="start"/> (inclusive) to <paramref name="end"/> (exclusive; null is to the last) along an axis.</summary>
    public Tensor Slice(int axis, Dim start, Dim? end = null) => Interpreter.Slice(this, Axis(axis), start, end, 1);

    /// <summary>Every <paramref name="step"/>-th element along an axis, from <paramref name="start"/>; a step of −1 from −1 reverses.</summary>
    public Tensor Stride(int axis, int start, int step) => Interpreter.Slice(this, Axis(axis), start, null, step);

    /// <summary>One element along an axis; the axis goes away.</summary>
    public Tensor Select(int axis, int index)
    {
        Tensor slice = index == -1 ? Slice(axis, -1) : Slice(axis, index, index + 1);
        return slice.Squeeze(Axis(axis));
    }

    /// <summary>Cuts an axis of known length into equal parts.</summary>
    public Tensor[] Chunk(int axis, int parts)
    {
        long length = Shape[Axis(axis)].Value;
        if (length % parts != 0) throw new ArgumentException($"An axis of {length} cannot be cut into {parts} equal parts.", nameof(parts));
        long size = length / parts;
        return [.. Enumerable.Range(0, parts).Select(i => Slice(axis, i * size, (i + 1) * size))];
    }

    /// <summary>Inserts an axis of length 1 before <paramref name="axis"/> (−1 appends one).</summary>
    public Tensor Unsqueeze(int axis)
    {
        List<Dim> shape = [.. Shape];
        shape.Insert(axis < 0 ? axis + Rank + 1 : axis, 1);
        return Reshape([.. shape]);
    }

    /// <summary>Drops an axis of length 1.</summary>
    public Tensor Squeeze(int axis)
    {
        List<Dim> shape = [.. Shape];
        shape.RemoveAt(Axis(axis));
        return Reshape([.. shape]);
    }

    /// <summary>Joins the axes <paramref name="first"/> to <paramref name="last"/> (inclusive) into one.</summary>
    public Tensor Flatten(int first, int last)
    {
        int from = Axis(first), to = Axis(last);
        Dim product = Shape[from];
        for (int i = from + 1; i <= to; i++) product *= Shape[i];
        return Reshape([.. Shape.Take(from), product, .. Shape.Skip(to + 1)]);
    }

    /// <summary>Splits an axis into several whose lengths multiply to its own; one may be −1.</summary>
    public Tensor Unflatten(int axis, params Dim[] lengths)
    {
        int at = Axis(axis);
        return Reshape([.. Shape.Take(at), .. lengths, .. Shape.Skip(at + 1)]);
    }

    /// <summary>Repeats axes of length 1 to the given lengths.</summary>
    public Tensor Expand(params Dim[] shape) => Interpreter.Expand(this, shape);

    /// <summary>Repeats every element <paramref name="count"/> times in a row along an axis (a a b b …).</summary>
    public Tensor RepeatInterleave(int axis, int count)
    {
        int at = Axis(axis);
        Dim[] expanded = [.. Shape.Take(at + 1), count, .. Shape.Skip(at + 1)];
        Dim[] joined = [.. Shape.Take(at), Shape[at] * count, .. Shape.Skip(at + 1)];
        return Unsqueeze(at + 1).Expand(expanded).Reshape(joined);
    }

    /// <summary>Continues the tensor beyond its edges.</summary>
    public Tensor Pad(PaddingMode mode, params AxisPadding[] padding) => Interpreter.Pad(this, mode, 0, padding);

    /// <summary>Continues the tensor beyond its edges with a constant.</summary>
    public Tensor Pad(double value, params AxisPadding[] padding) => Interpreter.Pad(this, PaddingMode.Constant, value, padding);

    /// <summary>The elements of the given indices along an axis: the axis is replaced by the axes of <paramref name="indices"/> (int64).</summary>
    public Tensor Gather(int axis, Tensor indices) => Interpreter.Gather(this, Axis(axis), indices);

    /// <summary>Sum along axes.</summary>
    public Tensor Sum(bool keepAxes, params int[] axes) => Interpreter.Reduce(ReduceOperation.Sum, this, Axes(axes), keepAxes);

    /// <summary>Mean along axes.</summary>
    public Tensor Mean(bool keepAxes, params int[] axes) => Interpreter.Reduce(ReduceOperation.Mean, this, Axes(axes), keepAxes);

    /// <summary>Largest along axes.</summary>
    public Tensor Max(bool keepAxes, params int[] axes) => Interpreter.Reduce(ReduceOperation.Max, this, Axes(axes), keepAxes);

    /// <summary>Smallest along axes.</summary>
    public Tensor Min(bool keepAxes, params int[] axes) => Interpreter.Reduce(ReduceOperation.Min, this, Axes(axes), keepAxes);

    /// <summary>Matrix product over the last two axes; the ones before are broadcast.</summary>
    public Tensor MatMul(Tensor right) => Interpreter.MatMul(this, right);

    /// <summary>eˣ/Σeˣ along an axis.</summary>
    public Tensor Softmax(int axis) => Interpreter.Softmax(this, Axis(axis));

    /// <summary>eˣ.</summary>
    public Tensor Exp() => Interpreter.Unary(UnaryOperation.Exp, this);

    /// <summary>Natural logarithm.</summary>
    public Tensor Log() => Interpreter.Unary(UnaryOperation.Log, this);

    /// <summary>Square root.</summary>
    public Tensor Sqrt() => Interpreter.Unary(UnaryOperation.Sqrt, this);

    /// <summary>Sine, radians.</summary>
    public Tensor Sin() => Interpreter.Unary(UnaryOperation.Sin, this);

    /// <summary>Cosine, radians.</summary>
    public Tensor Cos() => Interpreter.Unary(UnaryOperation.Cos, this);

    /// <summary>Hyperbolic tangent.</summary>
    public Tensor Tanh() => Interpreter.Unary(UnaryOperation.Tanh, this);

    /// <summary>|x|.</summary>
    public Tensor Abs() => Interpreter.Unary(UnaryOperation.Abs, this);

    /// <summary>1/(1+e⁻ˣ).</summary>
    public Tensor Sigmoid() => Interpreter.Unary(UnaryOperation.Sigmoid, this);

    /// <summary>ln(1+eˣ).</summary>
    public Tensor Softplus() => Interpreter.Unary(UnaryOperation.Softplus, this);

    /// <summary>x·sigmoid(x).</summary>
    public Tensor Silu() => Interpreter.Silu(this);

    /// <summary>x·Φ(x), with the error function.</summary>
    public Tensor Gelu() => Interpreter.Gelu(this);

    /// <summary>The tanh approximation of GELU.</summary>
    public Tensor GeluTanh() => Interpreter.GeluTanh(this);

    /// <summary>x for positive x, else slope·x.</summary>
    public Tensor LeakyRelu(double slope) => Interpreter.LeakyRelu(this, slope);

    /// <summary>The element-wise larger one of this and a number.</summary>
    public Tensor AtLeast(double minimum) => Interpreter.Binary(BinaryOperation.Maximum, this, Interpreter.Scalar(minimum));

    /// <summary>Every element limited to a range.</summary>
    public Tensor Clamp(double minimum, double maximum) => Interpreter.Binary(BinaryOperation.Minimum, AtLeast(minimum), Interpreter.Scalar(maximum));

    /// <summary>The elements in another type.</summary>
    public Tensor Cast(ElementType type) => Type == type ? this : Interpreter.Cast(this, type);

    /// <inheritdoc />
    public override string ToString() => $"{Type}[{string.Join(", ", Shape)}]";

    private static Interpreter Of(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.Interpreter;
    }

    private int Axis(int axis) => axis < 0 ? axis + Rank : axis;

    private int[] Axes(int[] axes) => [.. axes.Select(Axis)];
}
