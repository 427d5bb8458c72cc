namespace SoraSharp;

/// <summary>
/// The frames of a video: float32 RGB in 0..1, frame by frame, row by row, the three channels of a pixel side by side
/// ([frames, height, width, 3]). Owns its memory; nobody else may write to it. Safe to read from several threads.
/// </summary>
public sealed class VideoFrames
{
    private readonly float[] _pixels;

    /// <summary>Takes over <paramref name="pixels"/> without copying them.</summary>
    /// <param name="pixels">[frames, height, width, 3], RGB in 0..1.</param>
    /// <param name="shape">The number and size of the frames and their rate.</param>
    /// <exception cref="ArgumentException">A length is below 1, the rate is not a positive number, or the number of pixels does not fit the shape.</exception>
    public VideoFrames(float[] pixels, VideoShape shape)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (shape.Frames < 1 || shape.Size.Width < 1 || shape.Size.Height < 1 || !(shape.FramesPerSecond > 0) || !double.IsFinite(shape.FramesPerSecond))
        {
            throw new ArgumentException($"The shape is {shape}; lengths are 1 or more and the rate is a positive number.", nameof(shape));
        }

        long count = 3L * shape.Frames * shape.Size.Height * shape.Size.Width;
        if (pixels.Length != count)
        {
            throw new ArgumentException($"`pixels` has {pixels.Length} values; {shape} needs {count}.", nameof(pixels));
        }

        _pixels = pixels;
        Shape = shape;
    }

    /// <summary>The number and size of the frames and their rate.</summary>
    public VideoShape Shape { get; }

    /// <summary>The number of frames.</summary>
    public int Count => Shape.Frames;

    /// <summary>Pixels in a row.</summary>
    public int Width => Shape.Size.Width;

    /// <summary>Rows of a frame.</summary>
    public int Height => Shape.Size.Height;

    /// <summary>Frames shown each second.</summary>
    public double FramesPerSecond => Shape.FramesPerSecond;

    /// <summary>How long the video lasts.</summary>
    public TimeSpan Duration => Shape.Duration;

    /// <summary>All pixels: [frames, height, width, 3], RGB in 0..1.</summary>
    public ReadOnlyMemory<float> Pixels => _pixels;

    /// <summary>The pixels of one frame: [height, width, 3], RGB in 0..1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such frame.</exception>
    public ReadOnlySpan<float> Frame(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        int length = Width * Height * 3;
        return _pixels.AsSpan(index * length, length);
    }

    /// <summary>Writes one frame as bytes: round(255·x), [height, width, 3]. Values outside 0..1 are clipped.</summary>
    /// <param name="index">The frame, from 0.</param>
    /// <param name="destination">At least height · width · 3 bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such frame.</exception>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public void CopyRgb24(int index, Span<byte> destination)
    {
        ReadOnlySpan<float> source = Frame(index);
        if (destination.Length < source.Length)
        {
            throw new ArgumentException($"`destination` holds {destination.Length} bytes; a frame of {Shape.Size} needs {source.Length}.", nameof(destination));
        }

        for (int i = 0; i < source.Length; i++)
        {
            // Half to even, as NumPy rounds.
            destination[i] = (byte)MathF.Round(Math.Clamp(source[i], 0f, 1f) * 255f, MidpointRounding.ToEven);
        }
    }

    /// <summary>One frame as a picture of bytes: round(255·x).</summary>
    /// <param name="index">The frame, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such frame.</exception>
    public RgbImage ToImage(int index)
    {
        byte[] pixels = new byte[Width * Height * RgbImage.Channels];
        CopyRgb24(index, pixels);
        return new(Width, Height, pixels);
    }

    /// <summary>Some of the frames, copied.</summary>
    /// <param name="first">The first of them, from 0.</param>
    /// <param name="count">How many, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not as many.</exception>
    public VideoFrames Range(int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count - first);
        int length = Width * Height * 3;
        return new(_pixels.AsSpan(first * length, count * length).ToArray(), Shape with { Frames = count });
    }
}
