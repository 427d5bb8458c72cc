using SoraSharp.Models.Tensors;
using static SoraSharp.OnnxRuntime.Graph.GraphBuilder;

namespace SoraSharp.OnnxRuntime.Graph;

/// <summary>Operations that move elements, and convolutions.</summary>
internal sealed partial class OnnxInterpreter
{
    public override Tensor Reshape(Tensor x, Dim[] shape)
    {
        Dim?[] lengths = [.. shape.Select(length => (Dim?)length)];
        int open = Array.FindIndex(shape, length => length == -1);
        if (open >= 0) lengths[open] = Remaining(x.Shape, shape, open);

        // A single symbolic length can be "what remains", and one that stays in its place can be copied:
        // both are plain constants for the runtime. Only what is left needs a computed shape.
        long[] constant = new long[shape.Length];
        int unknown = -1;
        bool computed = false;
        for (int i = 0; i < shape.Length; i++)
        {
            if (lengths[i] is { IsKnown: true } known) constant[i] = known.Value;
            else if (i < x.Rank && lengths[i] is { } same && x.Shape[i] == same) constant[i] = 0;
            else if (unknown < 0) constant[unknown = i] = -1;
            else computed = true;
        }

        string target = computed
            ? _graph.Node("Concat", shape.Select((length, i) => length == -1 && lengths[i] is null ? _graph.Int64s(-1) : LengthValue(lengths[i]!.Value)), Attribute("axis", 0L))
            : _graph.Int64s(constant);
        return new OnnxTensor(this, _graph.Node("Reshape", [Name(x), target]), x.Type, lengths);
    }

    public override Tensor Permute(Tensor x, int[] axes)
    {
        if (axes.Select((axis, i) => axis == i).All(same => same)) return x;
        string node = _graph.Node("Transpose", [Name(x)], Attribute("perm", axes));
        return new OnnxTensor(this, node, x.Type, [.. axes.Select(axis => (Dim?)x.Shape[axis])]);
    }

    public override Tensor Slice(Tensor x, int axis, Dim start, Dim? end, int step)
    {
        string last = end is { } bound ? LengthValue(bound) : _graph.Int64s(step > 0 ? long.MaxValue : long.MinValue);
        string node = _graph.Node("Slice", [Name(x), LengthValue(start), last, _graph.Int64s(axis), _graph.Int64s(step)]);
        Dim?[] shape = Nullable(x.Shape);
        shape[axis] = SliceLength(x.Shape[axis], start, end, step);
        return new OnnxTensor(this, node, x.Type, shape);
    }

    public override Tensor Concat(int axis, params Tensor[] parts)
    {
        string node = _graph.Node("Concat", parts.Select(part => (string?)Name(part)), Attribute("axis", (long)axis));
        Dim?[] shape = Nullable(parts[0].Shape);
        int at = axis < 0 ? axis + shape.Length : axis;
        shape[at] = parts.Skip(1).Aggregate(parts[0].Shape[at], (sum, part) => sum + part.Shape[at]);
        for (int i = 0; i < shape.Length; i++)
        {
            // A number in any part is a number for all.
            if (i != at) shape[i] = parts.Select(part => part.Shape[i]).FirstOrDefault(length => length.IsKnown, parts[0].Shape[i]);
        }

        return new OnnxTensor(this, node, parts[0].Type, shape);
    }

    public override Tensor Expand(Tensor x, Dim[] shape)
    {
        string target = shape.All(length => length.IsKnown)
            ? _graph.Int64s([.. shape.Select(length => length.Value)])
            : _graph.SharedNode("Concat", [.. shape.Select(LengthValue)], Attribute("axis", 0L));
        return new OnnxTensor(this, _graph.Node("Expand", [Name(x), target]), x.Type, [.. shape.Select(length => (Dim?)length)]);
    }

    public override Tensor Pad(Tensor x, PaddingMode mode, double value, AxisPadding[] padding)
    {
        int[] axes = [.. padding.Select(p => p.Axis < 0 ? p.Axis + x.Rank : p.Axis)];
        string amounts = _graph.Int64s([.. padding.Select(p => (long)p.Before), .. padding.Select(p => (long)p.After)]);
        string? constant = mode is PaddingMode.Constant ? Name(Scalar(value)) : null;
        string node = _graph.Node("Pad", [Name(x), amounts, constant, _graph.Int64s([.. axes.Select(a => (long)a)])], Attribute("mode", mode switch
        {
            PaddingMode.Constant => "constant",
            PaddingMode.Reflect => "reflect",
            _ => "edge",
        }));
        Dim?[] shape = Nullable(x.Shape);
        for (int i = 0; i < axes.Length; i++) shape[axes[i]] = x.Shape[axes[i]] + (padding[i].Before + padding[i].After);
        return new OnnxTensor(this, node, x.Type, shape);
    }

