using SoraSharp.Audio;
using SoraSharp.Families;
using SoraSharp.Models;
using SoraSharp.Models.Audio;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Ltx2.AudioVae;
using SoraSharp.Models.Patch;
using SoraSharp.Models.Tensors;
using SoraSharp.Quality.Analysers;

namespace SoraSharp.Quality.Reconstruction;

/// <summary>A checkpoint's audio autoencoder and vocoder: sound to spectrogram to latents, and back.</summary>
internal sealed class AudioRoundTrip : IDisposable
{
    private readonly AudioAutoencoder _autoencoder;
    private readonly IVocoder _vocoder;
    private readonly MelFrontEnd _frontEnd;
    private readonly int _channels;
    private readonly int _compression;
    private readonly Func<HostTensor, CancellationToken, HostTensor> _encode;
    private readonly IDisposable _encoder;

    /// <summary>Opens the components.</summary>
    /// <exception cref="CheckpointException">A class is not known, or weights do not fit.</exception>
    public AudioRoundTrip(CheckpointComponent component, CheckpointComponent vocoder, INetworkBackend backend)
    {
        _autoencoder = AudioAutoencoder.Open(component, backend);
        _vocoder = Vocoders.Open(vocoder, backend, _autoencoder);
        _frontEnd = new(_autoencoder.Mel);
        if (component.ClassName == PatchAudioConfig.ClassName)
        {
            var network = new PatchAudioNetwork(PatchAudioConfig.FromConfig(component.Config));
            var session = backend.Load(network.Encode(), component);
            (_channels, _compression, _encoder) = (network.Config.InChannels, network.Config.TemporalCompression, session);
            _encode = (mel, token) => session.Run(new Dictionary<string, HostTensor> { ["x"] = mel }, token)["normalized"];
        }
        else
        {
            var network = new AudioVaeNetwork(AudioVaeConfig.FromConfig(component.Config));
            var codec = new AudioVaeCodec(network, backend, component);
            (_channels, _compression, _encoder) = (network.Config.InChannels, AudioVaeConfig.Compression, codec);
            _encode = (mel, token) =>
            {
                var mean = codec.Encode(mel, token).Mean;
                return codec.Unpack(codec.Normalize(AudioVaeCodec.Pack(mean)));
            };
        }
    }

    /// <summary>The clip's sound from its spectrogram by the vocoder alone, and from its latents by decoder and vocoder; mono.</summary>
    public (ClipSignal Vocoder, ClipSignal Whole) Apply(ClipSignal clip, CancellationToken cancellationToken)
    {
        var whole = _frontEnd.LogMel(HostTensor.From(clip.Audio, 1, clip.Audio.Length), clip.SampleRate);
        int frames = (((int)whole.Shape[1] - 1) / _compression * _compression) + 1, bins = _frontEnd.Settings.Bins;
        var values = new float[_channels * frames * bins];
        for (var c = 0; c < _channels; c++)
            whole.Floats.AsSpan(0, frames * bins).CopyTo(values.AsSpan(c * frames * bins));
        var mel = HostTensor.From(values, 1, _channels, frames, bins);
        var decoded = _autoencoder.Decode(_encode(mel, cancellationToken), cancellationToken);
        return (Sound(clip, mel, cancellationToken), Sound(clip, decoded, cancellationToken));
    }

    public void Dispose()
    {
        _vocoder.Dispose();
        _autoencoder.Sessions.Dispose();
        _encoder.Dispose();
    }

    private ClipSignal Sound(ClipSignal clip, HostTensor mel, CancellationToken cancellationToken)
    {
        var sound = _vocoder.Synthesize(mel, cancellationToken);
        return clip with { Audio = sound.Channel(0).ToArray(), SampleRate = sound.SampleRate };
    }
}
