namespace SoraSharp.Worlds;

/// <summary>The size of a clip in pixels, frames and samples.</summary>
/// <param name="Width">Pixels across; 16 to 4096. The scene is 128 units wide and is scaled to fit.</param>
/// <param name="Height">Pixels down; 16 to 4096. The scene is 80 units high and is scaled to fit.</param>
/// <param name="Frames">Number of frames; 8k+1 (1, 9, 17, 25, 33, …), at most 1025.</param>
/// <param name="FramesPerSecond">Frames a second; 1 to 120.</param>
/// <param name="SampleRate">Audio samples a second; 8,000 to 48,000.</param>
public readonly record struct ClipFormat(int Width = 128, int Height = 80, int Frames = 33, double FramesPerSecond = 12, int SampleRate = 16000)
{
    /// <summary>Creates the default format: 128 × 80 pixels, 33 frames at 12 a second, 16 kHz.</summary>
    public ClipFormat()
        : this(128)
    {
    }

    /// <summary>Length of the clip in seconds: frames / frames per second. Video and audio both last this long.</summary>
    public double Duration => Frames / FramesPerSecond;

    /// <summary>Number of audio samples: the duration times the sample rate, rounded.</summary>
    public int Samples => (int)Math.Round(Duration * SampleRate);

    /// <summary>Bytes of the frames: frames × height × width × 3.</summary>
    public int FrameBytes => checked(Frames * Height * Width * 3);

    internal void Validate()
    {
        CheckSize(Width, Height);
        CheckTiming(Frames, FramesPerSecond);
        CheckSampleRate(SampleRate);
    }

    internal static void CheckSize(int width, int height)
    {
        if (width is < 16 or > 4096)
            throw new ArgumentOutOfRangeException(nameof(width), $"`Width` is {width}; clips are 16 to 4096 pixels wide; use 128 or 256.");
        if (height is < 16 or > 4096)
            throw new ArgumentOutOfRangeException(nameof(height), $"`Height` is {height}; clips are 16 to 4096 pixels high; use 80 or 160.");
    }

    internal static void CheckTiming(int frames, double framesPerSecond)
    {
        if (frames is < 1 or > 1025 || frames % 8 != 1)
        {
            var near = Math.Clamp((frames - 1) / 8, 0, 127) * 8 + 1;
            throw new ArgumentOutOfRangeException(nameof(frames), $"`Frames` is {frames}; clips have 8k+1 frames up to 1025; use {near} or {near + 8}.");
        }
        if (!(framesPerSecond is >= 1 and <= 120))
            throw new ArgumentOutOfRangeException(nameof(framesPerSecond), $"`FramesPerSecond` is {framesPerSecond}; it must be 1 to 120; use 12.");
    }

    internal static void CheckSampleRate(int sampleRate)
    {
        if (sampleRate is < 8000 or > 48000)
            throw new ArgumentOutOfRangeException(nameof(sampleRate), $"`SampleRate` is {sampleRate}; it must be 8000 to 48000; use 16000.");
    }
}
