namespace SoraSharp.Worlds;

/// <summary>A law of motion that an exam scene breaks.</summary>
public enum ClipViolation
{
    /// <summary>An object is suddenly somewhere else.</summary>
    Teleport,
    /// <summary>An object is gone.</summary>
    Vanish,
    /// <summary>An object suddenly has another size and colour.</summary>
    Morph,
    /// <summary>An object goes through what should stop it.</summary>
    PassThrough,
    /// <summary>An object leaves a bounce faster than it came.</summary>
    WrongBounce,
}

/// <summary>Where a scene breaks a law of motion.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Time">When, in seconds from the first frame.</param>
/// <param name="Frame">The first frame that shows it.</param>
/// <param name="Subject">Index of the track that does it.</param>
public readonly record struct Violation(ClipViolation Kind, double Time, int Frame, int Subject)
{
    /// <summary>A violation at a moment of a clip; what happens at a frame's own moment is seen in it.</summary>
    internal static Violation At(ClipViolation kind, double time, double framesPerSecond, int subject) =>
        new(kind, time, (int)Math.Ceiling((time * framesPerSecond) - 1e-6), subject);
}
