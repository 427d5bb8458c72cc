using SoraSharp.Models.Audio;
using SoraSharp.Models.Memory;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Audio;

/// <summary>Sound from a spectrogram without a network: phases are estimated by Griffin-Lim. Thread-safe.</summary>
internal sealed class GriffinLimVocoder(GriffinLim reconstruction, MelSettings settings) : IVocoder
{
    public AudioClip Synthesize(HostTensor mel, CancellationToken cancellationToken)
    {
        int channels = (int)mel.Shape[1], frames = (int)mel.Shape[2], bins = (int)mel.Shape[3];
        // Shorter sounds than a few windows are continued, and cut again.
        int needed = Math.Max(frames, (2 * settings.TransformSize / settings.HopLength) + 1);
        HostTensor whole = needed == frames ? mel : Spectrograms.Continue(mel, needed);
        int length = (frames - 1) * settings.HopLength;
        float[] samples = new float[channels * length];
        for (int c = 0; c < channels; c++)
        {
            float[] wave = reconstruction.Reconstruct(whole.Floats.AsSpan(c * needed * bins, needed * bins), needed, cancellationToken);
            for (int i = 0; i < length; i++) samples[(c * length) + i] = Math.Clamp(wave[i], -1f, 1f);
        }

        return new(samples, channels, settings.SampleRate);
    }

    public IEnumerable<FunctionRun> Runs(int channels, int frames) => [];

    public void Release()
    {
        // It holds no network.
    }

    public void Dispose()
    {
    }
}
