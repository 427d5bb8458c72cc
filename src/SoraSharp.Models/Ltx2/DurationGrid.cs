namespace SoraSharp.Models.Ltx2;

/// <summary>
/// Turns a predicted duration into a number of frames that the video autoencoder takes, compression·k + 1.
/// Source: diffusers <c>duration_head.py</c>, <c>predict_num_frames</c>. Thread-safe.
/// </summary>
internal static class DurationGrid
{
    /// <summary>
    /// The number of frames: the duration limited to the bounds, then brought down to the grid, or up where that falls below the minimum.
    /// Bounds that hold no point of the grid give the nearest one beside them.
    /// </summary>
    /// <param name="seconds">The predicted duration, above 0.</param>
    /// <param name="framesPerSecond">Above 0.</param>
    /// <param name="temporalCompression">The autoencoder's frames a latent, 1 or more.</param>
    /// <param name="minimum">Seconds.</param>
    /// <param name="maximum">Seconds, not below the minimum.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static int Frames(double seconds, double framesPerSecond, int temporalCompression, double minimum = 1, double maximum = 20)
    {
        if (!double.IsFinite(seconds) || seconds <= 0) throw new ArgumentOutOfRangeException(nameof(seconds), seconds, "A predicted duration must be finite and above 0 seconds.");
        if (!double.IsFinite(framesPerSecond) || framesPerSecond <= 0) throw new ArgumentOutOfRangeException(nameof(framesPerSecond), framesPerSecond, "The frame rate must be finite and above 0.");
        ArgumentOutOfRangeException.ThrowIfLessThan(temporalCompression, 1);
        if (!(minimum <= maximum) || maximum * framesPerSecond > int.MaxValue / 2) throw new ArgumentOutOfRangeException(nameof(maximum), maximum, $"The longest duration must be at least the shortest, {minimum} seconds, and a number of frames.");

        // Math.Round rounds halves to even, as the reference does.
        long least = Math.Max(1, (long)Math.Round(minimum * framesPerSecond)), most = (long)Math.Round(maximum * framesPerSecond);
        long wanted = Math.Max(least, (long)Math.Min(Math.Round(seconds * framesPerSecond), most));
        long frames = ((wanted - 1) / temporalCompression * temporalCompression) + 1;
        if (frames >= least) return (int)frames;
        long above = frames + temporalCompression;
        return (int)(above <= most || above - wanted < wanted - frames ? above : frames);
    }
}