    public override Tensor Gather(Tensor x, int axis, Tensor indices)
    {
        // From a weight in half precision the chosen elements alone are widened, not a whole vocabulary.
        bool isNarrow = _narrow.TryGetValue(Name(x), out string? narrow);
        string node = _graph.Node("Gather", [narrow ?? Name(x), Name(indices)], Attribute("axis", (long)axis));
        if (isNarrow) node = _graph.Node("Cast", [node], Attribute("to", (long)DataTypeOf(x.Type)));
        return new OnnxTensor(this, node, x.Type, [.. Nullable(x.Shape)[..axis], .. Nullable(indices.Shape), .. Nullable(x.Shape)[(axis + 1)..]]);
    }

    public override Tensor Convolution(Tensor x, Tensor weight, Tensor? bias, int[] stride, int[] padding, int[] dilation, int groups)
    {
        string node = _graph.Node("Conv", [Name(x), Name(weight), bias is null ? null : Name(bias)], Attribute("strides", stride), Attribute("pads", [.. padding, .. padding]), Attribute("dilations", dilation), Attribute("group", (long)groups));
        Dim?[] shape = Nullable(x.Shape);
        shape[1] = weight.Shape[0];
        for (int i = 0; i < stride.Length; i++)
        {
            Dim span = x.Shape[i + 2] + ((2 * padding[i]) - (dilation[i] * ((int)weight.Shape[i + 2].Value - 1)) - 1);
            shape[i + 2] = (span / stride[i]) + 1;
        }

        return new OnnxTensor(this, node, ElementType.Float32, shape);
    }

    public override Tensor ConvolutionTransposed(Tensor x, Tensor weight, Tensor? bias, int[] stride, int[] padding, int[] outputPadding, int groups)
    {
        string node = _graph.Node("ConvTranspose", [Name(x), Name(weight), bias is null ? null : Name(bias)], Attribute("strides", stride), Attribute("pads", [.. padding, .. padding]), Attribute("output_padding", outputPadding), Attribute("group", (long)groups));
        Dim?[] shape = Nullable(x.Shape);
        shape[1] = weight.Shape[1] * groups;
        for (int i = 0; i < stride.Length; i++)
        {
            int kernel = (int)weight.Shape[i + 2].Value;
            shape[i + 2] = (x.Shape[i + 2] * stride[i]) + (kernel - stride[i] - (2 * padding[i]) + outputPadding[i]);
        }

        return new OnnxTensor(this, node, ElementType.Float32, shape);
    }

    private static Dim? Remaining(IReadOnlyList<Dim> from, Dim[] to, int open)
    {
        List<Dim> symbols = [.. from.Where(length => !length.IsKnown)];
        long product = from.Where(length => length.IsKnown).Aggregate(1L, (p, length) => p * length.Value);
        long others = 1;
        for (int i = 0; i < to.Length; i++)
        {
            if (i == open) continue;
            if (to[i].IsKnown) others *= to[i].Value;
            else if (!symbols.Remove(to[i])) return null;
        }

        if (others == 0 || (symbols.Count == 0 && product % others != 0)) throw new ArgumentException($"A tensor [{string.Join(", ", from)}] cannot take the shape [{string.Join(", ", to)}].");
        if (symbols.Count == 0) return product / others;
        return symbols.Count == 1 && product == others ? symbols[0] : null;
    }

    private static Dim? SliceLength(Dim length, Dim start, Dim? end, int step)
    {
        if (step != 1) return length.IsKnown && start.IsKnown && end is null ? StridedLength(length.Value, start.Value, step) : step == -1 && start == -1 && end is null ? length : null;
        if (end is not { } bound)
        {
            if (start.IsKnown && start.Value < 0) return -start.Value;
            return length - start;
        }

        if (start.IsKnown && start.Value < 0)
        {
            if (!length.IsKnown) return bound.IsKnown && bound.Value < 0 ? bound - start : null;
            start = length + start;
        }

        if (bound.IsKnown && bound.Value < 0) bound = length + bound;
        else if (bound.IsKnown && length.IsKnown) bound = Math.Min(bound.Value, length.Value);
        return bound - start;
    }

    private static long StridedLength(long length, long start, int step)
    {
        long first = start < 0 ? start + length : start;
        return step > 0 ? (length - first + step - 1) / step : (first / -step) + 1;
    }
}
