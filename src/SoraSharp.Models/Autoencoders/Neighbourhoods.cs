using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Autoencoders;

/// <summary>A step over frames, height and width.</summary>
/// <param name="Frames">Frames.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
internal readonly record struct Stride3(int Frames, int Height, int Width)
{
    public int Volume => Frames * Height * Width;

    /// <summary>The step of a stage of the given kind.</summary>
    public static Stride3 Of(string kind) => kind switch
    {
        "spatial" => new(1, 2, 2),
        "temporal" => new(2, 1, 1),
        _ => new(2, 2, 2),
    };
}

/// <summary>Neighbourhoods of a clip as channels, and back.</summary>
internal static class Neighbourhoods
{
    /// <summary>[B, C, F, H, W] → [B, C·volume, F/s, H/s, W/s]; within a channel's neighbourhood columns change fastest.</summary>
    public static Tensor Gather(Tensor x, Stride3 stride)
    {
        (int f, int h, int w) = stride;
        return x
            .Reshape(x.Shape[0], x.Shape[1], x.Shape[2] / f, f, x.Shape[3] / h, h, x.Shape[4] / w, w)
            .Permute(0, 1, 3, 5, 7, 2, 4, 6)
            .Flatten(1, 4);
    }

    /// <summary>[B, C·volume, F, H, W] → [B, C, F·s, H·s, W·s].</summary>
    public static Tensor Spread(Tensor x, Stride3 stride)
    {
        (int f, int h, int w) = stride;
        Dim channels = x.Shape[1] / stride.Volume;
        return x
            .Reshape(x.Shape[0], channels, f, h, w, x.Shape[2], x.Shape[3], x.Shape[4])
            .Permute(0, 1, 5, 2, 6, 3, 7, 4)
            .Reshape(x.Shape[0], channels, x.Shape[2] * f, x.Shape[3] * h, x.Shape[4] * w);
    }
}
