namespace SoraSharp.Stages;

/// <summary>The shape of a video's latents. Thread-safe (immutable).</summary>
/// <param name="Channels">Channels of a latent pixel.</param>
/// <param name="Frames">Latent frames.</param>
/// <param name="Height">Latent rows.</param>
/// <param name="Width">Latent columns.</param>
public readonly record struct VideoLatentShape(int Channels, int Frames, int Height, int Width)
{
    /// <summary>The number of values.</summary>
    public int Count => checked(Channels * Frames * Height * Width);

    /// <summary>The number of latent pixels: frames · height · width.</summary>
    public int Positions => checked(Frames * Height * Width);

    /// <inheritdoc />
    public override string ToString() => $"[{Channels}, {Frames}, {Height}, {Width}]";
}

/// <summary>
/// The latents of a video, normalised as the denoiser sees them: [channels, frames, height, width].
/// Owns an array of exactly the shape's length, so that a network takes it without a copy. Not thread-safe while written to.
/// </summary>
public sealed class VideoLatents
{
    /// <summary>Takes over <paramref name="values"/> without copying them.</summary>
    /// <exception cref="ArgumentException">The number of values and the shape disagree.</exception>
    public VideoLatents(float[] values, VideoLatentShape shape)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length != shape.Count)
        {
            throw new ArgumentException($"`values` has {values.Length} elements; latents of shape {shape} need {shape.Count}.", nameof(values));
        }

        Values = values;
        Shape = shape;
    }

    /// <summary>The values, [channels, frames, height, width].</summary>
    public float[] Values { get; }

    /// <summary>The shape.</summary>
    public VideoLatentShape Shape { get; }

    /// <summary>All frames but the first ones: the same object where none is left out.</summary>
    /// <param name="frames">How many are left out, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not more than as many.</exception>
    public VideoLatents Skip(int frames)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frames);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frames, Shape.Frames);
        if (frames == 0) return this;
        VideoLatentShape shape = Shape with { Frames = Shape.Frames - frames };
        float[] values = new float[shape.Count];
        int skipped = Shape.Positions - shape.Positions;
        for (int c = 0; c < shape.Channels; c++) Values.AsSpan((c * Shape.Positions) + skipped, shape.Positions).CopyTo(values.AsSpan(c * shape.Positions));
        return new(values, shape);
    }

    /// <summary>The first frames alone: the same object where those are all.</summary>
    /// <param name="frames">How many, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not as many.</exception>
    public VideoLatents First(int frames)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(frames, Shape.Frames);
        if (frames == Shape.Frames) return this;
        VideoLatentShape shape = Shape with { Frames = frames };
        float[] values = new float[shape.Count];
        for (int c = 0; c < shape.Channels; c++) Values.AsSpan(c * Shape.Positions, shape.Positions).CopyTo(values.AsSpan(c * shape.Positions));
        return new(values, shape);
    }
}
