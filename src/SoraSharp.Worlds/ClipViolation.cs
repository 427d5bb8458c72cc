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
public readonly record struct Violation(ClipViolation Kind, double Time, int Frame, int Subject);
