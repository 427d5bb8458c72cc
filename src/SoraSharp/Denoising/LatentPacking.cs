using SoraSharp.Stages;

namespace SoraSharp.Denoising;

/// <summary>
/// Latents as rows of tokens, which transformers take, and back. Video tokens go frame by frame, row by row; a token's features are
/// ordered channel, frame, row, column of its patch. Source: diffusers <c>pipeline_ltx2.py</c>, <c>_pack_latents</c> and <c>_pack_audio_latents</c>.
/// </summary>
/// <param name="Spatial">Latent rows and columns of a patch.</param>
/// <param name="Temporal">Latent frames of a patch.</param>
internal readonly record struct LatentPacking(int Spatial, int Temporal)
{
    /// <summary>Latents per token.</summary>
    public int PatchVolume => Spatial * Spatial * Temporal;

    /// <summary>The number of video tokens.</summary>
    public int Tokens(VideoLatentShape shape) => shape.Positions / PatchVolume;

    /// <summary>[C, F, H, W] → [tokens, features], written to <paramref name="packed"/>.</summary>
    public void Pack(VideoLatents latents, Span<float> packed)
    {
        VideoLatentShape shape = latents.Shape;
        int at = 0;
        foreach (int origin in Origins(shape))
        {
            for (int c = 0; c < shape.Channels; c++)
            {
                int plane = origin + (c * shape.Positions);
                for (int f = 0; f < Temporal; f++)
                {
                    for (int y = 0; y < Spatial; y++)
                    {
                        for (int x = 0; x < Spatial; x++) packed[at++] = latents.Values[plane + (((f * shape.Height) + y) * shape.Width) + x];
                    }
                }
            }
        }
    }

    /// <summary>[tokens, features] → [C, F, H, W].</summary>
    public VideoLatents Unpack(ReadOnlySpan<float> packed, VideoLatentShape shape)
    {
        float[] values = new float[shape.Count];
        int at = 0;
        foreach (int origin in Origins(shape))
        {
            for (int c = 0; c < shape.Channels; c++)
            {
                int plane = origin + (c * shape.Positions);
                for (int f = 0; f < Temporal; f++)
                {
                    for (int y = 0; y < Spatial; y++)
                    {
                        for (int x = 0; x < Spatial; x++) values[plane + (((f * shape.Height) + y) * shape.Width) + x] = packed[at++];
                    }
                }
            }
        }

        return new(values, shape);
    }

    /// <summary>[C, L, bins] → [L, C·bins]: all bins of a moment are one token.</summary>
    public static void Pack(AudioLatents latents, Span<float> packed)
    {
        AudioLatentShape shape = latents.Shape;
        for (int c = 0; c < shape.Channels; c++)
        {
            for (int l = 0; l < shape.Length; l++)
            {
                latents.Values.AsSpan(((c * shape.Length) + l) * shape.Bins, shape.Bins).CopyTo(packed[(((l * shape.Channels) + c) * shape.Bins)..]);
            }
        }
    }

    /// <summary>[L, C·bins] → [C, L, bins].</summary>
    public static AudioLatents Unpack(ReadOnlySpan<float> packed, AudioLatentShape shape)
    {
        float[] values = new float[shape.Count];
        for (int c = 0; c < shape.Channels; c++)
        {
            for (int l = 0; l < shape.Length; l++)
            {
                packed.Slice(((l * shape.Channels) + c) * shape.Bins, shape.Bins).CopyTo(values.AsSpan(((c * shape.Length) + l) * shape.Bins));
            }
        }

        return new(values, shape);
    }

    /// <summary>Where each patch begins, in a channel's plane, in the order of tokens.</summary>
    private IEnumerable<int> Origins(VideoLatentShape shape)
    {
        for (int f = 0; f < shape.Frames; f += Temporal)
        {
            for (int y = 0; y < shape.Height; y += Spatial)
            {
                for (int x = 0; x < shape.Width; x += Spatial) yield return (((f * shape.Height) + y) * shape.Width) + x;
            }
        }
    }
}
