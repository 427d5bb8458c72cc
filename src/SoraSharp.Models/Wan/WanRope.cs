using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Wan;

/// <summary>
/// Wan's rotary embedding: the pairs of a head are shared out to frame, row and column, and each share turns by its own position
/// with frequencies θ^(−2i/d), computed in float64 and rounded. Source: diffusers <c>transformer_wan.py</c>, <c>WanRotaryPosEmbed</c>.
/// Immutable and thread-safe.
/// </summary>
public sealed class WanRope
{
    private const double Theta = 10000;
    private readonly WanTransformerConfig _config;
    private readonly int[] _features;

    internal WanRope(WanTransformerConfig config)
    {
        _config = config;
        int spatial = 2 * (config.HeadFeatures / 6);
        _features = [config.HeadFeatures - 2 * spatial, spatial, spatial];
    }

    /// <summary>The tables of a clip: <c>cos</c> and <c>sin</c>, each [1, tokens, 1, head features / 2]; tokens in the order frame, row, column.</summary>
    /// <param name="frames">Latent frames.</param>
    /// <param name="height">Latent rows.</param>
    /// <param name="width">Latent columns.</param>
    /// <exception cref="ArgumentException">The clip is no whole number of patches, or longer than the embedding's positions.</exception>
    public (HostTensor Cos, HostTensor Sin) Tables(int frames, int height, int width)
    {
        int[] lengths = [Patches(frames, 0, nameof(frames)), Patches(height, 1, nameof(height)), Patches(width, 2, nameof(width))];
        int pairs = _config.HeadFeatures / 2, tokens = checked(lengths[0] * lengths[1] * lengths[2]);
        float[] cos = new float[checked(tokens * pairs)], sin = new float[cos.Length];
        int offset = 0, after = tokens;
        for (int axis = 0; axis < 3; axis++)
        {
            after /= lengths[axis];
            int share = _features[axis] / 2;
            for (int i = 0; i < share; i++)
            {
                double frequency = 1 / Math.Pow(Theta, 2.0 * i / _features[axis]);
                for (int token = 0; token < tokens; token++)
                {
                    (double s, double c) = Math.SinCos(token / after % lengths[axis] * frequency);
                    cos[token * pairs + offset + i] = (float)c;
                    sin[token * pairs + offset + i] = (float)s;
                }
            }

            offset += share;
        }

        return (HostTensor.From(cos, 1, tokens, 1, pairs), HostTensor.From(sin, 1, tokens, 1, pairs));
    }

    private int Patches(int length, int axis, string name)
    {
        int size = _config.PatchSize[axis];
        if (length < size || length % size != 0) throw new ArgumentException($"{name} is {length} latents; this transformer takes multiples of {size}; use {Math.Max(1, length / size) * size}.", name);
        return length / size <= _config.MaxPosition ? length / size : throw new ArgumentException($"{name} is {length / size} patches; this transformer knows {_config.MaxPosition} positions; use at most {_config.MaxPosition * size} latents.", name);
    }
}
