using SoraSharp.Models.Audio;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;
using SoraSharp.Networks;

namespace SoraSharp.Audio;

/// <summary>Turns a log-mel spectrogram into sound. Implementations are thread-safe.</summary>
internal interface IVocoder
{
    /// <summary>[1, channels, frames, bins] → sound of as many channels.</summary>
    AudioClip Synthesize(HostTensor mel, CancellationToken cancellationToken);
}

/// <summary>A learned vocoder: input <c>mel</c>, output <c>waveform</c> [1, channels, samples].</summary>
internal sealed class NetworkVocoder(NetworkSessions sessions, Func<NetworkFunction> synthesize, int sampleRate) : IVocoder
{
    public AudioClip Synthesize(HostTensor mel, CancellationToken cancellationToken)
    {
        HostTensor waveform = sessions.Run("synthesize", synthesize, new Dictionary<string, HostTensor> { ["mel"] = mel }, cancellationToken)["waveform"];
        return new(waveform.Floats, (int)waveform.Shape[1], sampleRate);
    }
}

/// <summary>Phases estimated by Griffin-Lim, without a network.</summary>
internal sealed class GriffinLimVocoder(GriffinLim reconstruction, MelSettings settings) : IVocoder
{
    public AudioClip Synthesize(HostTensor mel, CancellationToken cancellationToken)
    {
        int channels = (int)mel.Shape[1], frames = (int)mel.Shape[2], bins = (int)mel.Shape[3];
        float[][] waves = new float[channels][];
        for (int c = 0; c < channels; c++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            float[] wave = reconstruction.Reconstruct(mel.Floats.AsSpan(c * frames * bins, frames * bins), frames);
            for (int i = 0; i < wave.Length; i++) wave[i] = Math.Clamp(wave[i], -1f, 1f);
            waves[c] = wave;
        }

        return new([.. waves.SelectMany(w => w)], channels, settings.SampleRate);
    }
}
