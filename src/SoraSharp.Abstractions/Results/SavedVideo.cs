using SoraSharp.Stages;

namespace SoraSharp;

/// <summary>A video that was written to a file while it was decoded, and what is known about how it came about. Thread-safe (immutable).</summary>
/// <param name="Path">The file.</param>
/// <param name="Shape">The picture's frames, size and rate.</param>
/// <param name="Audio">The sound; null where there is none.</param>
/// <param name="Sound">Where the sound comes from, and whether there is any.</param>
/// <param name="Request">What was asked for.</param>
/// <param name="Shots">What was made of it, every value settled.</param>
/// <param name="Understanding">What was understood of each shot's prompt, in their order.</param>
/// <param name="Physics">What the physics stage says, shot by shot.</param>
/// <param name="Timings">How long each stage took, in the order in which they first ran; writing counts as decoding.</param>
public sealed record SavedVideo(
    string Path,
    VideoShape Shape,
    AudioClip? Audio,
    SoundOrigin Sound,
    VideoRequest Request,
    IReadOnlyList<Shot> Shots,
    IReadOnlyList<PromptUnderstanding> Understanding,
    IReadOnlyList<PhysicsReport> Physics,
    IReadOnlyList<StageTiming> Timings)
{
    /// <summary>The seed of the first shot, also where none was asked for: repeat the request with it for the same video.</summary>
    public long Seed => Shots[0].Seed;
}
