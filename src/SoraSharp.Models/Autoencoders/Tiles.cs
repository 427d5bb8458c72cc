using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Autoencoders;

/// <summary>Cutting, fading and joining of float32 tensors along one axis.</summary>
internal static class Tiles
{
    /// <summary>Elements <paramref name="start"/> to <paramref name="end"/> (exclusive; limited to the axis) along an axis; a copy unless it is everything.</summary>
    public static HostTensor Cut(HostTensor x, int axis, long start, long end)
    {
        end = Math.Min(end, x.Shape[axis]);
        if (start == 0 && end == x.Shape[axis]) return x;
        long[] shape = [.. x.Shape];
        shape[axis] = Math.Max(0, end - start);
        HostTensor result = HostTensor.Zeros(shape);
        (int outer, int inner) = Around(x, axis);
        int length = (int)shape[axis] * inner, stride = (int)x.Shape[axis] * inner, skip = (int)start * inner;
        for (int o = 0; o < outer; o++) Array.Copy(x.Floats, o * stride + skip, result.Floats, o * length, length);
        return result;
    }

    /// <summary>Tensors one after the other along an axis.</summary>
    public static HostTensor Join(IReadOnlyList<HostTensor> parts, int axis)
    {
        if (parts.Count == 1) return parts[0];
        long[] shape = [.. parts[0].Shape];
        shape[axis] = parts.Sum(part => part.Shape[axis]);
        HostTensor result = HostTensor.Zeros(shape);
        (int outer, int inner) = Around(result, axis);
        int at = 0, stride = (int)shape[axis] * inner;
        foreach (HostTensor part in parts)
        {
            int length = (int)part.Shape[axis] * inner;
            for (int o = 0; o < outer; o++) Array.Copy(part.Floats, o * length, result.Floats, o * stride + at, length);
            at += length;
        }

        return result;
    }

    /// <summary>
    /// Fades, along an axis, the first elements of <paramref name="next"/> in from the last ones of <paramref name="previous"/>,
    /// writing into <paramref name="next"/>; the other axes are as long in both, or as the shorter one.
    /// </summary>
    public static void Fade(HostTensor previous, HostTensor next, int axis, long extent)
    {
        int length = (int)Math.Min(extent, Math.Min(previous.Shape[axis], next.Shape[axis]));
        (int outer, int inner) = Around(next, axis);
        (int outerBefore, int innerBefore) = Around(previous, axis);
        if (outer != outerBefore || inner != innerBefore) throw new ArgumentException($"Tiles {previous} and {next} differ on more than axis {axis}; only neighbours fade into each other.", nameof(next));
        int stride = (int)next.Shape[axis] * inner, strideBefore = (int)previous.Shape[axis] * inner;
        int tail = ((int)previous.Shape[axis] - length) * inner;
        for (int o = 0; o < outer; o++)
        {
            for (int i = 0; i < length; i++)
            {
                float share = (float)((double)i / length), rest = (float)(1 - (double)i / length);
                ReadOnlySpan<float> from = previous.Floats.AsSpan(o * strideBefore + tail + i * inner, inner);
                Span<float> into = next.Floats.AsSpan(o * stride + i * inner, inner);
                for (int k = 0; k < inner; k++) into[k] = from[k] * rest + into[k] * share;
            }
        }
    }

    private static (int Outer, int Inner) Around(HostTensor x, int axis) =>
        ((int)x.Shape.Take(axis).Aggregate(1L, (product, length) => product * length), (int)x.Shape.Skip(axis + 1).Aggregate(1L, (product, length) => product * length));
}
