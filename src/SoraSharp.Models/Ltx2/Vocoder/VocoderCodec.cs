using SoraSharp.Models.Backends;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Models.Ltx2.Vocoder;

/// <summary>The vocoder at work: log-mel spectrograms to waveforms. Loads when it is first used. Thread-safe.</summary>
internal sealed class VocoderCodec(VocoderNetwork network, INetworkBackend backend, IWeightSource weights) : IReleasable
{
    private readonly NetworkSessions _sessions = new(backend, weights);

    /// <summary>The network that is at work.</summary>
    public VocoderNetwork Network => network;

    /// <summary>Samples a second of the waveforms.</summary>
    public int SampleRate => network.Config.SampleRate;

    /// <summary>ln mel [B, channels, frames, bins], or with <paramref name="timeLast"/> [B, channels, bins, frames] → waveform [B, out channels, samples].</summary>
    /// <exception cref="ArgumentException">Channels times bins are not what the vocoder takes, or the frames no multiple of what it takes.</exception>
    public HostTensor Synthesize(HostTensor mel, bool timeLast = false, CancellationToken cancellationToken = default)
    {
        int inputs = network.Config.Generator.InChannels;
        int time = timeLast ? 3 : 2, frequency = timeLast ? 2 : 3;
        if (mel.Shape.Count != 4 || mel.Shape[1] * mel.Shape[frequency] != inputs || mel.Shape[time] < 1)
        {
            throw new ArgumentException($"The spectrogram is {mel}; it must be [batch, channels, {(timeLast ? "bins, frames" : "frames, bins")}] with channels × bins = {inputs}.", nameof(mel));
        }

        long frames = mel.Shape[time];
        int multiple = network.FrameMultiple;
        if (frames % multiple != 0)
        {
            throw new ArgumentException($"The spectrogram has {frames} frames; this vocoder's bandwidth extension takes multiples of {multiple} ({network.Config.Generator.SamplesPerFrame} samples a frame, hop {network.Config.Extension!.HopLength}); use {(frames < multiple ? "" : $"{frames / multiple * multiple} or ")}{(frames / multiple + 1) * multiple}.", nameof(mel));
        }

        int channels = (int)mel.Shape[1];
        return _sessions.Run((channels, timeLast), () => network.Synthesize(channels, timeLast), new Dictionary<string, HostTensor> { ["mel"] = mel }, cancellationToken)["waveform"];
    }

    /// <inheritdoc />
    public void Release() => _sessions.Release();

    /// <inheritdoc />
    public void Dispose() => _sessions.Dispose();
}
