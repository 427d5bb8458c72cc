using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Wan.VideoVae;

/// <summary>
/// Pixels gathered into patches that are channels, and back; within a patch the column changes slower than the row. Source: diffusers <c>autoencoder_kl_wan.py</c>, <c>patchify</c>.
/// </summary>
internal static class Patches
{
    /// <summary>[B, C, F, H, W] → [B, C·p·p, F, H/p, W/p].</summary>
    public static HostTensor Gather(HostTensor x, int p)
    {
        if (p == 1) return x;
        long[] s = [.. x.Shape];
        HostTensor result = HostTensor.Zeros(s[0], s[1] * p * p, s[2], s[3] / p, s[4] / p);
        ForEach(result, p, (patched, pixel) => result.Floats[patched] = x.Floats[pixel]);
        return result;
    }

    /// <summary>[B, C·p·p, F, h, w] → [B, C, F, h·p, w·p], every value limited to −1..1.</summary>
    public static HostTensor SpreadLimited(HostTensor x, int p)
    {
        long[] s = [.. x.Shape];
        HostTensor result = HostTensor.Zeros(s[0], s[1] / (p * p), s[2], s[3] * p, s[4] * p);
        ForEach(x, p, (patched, pixel) => result.Floats[pixel] = Math.Clamp(x.Floats[patched], -1f, 1f));
        return result;
    }

    /// <summary>Calls with the position of every element of a patched tensor and of the pixel that it is.</summary>
    private static void ForEach(HostTensor patched, int p, Action<int, int> visit)
    {
        int channels = (int)patched.Shape[1], frames = (int)patched.Shape[2], rows = (int)patched.Shape[3], columns = (int)patched.Shape[4];
        for (int i = 0; i < patched.Count; i++)
        {
            int column = i % columns, row = i / columns % rows, frame = i / columns / rows % frames, channel = i / columns / rows / frames % channels, b = i / columns / rows / frames / channels;
            int down = channel % p, right = channel / p % p, pixelChannel = channel / (p * p);
            int plane = (b * (channels / (p * p)) + pixelChannel) * frames + frame;
            visit(i, (plane * rows * p + row * p + down) * columns * p + column * p + right);
        }
    }
}
