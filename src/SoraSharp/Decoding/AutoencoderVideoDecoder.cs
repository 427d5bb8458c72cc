using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;
using SoraSharp.Networks;
using SoraSharp.Stages;

namespace SoraSharp.Decoding;

/// <summary>
/// Decodes with a video autoencoder's network: input <c>normalized</c> [1, C, f, h, w], output <c>sample</c> [1, 3, frames, height, width]
/// in −1..1, which becomes 0..1 as diffusers' <c>VideoProcessor</c> does. Thread-safe.
/// </summary>
internal sealed class AutoencoderVideoDecoder(NetworkSessions sessions, Func<NetworkFunction> decode) : IVideoDecoder
{
    /// <inheritdoc />
    public Task<VideoFrames> DecodeAsync(VideoLatents latents, VideoShape shape, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(latents);
        return Task.Run(
            () =>
            {
                VideoLatentShape s = latents.Shape;
                Dictionary<string, HostTensor> inputs = new() { ["normalized"] = HostTensor.From(latents.Values, 1, s.Channels, s.Frames, s.Height, s.Width) };
                HostTensor sample = sessions.Run("decode", decode, inputs, cancellationToken)["sample"];
                long[] expected = [1, 3, shape.Frames, shape.Size.Height, shape.Size.Width];
                if (!sample.Shape.SequenceEqual(expected))
                {
                    throw new ArgumentException($"Latents of shape {s} decode to [{string.Join(", ", sample.Shape)}], not to {shape}; ask for the shape that the latents were made for.", nameof(shape));
                }

                VideoFrames frames = ToFrames(sample.Floats, shape, cancellationToken);
                progress?.Report(1);
                return frames;
            },
            cancellationToken);
    }

    /// <summary>[3, F, H, W] in −1..1 → [F, H, W, 3] in 0..1.</summary>
    private static VideoFrames ToFrames(float[] sample, VideoShape shape, CancellationToken cancellationToken)
    {
        float[] pixels = new float[sample.Length];
        int plane = sample.Length / 3, frame = shape.Size.Width * shape.Size.Height;
        for (int f = 0; f < shape.Frames; f++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int i = f * frame; i < (f + 1) * frame; i++)
            {
                for (int c = 0; c < 3; c++) pixels[(i * 3) + c] = Math.Clamp((sample[(c * plane) + i] * 0.5f) + 0.5f, 0f, 1f);
            }
        }

        return new(pixels, shape);
    }
}
