using System.Buffers;
using System.Numerics;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Audio;

/// <summary>How a waveform becomes a log-mel spectrogram. The defaults are LTX-2's.</summary>
/// <param name="SampleRate">Samples a second of the waveform the spectrogram is made of.</param>
/// <param name="TransformSize">Samples in a window; even.</param>
/// <param name="HopLength">Samples from one frame to the next.</param>
/// <param name="Bins">Mel bins.</param>
internal sealed record MelSettings(int SampleRate = 16000, int TransformSize = 1024, int HopLength = 160, int Bins = 64);

/// <summary>
/// Waveform to log-mel spectrogram as the original LTX-2 project computes it with torchaudio: magnitude, Slaney mel scale and
/// norm, ln(max(mel, 1e-5)). Computes in float64. Immutable and thread-safe.
/// </summary>
internal sealed class MelFrontEnd
{
    /// <summary>The smallest mel magnitude that is told from silence.</summary>
    public const double Floor = 1e-5;

    private readonly MelFilterBank _filters;

    public MelFrontEnd(MelSettings settings)
    {
        Settings = settings;
        _filters = new MelFilterBank(settings.SampleRate, settings.TransformSize / 2 + 1, settings.Bins);
    }

    public MelSettings Settings { get; }

    /// <summary>The frames that a waveform at the settings' rate gives: one, and one for every whole hop.</summary>
    public int FrameCount(int samples) => 1 + samples / Settings.HopLength;

    /// <summary>One channel at the settings' rate → ln mel, [frames · bins], frame by frame.</summary>
    /// <exception cref="ArgumentException">There are no more samples than half a window.</exception>
    public float[] LogMel(ReadOnlySpan<float> samples)
    {
        // One thread: it is a matter of milliseconds, and who makes many makes them side by side.
        ShortTimeFourier stft = new(Settings.TransformSize, Settings.HopLength, threads: 1);
        int frames = stft.FrameCount(samples.Length), numbers = frames * stft.Bins;
        using IMemoryOwner<double> rentedSignal = MemoryPool<double>.Shared.Rent(samples.Length);
        using IMemoryOwner<Complex> rentedSpectra = MemoryPool<Complex>.Shared.Rent(numbers);
        Span<double> signal = rentedSignal.Memory.Span[..samples.Length];
        for (int i = 0; i < signal.Length; i++) signal[i] = samples[i];
        stft.Forward(rentedSignal.Memory[..samples.Length], rentedSpectra.Memory[..numbers]);
        ReadOnlySpan<Complex> spectra = rentedSpectra.Memory.Span[..numbers];

        double[] magnitude = new double[stft.Bins], mel = new double[Settings.Bins];
        float[] result = new float[frames * Settings.Bins];
        for (int t = 0; t < frames; t++)
        {
            for (int f = 0; f < magnitude.Length; f++)
            {
                Complex value = spectra[t * stft.Bins + f];
                magnitude[f] = Math.Sqrt(value.Real * value.Real + value.Imaginary * value.Imaginary);
            }

            _filters.Apply(magnitude, mel);
            for (int b = 0; b < mel.Length; b++) result[t * mel.Length + b] = (float)Math.Log(Math.Max(mel[b], Floor));
        }

        return result;
    }

    /// <summary>Waveform [channels, samples] at any rate → ln mel [channels, frames, bins], resampled first where the rates differ.</summary>
    /// <exception cref="ArgumentException">The waveform is not two-dimensional or too short.</exception>
    public HostTensor LogMel(HostTensor waveform, int sourceRate)
    {
        if (waveform.Shape.Count != 2) throw new ArgumentException($"The waveform is {waveform}; it must be [channels, samples].", nameof(waveform));
        int channels = (int)waveform.Shape[0], samples = (int)waveform.Shape[1];
        SincResampler resampler = new(sourceRate, Settings.SampleRate);
        float[] result = [];
        for (int c = 0; c < channels; c++)
        {
            float[] mel = LogMel(resampler.Resample(waveform.Floats.AsSpan(c * samples, samples)));
            if (c == 0) result = new float[channels * mel.Length];
            mel.CopyTo(result, c * mel.Length);
        }

        return HostTensor.From(result, channels, FrameCount(resampler.OutputLength(samples)), Settings.Bins);
    }
}
