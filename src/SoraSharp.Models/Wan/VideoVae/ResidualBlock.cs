using SoraSharp.Models.Layers;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Wan.VideoVae;

/// <summary>
/// Every position's channels at unit length, times the root of their number and a weight: [B, C, …]. Source: diffusers <c>autoencoder_kl_wan.py</c>, <c>WanRMS_norm</c>.
/// </summary>
/// <param name="scope">Where <c>gamma</c> is declared.</param>
/// <param name="channels">The channels.</param>
/// <param name="axes">Axes after the channels, as the weight is stored: 3 for videos, 2 for single frames.</param>
internal sealed class UnitNorm(ParameterScope scope, long channels, int axes = 3)
{
    private const double SmallestLength = 1e-12;
    private readonly Parameter _gamma = scope.Declare("gamma", [channels, .. Enumerable.Repeat(1L, axes)]);

    public Tensor Forward(Tensor x)
    {
        Tensor length = (x * x).Sum(true, 1).Sqrt().AtLeast(SmallestLength);
        return x / length * Math.Sqrt(channels) * x.Interpreter.Weight(_gamma);
    }
}

/// <summary>
/// Two times norm, SiLU, convolution, and the input added, through a 1×1×1 convolution where the channels change.
/// Source: diffusers <c>autoencoder_kl_wan.py</c>, <c>WanResidualBlock</c>.
/// </summary>
internal sealed class ResidualBlock(ParameterScope scope, CacheLayout caches, long inChannels, long outChannels)
{
    private readonly UnitNorm _norm1 = new(scope["norm1"], inChannels);
    private readonly CausalConvolution _conv1 = new(scope["conv1"], caches, inChannels, outChannels);
    private readonly UnitNorm _norm2 = new(scope["norm2"], outChannels);
    private readonly CausalConvolution _conv2 = new(scope["conv2"], caches, outChannels, outChannels);
    private readonly Convolution? _shortcut = inChannels == outChannels ? null : new(scope["conv_shortcut"], inChannels, outChannels, [1, 1, 1]);

    public Tensor Forward(Tensor x, FeatureCaches state)
    {
        Tensor h = _conv1.Forward(_norm1.Forward(x).Silu(), state);
        h = _conv2.Forward(_norm2.Forward(h).Silu(), state);
        return h + (_shortcut?.Forward(x) ?? x);
    }
}

/// <summary>Attention of one head among the positions of a frame. Source: diffusers <c>autoencoder_kl_wan.py</c>, <c>WanAttentionBlock</c>.</summary>
internal sealed class FrameAttention(ParameterScope scope, long channels)
{
    private readonly UnitNorm _norm = new(scope["norm"], channels, axes: 2);
    private readonly Convolution _queryKeyValue = new(scope["to_qkv"], channels, 3 * channels, [1, 1]);
    private readonly Convolution _out = new(scope["proj"], channels, channels, [1, 1]);

    public Tensor Forward(Tensor x)
    {
        Tensor frames = Frames.Fold(x);
        Tensor[] parts = _queryKeyValue.Forward(_norm.Forward(frames)).Flatten(2, 3).SwapAxes(1, 2).Chunk(2, 3);
        Tensor mixed = x.Interpreter.Attention(parts[0], parts[1], parts[2], heads: 1).SwapAxes(1, 2).Reshape([.. frames.Shape]);
        return x + Frames.Unfold(_out.Forward(mixed), x.Shape[0]);
    }
}

/// <summary>A clip as a batch of frames, and back.</summary>
internal static class Frames
{
    /// <summary>[B, C, F, H, W] → [B·F, C, H, W].</summary>
    public static Tensor Fold(Tensor x) => x.Permute(0, 2, 1, 3, 4).Flatten(0, 1);

    /// <summary>[B·F, C, H, W] → [B, C, F, H, W].</summary>
    public static Tensor Unfold(Tensor frames, Dim batch) =>
        frames.Reshape(batch, -1, frames.Shape[1], frames.Shape[2], frames.Shape[3]).Permute(0, 2, 1, 3, 4);
}

/// <summary>Residual block, attention, residual block. Source: diffusers <c>autoencoder_kl_wan.py</c>, <c>WanMidBlock</c>.</summary>
internal sealed class MiddleBlock(ParameterScope scope, CacheLayout caches, long channels)
{
    private readonly ResidualBlock _before = new(scope["resnets.0"], caches, channels, channels);
    private readonly FrameAttention _attention = new(scope["attentions.0"], channels);
    private readonly ResidualBlock _after = new(scope["resnets.1"], caches, channels, channels);

    public Tensor Forward(Tensor x, FeatureCaches state) => _after.Forward(_attention.Forward(_before.Forward(x, state)), state);
}
