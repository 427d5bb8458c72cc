using SoraSharp.Audio;
using SoraSharp.Models;
using SoraSharp.Models.Audio;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Ltx2.AudioVae;
using SoraSharp.Models.Memory;
using SoraSharp.Models.Patch;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Families;

/// <summary>A checkpoint's audio autoencoder, whichever of the known classes it is.</summary>
/// <param name="LatentChannels">Channels of a latent.</param>
/// <param name="LatentBins">Frequency bins of a latent.</param>
/// <param name="LatentsPerSecond">Sample rate over hop over temporal compression.</param>
/// <param name="Mel">How its spectrograms are made.</param>
/// <param name="Decode">Normalised latents to a spectrogram.</param>
/// <param name="Sessions">What decoding holds on to.</param>
/// <param name="MelChannels">Channels of its spectrograms.</param>
/// <param name="DecodeRun">The network that it runs for so many latents.</param>
internal sealed record AudioAutoencoder(int LatentChannels, int LatentBins, double LatentsPerSecond, MelSettings Mel, DecodeSpectrogram Decode, IReleasable Sessions, int MelChannels, Func<int, FunctionRun> DecodeRun)
{
    /// <summary>Channels of the spectrograms that it encodes.</summary>
    public required int HeardChannels { get; init; }

    /// <summary>Frames of a spectrogram that a latent covers; the first covers one.</summary>
    public required int FramesPerLatent { get; init; }

    /// <summary>Spectrograms [1, channels, 4·L − 3 frames, mel bins] to normalised latents [1, C, L, bins]: the most likely ones, nothing is drawn.</summary>
    public required Func<HostTensor, CancellationToken, HostTensor> Encode { get; init; }

    /// <summary>The network that encoding runs for so many latents.</summary>
    public required Func<int, FunctionRun> EncodeRun { get; init; }

    public static AudioAutoencoder Open(CheckpointComponent component, INetworkBackend backend) => component.ClassName switch
    {
        "AutoencoderKLLTX2Audio" => Ltx2(component, backend),
        PatchAudioConfig.ClassName => Patch(component, backend),
        string other => throw new CheckpointException($"{component.Name} is of class {other}; known are AutoencoderKLLTX2Audio and {PatchAudioConfig.ClassName}. Use a checkpoint with one of these."),
        null => throw new CheckpointException($"{component.Config.Source} has no _class_name; it says which autoencoder this is. Download the checkpoint again."),
    };

    private static AudioAutoencoder Ltx2(CheckpointComponent component, INetworkBackend backend)
    {
        AudioVaeNetwork network = new(AudioVaeConfig.FromConfig(component.Config));
        component.Check(network.Parameters.Declared);
        AudioVaeConfig c = network.Config;
        AudioVaeCodec codec = new(network, backend, component);
        return new(
            c.LatentChannels,
            c.LatentBins,
            (double)c.SampleRate / c.HopLength / AudioVaeConfig.Compression,
            new(c.SampleRate, HopLength: c.HopLength, Bins: c.LatentBins * AudioVaeConfig.Compression),
            // Denormalised while packed, as the reference does.
            (latents, cancellationToken) => codec.Decode(codec.Unpack(codec.Denormalize(AudioVaeCodec.Pack(latents))), cancellationToken),
            codec,
            c.OutputChannels,
            latents => new(network.Decode(c.LatentBins), new Dictionary<string, long> { ["batch"] = 1, ["frames"] = latents }))
        {
            HeardChannels = c.InChannels,
            FramesPerLatent = AudioVaeConfig.Compression,
            EncodeRun = latents => new(network.Encode(), new Dictionary<string, long> { ["batch"] = 1, ["frames"] = ((latents - 1) * AudioVaeConfig.Compression) + 1, ["bins"] = c.LatentBins * AudioVaeConfig.Compression }),
            Encode = (mel, cancellationToken) => codec.Unpack(codec.Normalize(AudioVaeCodec.Pack(codec.Encode(mel, cancellationToken).Mean))),
        };
    }

    private static AudioAutoencoder Patch(CheckpointComponent component, INetworkBackend backend)
    {
        PatchAudioNetwork network = new(PatchAudioConfig.FromConfig(component.Config));
        component.Check(network.Parameters.Declared);
        NetworkSessions sessions = new(backend, component);
        PatchAudioConfig c = network.Config;
        return new(
            c.LatentChannels,
            c.LatentBins,
            (double)c.SampleRate / c.HopLength / c.TemporalCompression,
            new(c.SampleRate, HopLength: c.HopLength, Bins: c.MelBins),
            (latents, cancellationToken) => sessions.Run("decode", network.Decode, new Dictionary<string, HostTensor> { ["normalized"] = latents }, cancellationToken)["sample"],
            sessions,
            c.InChannels,
            latents => new(network.Decode(), new Dictionary<string, long> { ["batch"] = 1, ["frames"] = latents }))
        {
            HeardChannels = c.InChannels,
            FramesPerLatent = c.TemporalCompression,
            EncodeRun = latents => new(network.Encode(), new Dictionary<string, long> { ["batch"] = 1, ["frames"] = ((latents - 1) * c.TemporalCompression) + 1 }),
            Encode = (mel, cancellationToken) => sessions.Run("encode", network.Encode, new Dictionary<string, HostTensor> { ["x"] = mel }, cancellationToken)["normalized"],
        };
    }
}
