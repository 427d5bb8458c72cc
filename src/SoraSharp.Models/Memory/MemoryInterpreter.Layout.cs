using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Memory;

/// <summary>Operations that move elements, and convolutions.</summary>
internal sealed partial class MemoryInterpreter
{
    public override Tensor Reshape(Tensor x, Dim[] shape)
    {
        MemoryTensor from = Of(x);
        Widen(from);
        long[] lengths = [.. shape.Select(length => length.Value)];
        int open = Array.IndexOf(lengths, -1L);
        if (open >= 0)
        {
            lengths[open] = 1;
            lengths[open] = Count(from.Lengths) / Math.Max(1, Count(lengths));
        }

        if (Count(lengths) != Count(from.Lengths)) throw new ArgumentException($"A tensor [{string.Join(", ", from.Lengths)}] cannot take the shape [{string.Join(", ", lengths)}].");
        return new MemoryTensor(this, from.Type, lengths, from.Storage);
    }

    public override Tensor Permute(Tensor x, int[] axes) =>
        axes.Select((axis, i) => axis == i).All(same => same) ? x : Add(x.Type, [.. axes.Select(axis => Of(x).Lengths[axis])], 0, null, x);

    public override Tensor Slice(Tensor x, int axis, Dim start, Dim? end, int step)
    {
        long[] shape = [.. Of(x).Lengths];
        long length = shape[axis], first = start.Value < 0 ? start.Value + length : Math.Min(start.Value, length);
        if (step < 0)
        {
            shape[axis] = (first / -step) + 1;
        }
        else
        {
            long last = end is not { } bound ? length : bound.Value < 0 ? bound.Value + length : Math.Min(bound.Value, length);
            shape[axis] = Math.Max(0, (last - first + step - 1) / step);
        }

        return Add(x.Type, shape, 0, null, x);
    }

    public override Tensor Concat(int axis, params Tensor[] parts)
    {
        long[] shape = [.. Of(parts[0]).Lengths];
        int at = axis < 0 ? axis + shape.Length : axis;
        shape[at] = parts.Sum(part => Of(part).Lengths[at]);
        return Add(parts[0].Type, shape, 0, null, parts);
    }

    public override Tensor Expand(Tensor x, Dim[] shape) => Add(x.Type, Broadcast(Of(x).Lengths, [.. shape.Select(length => length.Value)]), 0, null, x);

    public override Tensor Pad(Tensor x, PaddingMode mode, double value, AxisPadding[] padding)
    {
        long[] shape = [.. Of(x).Lengths];
        foreach (AxisPadding p in padding) shape[p.Axis < 0 ? p.Axis + shape.Length : p.Axis] += p.Before + p.After;
        return Add(x.Type, shape, 0, null, x);
    }

    public override Tensor Gather(Tensor x, int axis, Tensor indices)
    {
        long[] shape = [.. Of(x).Lengths[..axis], .. Of(indices).Lengths, .. Of(x).Lengths[(axis + 1)..]];
        // From a weight in half precision the chosen elements alone are widened.
        if (!_narrow.TryGetValue(Of(x), out NarrowWeight narrow)) return Add(x.Type, shape, 0, null, x, indices);
        _mapped[narrow.Name] = narrow.Bytes;
        return Add(x.Type, shape, 0, null, indices);
    }

    public override Tensor Convolution(Tensor x, Tensor weight, Tensor? bias, int[] stride, int[] padding, int[] dilation, int groups)
    {
        long[] shape = [.. Of(x).Lengths], kernel = Of(weight).Lengths;
        shape[1] = kernel[0];
        for (int i = 0; i < stride.Length; i++)
        {
            shape[i + 2] = ((shape[i + 2] + (2 * padding[i]) - (dilation[i] * (kernel[i + 2] - 1)) - 1) / stride[i]) + 1;
        }

        return Add(ElementType.Float32, shape, 0, null, x, weight);
    }

    public override Tensor ConvolutionTransposed(Tensor x, Tensor weight, Tensor? bias, int[] stride, int[] padding, int[] outputPadding, int groups)
    {
        long[] from = Of(x).Lengths, kernel = Of(weight).Lengths, shape = [.. from];
        shape[1] = kernel[1] * groups;
        for (int i = 0; i < stride.Length; i++) shape[i + 2] = (from[i + 2] * stride[i]) + kernel[i + 2] - stride[i] - (2 * padding[i]) + outputPadding[i];
        // Every input position's contribution to every kernel element, before they are summed up.
        long columns = checked(sizeof(float) * Count(from[2..]) * kernel[1] * Count(kernel[2..]));
        return Add(ElementType.Float32, shape, columns, null, x, weight);
    }

    private static long Count(IEnumerable<long> lengths) => lengths.Aggregate(1L, (product, length) => checked(product * length));
}
