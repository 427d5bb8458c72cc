using SoraSharp.Models.Autoencoders;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.VideoVae;

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
        Tensor gathered = Neighbourhoods.Gather(x, _stride);
        Tensor residual = _groupSize == 1 ? gathered : gathered.Unflatten(1, gathered.Shape[1] / _groupSize, _groupSize).Mean(false, 2);
        return Neighbourhoods.Gather(_conv.Forward(x, causal), _stride) + residual;
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
        Tensor spread = Neighbourhoods.Spread(x, _stride);
        return _stride.Frames == 1 ? spread : spread.Slice(2, _stride.Frames - 1);
    }
}
