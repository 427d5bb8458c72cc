using SoraSharp.Models.Autoencoders;
using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Wan.VideoVae;

/// <summary>
/// Halves rows and columns, and time where asked: the first frame stays one frame, then every pair becomes one, seen with the frame before.
/// Source: diffusers <c>autoencoder_kl_wan.py</c>, <c>WanResample</c>, modes <c>downsample2d</c> and <c>downsample3d</c>.
/// </summary>
internal sealed class Downsampler
{
    private const int FrameAxis = 2;
    private readonly Convolution _spatial;
    private readonly Convolution? _temporal;
    private readonly int _slot;

    public Downsampler(ParameterScope scope, CacheLayout caches, long channels, bool temporal)
    {
        _spatial = new(scope["resample.1"], channels, channels, [3, 3], stride: [2, 2]);
        if (!temporal) return;
        _temporal = new(scope["time_conv"], channels, channels, [3, 1, 1], stride: [2, 1, 1]);
        _slot = caches.Add(channels, frames: 1);
    }

    public Tensor Forward(Tensor x, FeatureCaches state)
    {
        Tensor frames = Frames.Fold(x).Pad(0.0, new AxisPadding(2, 0, 1), new AxisPadding(3, 0, 1));
        x = Frames.Unfold(_spatial.Forward(frames), x.Shape[0]);
        if (_temporal is null) return x;
        Tensor last = x.Slice(FrameAxis, -1);
        Tensor result = state.First ? x : _temporal.Forward(x.Interpreter.Concat(FrameAxis, state[_slot], x));
        state[_slot] = last;
        return result;
    }
}

/// <summary>
/// Doubles rows and columns, and time where asked: the first frame stays one frame, every later one becomes two.
/// Source: diffusers <c>autoencoder_kl_wan.py</c>, <c>WanResample</c>, modes <c>upsample2d</c> and <c>upsample3d</c>.
/// </summary>
internal sealed class Upsampler(ParameterScope scope, CacheLayout caches, long inChannels, long outChannels, bool temporal)
{
    private readonly CausalConvolution? _temporal = temporal ? new(scope["time_conv"], caches, inChannels, 2 * inChannels, spatial: 1) : null;
    private readonly Convolution _spatial = new(scope["resample.1"], inChannels, outChannels, [3, 3], padding: [1, 1]);

    public Tensor Forward(Tensor x, FeatureCaches state)
    {
        if (_temporal is not null && state.First) _temporal.Skip(x, state);
        else if (_temporal is not null) x = Interleave(_temporal.Forward(x, state));
        Tensor frames = Frames.Fold(x).RepeatInterleave(2, 2).RepeatInterleave(3, 2);
        return Frames.Unfold(_spatial.Forward(frames), x.Shape[0]);
    }

    /// <summary>[B, 2·C, F, H, W] → [B, C, 2·F, H, W]: the halves of the channels are the frames' first and second.</summary>
    private Tensor Interleave(Tensor x) => x
        .Reshape(x.Shape[0], 2, inChannels, x.Shape[2], x.Shape[3], x.Shape[4])
        .Permute(0, 2, 3, 1, 4, 5)
        .Reshape(x.Shape[0], inChannels, x.Shape[2] * 2, x.Shape[3], x.Shape[4]);
}

/// <summary>
/// The way around a stage of 2.2: neighbourhoods move into channels and are averaged in groups.
/// Source: diffusers <c>autoencoder_kl_wan.py</c>, <c>AvgDown3D</c>.
/// </summary>
internal sealed class AveragingShortcut
{
    private readonly Stride3 _stride;
    private readonly long _groupSize;

    public AveragingShortcut(long inChannels, long outChannels, Stride3 stride)
    {
        if (inChannels * stride.Volume % outChannels != 0) throw new CheckpointException($"A stage of Wan's VAE goes from {inChannels} to {outChannels} channels with a shortcut over {stride.Volume} neighbours; the second must divide {inChannels * stride.Volume}. Check dim_mult.");
        _stride = stride;
        _groupSize = inChannels * stride.Volume / outChannels;
    }

    public Tensor Forward(Tensor x, FeatureCaches state)
    {
        // The first frame has no partner; the reference averages it with zeros.
        if (_stride.Frames > 1 && state.First) x = x.Pad(0.0, new AxisPadding(2, _stride.Frames - 1, 0));
        Tensor gathered = Neighbourhoods.Gather(x, _stride);
        return gathered.Unflatten(1, gathered.Shape[1] / _groupSize, _groupSize).Mean(false, 2);
    }
}

/// <summary>
/// The way around an upsampling stage of 2.2: channels are repeated and move into neighbourhoods.
/// Source: diffusers <c>autoencoder_kl_wan.py</c>, <c>DupUp3D</c>.
/// </summary>
internal sealed class RepeatingShortcut
{
    private readonly Stride3 _stride;
    private readonly int _repeats;

    public RepeatingShortcut(long inChannels, long outChannels, Stride3 stride)
    {
        if (outChannels * stride.Volume % inChannels != 0) throw new CheckpointException($"A stage of Wan's VAE goes from {inChannels} to {outChannels} channels with a shortcut over {stride.Volume} neighbours; the first must divide {outChannels * stride.Volume}. Check dim_mult.");
        _stride = stride;
        _repeats = (int)(outChannels * stride.Volume / inChannels);
    }

    public Tensor Forward(Tensor x, FeatureCaches state)
    {
        Tensor spread = Neighbourhoods.Spread(_repeats == 1 ? x : x.RepeatInterleave(1, _repeats), _stride);
        return state.First && _stride.Frames > 1 ? spread.Slice(2, _stride.Frames - 1) : spread;
    }
}
