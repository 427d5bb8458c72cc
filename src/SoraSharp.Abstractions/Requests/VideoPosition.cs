namespace SoraSharp;

/// <summary>
/// A place in a video: a frame counted from 0, a time, or the end. The default is the first frame. A number stands for a frame and a
/// <see cref="TimeSpan"/> for a time: <c>at: 24</c>, <c>at: TimeSpan.FromSeconds(1.5)</c>, <c>at: VideoPosition.End</c>. Immutable.
/// </summary>
public readonly record struct VideoPosition
{
    private readonly int? _frame;
    private readonly TimeSpan? _time;
    private readonly bool _end;

    private VideoPosition(int? frame, TimeSpan? time, bool end) => (_frame, _time, _end) = (frame, time, end);

    /// <summary>The first frame.</summary>
    public static VideoPosition Start { get; }

    /// <summary>The last frame; for several frames, where the last of them is the video's last.</summary>
    public static VideoPosition End { get; } = new(null, null, true);

    /// <summary>A frame, counted from 0.</summary>
    public static VideoPosition FromFrame(int frame) => new(frame, null, false);

    /// <summary>The frame that is nearest to a time.</summary>
    public static VideoPosition FromTimeSpan(TimeSpan time) => new(null, time, false);

    /// <summary>A frame, counted from 0.</summary>
    public static implicit operator VideoPosition(int frame) => FromFrame(frame);

    /// <summary>The frame that is nearest to a time.</summary>
    public static implicit operator VideoPosition(TimeSpan time) => FromTimeSpan(time);

    /// <inheritdoc cref="FromFrame" />
    public static VideoPosition FromInt32(int frame) => FromFrame(frame);

    /// <summary>The frame it stands for in a video; it may lie outside of it.</summary>
    /// <param name="shape">The video.</param>
    /// <param name="length">How many frames are to lie there.</param>
    public int FrameIn(VideoShape shape, int length = 1)
    {
        if (_end) return shape.Frames - length;
        if (_time is not { } time) return _frame ?? 0;
        double frame = Math.Round(time.TotalSeconds * shape.FramesPerSecond, MidpointRounding.AwayFromZero);
        return (int)Math.Clamp(frame, int.MinValue, int.MaxValue);
    }

    /// <inheritdoc />
    public override string ToString() => _end ? "the end" : _time is { } time ? $"{time.TotalSeconds:0.###} s" : $"frame {_frame ?? 0}";
}
