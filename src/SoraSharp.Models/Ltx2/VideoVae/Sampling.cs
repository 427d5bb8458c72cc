using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.VideoVae;

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

/// <summary>
/// Halves axes: a convolution to few channels whose neighbourhoods move into channels, plus the input's neighbourhoods averaged
/// in groups. The first frame is doubled before time is halved, so 2k + 1 frames become k + 1 (diffusers <c>LTX2VideoDownsampler3d</c>).
/// </summary>
internal sealed class Downsampler
{
    private readonly CausalConvolution _conv;
    private readonly Stride3 _stride;
    private readonly long _groupSize;

    public Downsampler(ParameterScope scope, long inChannels, long outChannels, Stride3 stride, SpatialPadding padding)
    {
        if (outChannels % stride.Volume != 0 || inChannels * stride.Volume % outChannels != 0)
        {
            throw new CheckpointException($"A downsampling stage of the video VAE goes from {inChannels} to {outChannels} channels; the second must be a multiple of {stride.Volume} and divide {inChannels} × {stride.Volume}. Check block_out_channels and downsample_type.");
        }

        _stride = stride;
        _groupSize = inChannels * stride.Volume / outChannels;
        _conv = new CausalConvolution(scope["conv"], inChannels, outChannels / stride.Volume, padding);
    }

    public Tensor Forward(Tensor x, bool causal)
    {
        if (_stride.Frames > 1) x = x.Interpreter.Concat(2, x.Slice(2, 0, _stride.Frames - 1), x);
        Tensor gathered = Gather(x);
        Tensor residual = _groupSize == 1 ? gathered : gathered.Unflatten(1, gathered.Shape[1] / _groupSize, _groupSize).Mean(false, 2);
        return Gather(_conv.Forward(x, causal)) + residual;
    }

    /// <summary>[B, C, F, H, W] → [B, C·volume, F/s, H/s, W/s].</summary>
    private Tensor Gather(Tensor x)
    {
        (int f, int h, int w) = _stride;
        return x
            .Reshape(x.Shape[0], x.Shape[1], x.Shape[2] / f, f, x.Shape[3] / h, h, x.Shape[4] / w, w)
            .Permute(0, 1, 3, 5, 7, 2, 4, 6)
            .Flatten(1, 4);
    }
}

/// <summary>
/// Doubles axes: a convolution to many channels that move into neighbourhoods, where asked plus the input spread out the same way.
/// The first frame of every doubling is dropped, so k + 1 frames become 2k + 1 (diffusers <c>LTX2VideoUpsampler3d</c>).
/// </summary>
internal sealed class Upsampler
{
    private readonly CausalConvolution _conv;
    private readonly Stride3 _stride;
    private readonly bool _residual;
    private readonly int _repeats;

    public Upsampler(ParameterScope scope, long channels, Stride3 stride, bool residual, int factor, SpatialPadding padding)
    {
        if (stride.Volume % factor != 0 || (residual && channels % stride.Volume != 0))
        {
            throw new CheckpointException($"An upsampling stage of the video VAE has {channels} channels, factor {factor} and {stride.Volume} positions for each one; the factor must divide the positions and, with a residual path, the positions the channels. Check decoder_block_out_channels and upsample_factor.");
        }

        _stride = stride;
        _residual = residual;
        _repeats = stride.Volume / factor;
        _conv = new CausalConvolution(scope["conv"], channels, channels * stride.Volume / factor, padding);
    }

    public Tensor Forward(Tensor x, bool causal)
    {
        Tensor h = Spread(_conv.Forward(x, causal));
        if (!_residual) return h;
        Tensor spread = Spread(x);
        return h + (_repeats == 1 ? spread : x.Interpreter.Concat(1, [.. Enumerable.Repeat(spread, _repeats)]));
    }

    /// <summary>[B, C·volume, F, H, W] → [B, C, F·s − (s − 1), H·s, W·s].</summary>
    private Tensor Spread(Tensor x)
    {
        (int f, int h, int w) = _stride;
        Dim channels = x.Shape[1] / _stride.Volume;
        Tensor spread = x
            .Reshape(x.Shape[0], channels, f, h, w, x.Shape[2], x.Shape[3], x.Shape[4])
            .Permute(0, 1, 5, 2, 6, 3, 7, 4)
            .Reshape(x.Shape[0], channels, x.Shape[2] * f, x.Shape[3] * h, x.Shape[4] * w);
        return f == 1 ? spread : spread.Slice(2, f - 1);
    }
}
