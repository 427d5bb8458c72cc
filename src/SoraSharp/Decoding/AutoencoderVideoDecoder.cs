using System.Runtime.CompilerServices;
using SoraSharp.Models.Tensors;
using SoraSharp.Stages;

namespace SoraSharp.Decoding;

/// <summary>Decodes normalised latents [1, C, f, h, w] to consecutive stretches of pixels, each [1, 3, frames, height, width] in −1..1.</summary>
internal delegate IEnumerable<HostTensor> DecodeStretches(HostTensor latents, CancellationToken cancellationToken);

/// <summary>
/// Decodes with a video autoencoder, stretch by stretch; −1..1 becomes 0..1 as diffusers' <c>VideoProcessor</c> does. Thread-safe.
/// </summary>
internal sealed class AutoencoderVideoDecoder(DecodeStretches decode) : IVideoDecoder
{
    /// <inheritdoc />
    public async Task<VideoFrames> DecodeAsync(VideoLatents latents, VideoShape shape, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(latents);
        float[] pixels = new float[checked(3 * shape.Frames * shape.Size.Height * shape.Size.Width)];
        int done = 0;
        await foreach (HostTensor stretch in StretchesAsync(latents, shape, progress, cancellationToken).ConfigureAwait(false))
        {
            CopyPixels(stretch.Floats, pixels.AsSpan(done));
            done += stretch.Count;
        }

        return new(pixels, shape);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<VideoFrames> DecodeInPartsAsync(VideoLatents latents, VideoShape shape, IProgress<double>? progress = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(latents);
        await foreach (HostTensor stretch in StretchesAsync(latents, shape, progress, cancellationToken).ConfigureAwait(false))
        {
            float[] pixels = new float[stretch.Count];
            CopyPixels(stretch.Floats, pixels);
            yield return new(pixels, shape with { Frames = (int)stretch.Shape[2] });
        }
    }

    /// <summary>What the autoencoder makes, checked to be the shape that is wanted; never on the caller's thread.</summary>
    private async IAsyncEnumerable<HostTensor> StretchesAsync(VideoLatents latents, VideoShape shape, IProgress<double>? progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        VideoLatentShape s = latents.Shape;
        using IEnumerator<HostTensor> stretches = decode(HostTensor.From(latents.Values, 1, s.Channels, s.Frames, s.Height, s.Width), cancellationToken).GetEnumerator();
        int done = 0;
        while (await Task.Run(stretches.MoveNext, cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            HostTensor stretch = stretches.Current;
            int frames = (int)stretch.Shape[2];
            if (done + frames > shape.Frames || stretch.Shape[3] != shape.Size.Height || stretch.Shape[4] != shape.Size.Width) throw WrongShape($"[{string.Join(", ", stretch.Shape)}] from frame {done}");
            yield return stretch;
            done += frames;
            progress?.Report((double)done / shape.Frames);
        }

        if (done != shape.Frames) throw WrongShape($"{done} frames");

        ArgumentException WrongShape(string got) => new($"Latents of shape {s} decode to {got}, not to {shape}; ask for the shape that the latents were made for.", nameof(shape));
    }

    /// <summary>[3, F, H, W] in −1..1 → [F, H, W, 3] in 0..1.</summary>
    private static void CopyPixels(ReadOnlySpan<float> sample, Span<float> pixels)
    {
        int plane = sample.Length / 3;
        for (int c = 0; c < 3; c++)
        {
            ReadOnlySpan<float> channel = sample.Slice(c * plane, plane);
            for (int i = 0; i < channel.Length; i++) pixels[(i * 3) + c] = Math.Clamp((channel[i] * 0.5f) + 0.5f, 0f, 1f);
        }
    }
}
