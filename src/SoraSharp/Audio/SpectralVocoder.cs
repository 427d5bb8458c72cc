using SoraSharp.Models.Backends;
using SoraSharp.Models.Memory;
using SoraSharp.Models.Spectral;
using SoraSharp.Models.Tensors;
using SoraSharp.Noise;

namespace SoraSharp.Audio;

/// <summary>
/// Mini's learned vocoder. The noise it takes is always the same, so that a spectrogram has one sound. Loads when it is first used. Thread-safe.
/// </summary>
internal sealed class SpectralVocoder(SpectralVocoderNetwork network, INetworkBackend backend, IWeightSource weights) : IVocoder
{
    private const long NoiseSeed = 1;
    private readonly NetworkSessions _sessions = new(backend, weights);

    public AudioClip Synthesize(HostTensor mel, CancellationToken cancellationToken)
    {
        int channels = (int)mel.Shape[1], frames = (int)mel.Shape[2], bins = (int)mel.Shape[3], hop = network.Config.HopLength;
        if (bins != network.Config.MelBins) throw new ArgumentException($"The spectrogram has {bins} bins; this vocoder takes {network.Config.MelBins}. Use the audio autoencoder that it was made for.", nameof(mel));
        // Of one frame alone no sample lies between two.
        HostTensor whole = frames > 1 ? mel : Spectrograms.Continue(mel, 2);
        int blocks = network.NoiseBlocks((int)whole.Shape[2]);
        float[] noise = new float[channels * blocks * hop];
        new TorchRandom(NoiseSeed).Normal(noise);
        HostTensor waveform = _sessions.Run(
            nameof(network.Synthesize),
            network.Synthesize,
            new Dictionary<string, HostTensor>
            {
                [SpectralVocoderNetwork.Mel] = HostTensor.From(whole.Floats, channels, whole.Shape[2], bins),
                [SpectralVocoderNetwork.Noise] = HostTensor.From(noise, channels, blocks, hop),
            },
            cancellationToken)["waveform"];
        AudioClip clip = new([.. waveform.Floats.Select(sample => Math.Clamp(sample, -1f, 1f))], channels, network.Config.SampleRate);
        return frames > 1 ? clip : clip.WithLength(0);
    }

    public IEnumerable<FunctionRun> Runs(int channels, int frames) =>
        [new(network.Synthesize(), new Dictionary<string, long> { ["batch"] = channels, ["frames"] = frames, ["blocks"] = network.NoiseBlocks(frames) })];

    public void Release() => _sessions.Release();

    public void Dispose() => _sessions.Dispose();
}
