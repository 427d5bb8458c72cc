using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;
using SoraSharp.Networks;
using SoraSharp.Stages;

namespace SoraSharp.Audio;

/// <summary>
/// Sound from the audio latents that were denoised with the picture: the audio autoencoder's decoder (input <c>normalized</c> [1, C, L, bins],
/// output <c>sample</c>, a log-mel spectrogram), then a vocoder. Thread-safe.
/// </summary>
internal sealed class AutoencoderAudioSynthesizer(NetworkSessions sessions, Func<NetworkFunction> decode, IVocoder vocoder) : IAudioSynthesizer
{
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
                Dictionary<string, HostTensor> inputs = new() { ["normalized"] = HostTensor.From(latents.Values, 1, s.Channels, s.Length, s.Bins) };
                HostTensor mel = sessions.Run("decode", decode, inputs, cancellationToken)["sample"];
                cancellationToken.ThrowIfCancellationRequested();
                return vocoder.Synthesize(mel, cancellationToken);
            },
            cancellationToken);
    }
}
