using SoraSharp.Models.Tensors;
using SoraSharp.Stages;

namespace SoraSharp.Audio;

/// <summary>Decodes normalised audio latents [1, C, L, bins] to a log-mel spectrogram [1, channels, frames, mel bins].</summary>
internal delegate HostTensor DecodeSpectrogram(HostTensor latents, CancellationToken cancellationToken);

/// <summary>
/// Sound from the audio latents that were denoised with the picture: the audio autoencoder's decoder, then a vocoder. Thread-safe.
/// </summary>
internal sealed class AutoencoderAudioSynthesizer(DecodeSpectrogram decode, IVocoder vocoder) : IAudioSynthesizer
{
    /// <inheritdoc />
    public FrameSize? LooksAt(VideoShape shape) => null;

    /// <inheritdoc />
    public Task<AudioClip?> SynthesizeAsync(AudioSynthesisInput input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Latents is not { } latents)
        {
            throw new ArgumentException("`latents` is missing; this synthesizer decodes what was denoised with the picture; use its model's own denoiser, or another synthesizer.", nameof(input));
        }

        return Task.Run<AudioClip?>(
            () =>
            {
                AudioLatentShape s = latents.Shape;
                HostTensor mel = decode(HostTensor.From(latents.Values, 1, s.Channels, s.Length, s.Bins), cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
                return vocoder.Synthesize(mel, cancellationToken);
            },
            cancellationToken);
    }
}
