using SoraSharp.Stages;

namespace SoraSharp.Audio;

/// <summary>No sound, for models that make silent video. Thread-safe.</summary>
internal sealed class Silence : IAudioSynthesizer
{
    /// <inheritdoc />
    public FrameSize? LooksAt(VideoShape shape) => null;

    /// <inheritdoc />
    public Task<AudioClip?> SynthesizeAsync(AudioSynthesisInput input, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<AudioClip?>(null);
    }
}
