using SoraSharp.Models.Tensors;
using TorchSharp;
using static TorchSharp.torch.nn;
using Tensor = SoraSharp.Models.Tensors.Tensor;

namespace SoraSharp.Torch;

/// <content>Shapes, indices and padding.</content>
public sealed partial class TorchInterpreter
{
    /// <inheritdoc />
    public override Tensor Reshape(Tensor x, Dim[] shape) => Wrap(Unwrap(x).reshape(Lengths(shape)));

    /// <inheritdoc />
    public override Tensor Permute(Tensor x, int[] axes) => Wrap(Unwrap(x).permute([.. axes.Select(axis => (long)axis)]));

    /// <inheritdoc />
    public override Tensor Slice(Tensor x, int axis, Dim start, Dim? end, int step)
    {
        torch.Tensor value = Unwrap(x);
        long length = value.shape[axis];
        if (step < 0)
        {
            // Mirrored, the walk goes forwards: element i becomes element length − 1 − i.
            long from = length - 1 - Within(start.Value, length);
            long to = end is { } stop ? length - 1 - Within(stop.Value, length) : length;
            return Wrap(value.flip(axis).slice(axis, from, to, -step));
        }

        return Wrap(value.slice(axis, Within(start.Value, length), end is { } last ? Within(last.Value, length) : length, step));
    }

    /// <inheritdoc />
    public override Tensor Concat(int axis, params Tensor[] parts) => Wrap(torch.cat([.. parts.Select(Unwrap)], axis));

    /// <inheritdoc />
    public override Tensor Expand(Tensor x, Dim[] shape) => Wrap(Unwrap(x).expand(Lengths(shape)));

    /// <inheritdoc />
    public override Tensor Gather(Tensor x, int axis, Tensor indices)
    {
        (torch.Tensor value, torch.Tensor at) = (Unwrap(x), Unwrap(indices));
        torch.Tensor picked = value.index_select(axis, at.reshape(-1));
        return Wrap(picked.reshape([.. value.shape[..axis], .. at.shape, .. value.shape[(axis + 1)..]]));
    }

    /// <inheritdoc />
    public override Tensor Pad(Tensor x, PaddingMode mode, double value, AxisPadding[] padding)
    {
        torch.Tensor padded = Unwrap(x);
        foreach ((int at, int before, int after) in padding)
        {
            int axis = at < 0 ? at + x.Rank : at;
            if (before == 0 && after == 0) continue;
            padded = mode switch
            {
                PaddingMode.Constant => functional.pad(padded, [.. new long[2 * (x.Rank - 1 - axis)], before, after], PaddingModes.Constant, value),
                PaddingMode.Edge => Joined(padded, axis, Repeated(padded, axis, 0, before), Repeated(padded, axis, padded.shape[axis] - 1, after)),
                PaddingMode.Reflect => Joined(padded, axis, padded.slice(axis, 1, before + 1, 1).flip(axis), padded.slice(axis, padded.shape[axis] - 1 - after, padded.shape[axis] - 1, 1).flip(axis)),
                _ => throw Unknown(mode),
            };
        }

        return Wrap(padded);
    }

    /// <inheritdoc />
    public override Tensor Convolution(Tensor x, Tensor weight, Tensor? bias, int[] stride, int[] padding, int[] dilation, int groups)
    {
        (torch.Tensor value, torch.Tensor kernel, torch.Tensor? offset) = (Compute(x), Compute(weight), bias is null ? null : Compute(bias));
        long[] s = Longs(stride), p = Longs(padding), d = Longs(dilation);
        return Wrap(s.Length switch
        {
            1 => functional.conv1d(value, kernel, offset, s[0], p[0], d[0], groups),
            2 => functional.conv2d(value, kernel, offset, s, p, d, groups),
            3 => functional.conv3d(value, kernel, offset, s, p, d, groups),
            _ => throw WrongRank(s.Length),
        });
    }

    /// <inheritdoc />
    public override Tensor ConvolutionTransposed(Tensor x, Tensor weight, Tensor? bias, int[] stride, int[] padding, int[] outputPadding, int groups)
    {
        (torch.Tensor value, torch.Tensor kernel, torch.Tensor? offset) = (Compute(x), Compute(weight), bias is null ? null : Compute(bias));
        long[] s = Longs(stride), p = Longs(padding), o = Longs(outputPadding);
        return Wrap(s.Length switch
        {
            1 => functional.conv_transpose1d(value, kernel, offset, s[0], p[0], o[0], null, groups),
            2 => functional.conv_transpose2d(value, kernel, offset, s, p, o, null, groups),
            3 => functional.conv_transpose3d(value, kernel, offset, s, p, o, null, groups),
            _ => throw WrongRank(s.Length),
        });
    }

    private static torch.Tensor Repeated(torch.Tensor x, int axis, long index, int count)
    {
        long[] shape = [.. x.shape];
        shape[axis] = count;
        return x.narrow(axis, index, 1).expand(shape);
    }

    private static torch.Tensor Joined(torch.Tensor x, int axis, torch.Tensor before, torch.Tensor after) => torch.cat([before, x, after], axis);

    private static long Within(long index, long length) => Math.Clamp(index < 0 ? index + length : index, 0, length);

    private static long[] Lengths(Dim[] shape) => [.. shape.Select(dim => dim.Value)];

    private static long[] Longs(int[] values) => [.. values.Select(value => (long)value)];

    private static NotSupportedException WrongRank(int axes) => new($"A convolution over {axes} axes was asked for; 1 to 3 are supported.");
}
