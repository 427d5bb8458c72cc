using SoraSharp.Models.Audio;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Memory;
using SoraSharp.Models.Spectral;
using SoraSharp.Models.Tensors;
using SoraSharp.Noise;

namespace SoraSharp.Audio;

/// <summary>
/// Mini's learned vocoder. The noise it takes is always the same, so that a spectrogram has one sound. Loads when it is first used. Thread-safe.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="mel">What the spectrograms are made with.</param>
/// <param name="backend">Where it runs.</param>
/// <param name="weights">Its weights.</param>
internal sealed class SpectralVocoder(SpectralVocoderNetwork network, MelSettings mel, INetworkBackend backend, IWeightSource weights) : IVocoder
{
    private const long NoiseSeed = 1;
    private readonly VocoderCarrier _carrier = new(network, mel);
    private readonly NetworkSessions _sessions = new(backend, weights);

    public AudioClip Synthesize(HostTensor spectrogram, CancellationToken cancellationToken)
    {
        int channels = (int)spectrogram.Shape[1], bins = (int)spectrogram.Shape[3], hop = network.Config.HopLength;
        if (bins != network.Config.MelBins) throw new ArgumentException($"The spectrogram has {bins} bins; this vocoder takes {network.Config.MelBins}. Use the audio autoencoder that it was made for.", nameof(spectrogram));
        // Shorter sounds than a few windows are continued, and cut again.
        int asked = (int)spectrogram.Shape[2], frames = Math.Max(asked, _carrier.LeastFrames), blocks = network.Blocks(frames);
        float[] values = (frames == asked ? spectrogram : Spectrograms.Continue(spectrogram, frames)).Floats;
        float[] noise = new float[channels * blocks * hop], carriers = new float[noise.Length];
        new TorchRandom(NoiseSeed).Normal(noise);
        for (int c = 0; c < channels; c++) _carrier.Of(values.AsSpan(c * frames * bins, frames * bins), frames, cancellationToken).CopyTo(carriers, c * blocks * hop);
        HostTensor waveform = _sessions.Run(
            nameof(network.Synthesize),
            network.Synthesize,
            new Dictionary<string, HostTensor>
            {
                [SpectralVocoderNetwork.Mel] = HostTensor.From(values, channels, frames, bins),
                [SpectralVocoderNetwork.Noise] = HostTensor.From(noise, channels, blocks, hop),
                [SpectralVocoderNetwork.Carrier] = HostTensor.From(carriers, channels, blocks, hop),
            },
            cancellationToken)["waveform"];
        return new AudioClip([.. waveform.Floats.Select(sample => Math.Clamp(sample, -1f, 1f))], channels, network.Config.SampleRate).WithLength((asked - 1) * hop);
    }

    public IEnumerable<FunctionRun> Runs(int channels, int frames)
    {
        int continued = Math.Max(frames, _carrier.LeastFrames);
        return [new(network.Synthesize(), new Dictionary<string, long> { ["batch"] = channels, ["frames"] = continued, ["blocks"] = network.Blocks(continued) })];
    }

    public void Release() => _sessions.Release();

    public void Dispose() => _sessions.Dispose();
}
