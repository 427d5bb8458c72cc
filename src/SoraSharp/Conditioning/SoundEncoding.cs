using SoraSharp.Models.Audio;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Conditioning;

/// <summary>Sound as the audio autoencoders take it. Thread-safe.</summary>
internal static class SoundEncoding
{
    /// <summary>A sound's log-mel spectrogram, [1, channels, frames, bins]; a sound that is too short is continued with silence.</summary>
    /// <param name="audio">The sound, at any rate. One that has neither one channel nor as many as are wanted is mixed down to one.</param>
    /// <param name="channels">Channels of the spectrogram.</param>
    /// <param name="frames">Frames of the spectrogram.</param>
    /// <param name="settings">How spectrograms are made.</param>
    public static HostTensor Spectrogram(AudioClip audio, int channels, int frames, MelSettings settings)
    {
        // Half a window more, because the last frame looks that far beyond its moment.
        long needed = ((long)(frames - 1) * settings.HopLength) + settings.TransformSize;
        AudioClip fitted = audio.WithLength((int)Math.Ceiling((double)needed * audio.SampleRate / settings.SampleRate));
        float[] samples = new float[channels * fitted.Length];
        for (int c = 0; c < channels; c++) Channel(fitted, c, channels, samples.AsSpan(c * fitted.Length, fitted.Length));

        HostTensor mel = new MelFrontEnd(settings).LogMel(HostTensor.From(samples, channels, fitted.Length), audio.SampleRate);
        int had = (int)mel.Shape[1], bins = settings.Bins;
        float[] cut = new float[channels * frames * bins];
        for (int c = 0; c < channels; c++) mel.Floats.AsSpan(c * had * bins, frames * bins).CopyTo(cut.AsSpan(c * frames * bins));
        return HostTensor.From(cut, 1, channels, frames, bins);
    }

    private static void Channel(AudioClip audio, int index, int channels, Span<float> samples)
    {
        if (audio.Channels == channels || audio.Channels == 1)
        {
            audio.Channel(audio.Channels == 1 ? 0 : index).CopyTo(samples);
            return;
        }

        for (int i = 0; i < samples.Length; i++)
        {
            float sum = 0;
            for (int c = 0; c < audio.Channels; c++) sum += audio.Channel(c)[i];
            samples[i] = sum / audio.Channels;
        }
    }
}
