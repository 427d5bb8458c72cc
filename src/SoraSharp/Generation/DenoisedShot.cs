using SoraSharp.Stages;

namespace SoraSharp.Generation;

/// <summary>A shot whose latents are made.</summary>
/// <param name="Shot">The shot.</param>
/// <param name="Video">The picture's latents.</param>
/// <param name="Audio">The sound's; null where it was not denoised with the picture.</param>
/// <param name="Understanding">What was understood of its prompt.</param>
internal sealed record DenoisedShot(Shot Shot, VideoLatents Video, AudioLatents? Audio, PromptUnderstanding Understanding);

/// <summary>Tells where sound comes from.</summary>
internal static class SoundOrigins
{
    public static SoundOrigin Of(IReadOnlyList<(DenoisedShot Shot, AudioClip? Audio)> shots)
    {
        if (shots.All(s => s.Audio is null)) return SoundOrigin.Silence;
        if (shots.Any(s => s.Shot.Shot.Conditioning.Audio is not null)) return SoundOrigin.Given;
        return shots.Any(s => s.Shot.Audio is null) ? SoundOrigin.ForPicture : SoundOrigin.Joint;
    }
}
