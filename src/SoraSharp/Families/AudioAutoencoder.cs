using SoraSharp.Models;
using SoraSharp.Models.Audio;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Ltx2.AudioVae;
using SoraSharp.Models.Patch;

namespace SoraSharp.Families;

/// <summary>A checkpoint's audio autoencoder, whichever of the known classes it is.</summary>
/// <param name="LatentChannels">Channels of a latent.</param>
/// <param name="LatentBins">Frequency bins of a latent.</param>
/// <param name="LatentsPerSecond">Sample rate over hop over temporal compression.</param>
/// <param name="Mel">How its spectrograms are made.</param>
/// <param name="Decode">The function from <c>normalized</c> latents to the spectrogram <c>sample</c>.</param>
internal sealed record AudioAutoencoder(int LatentChannels, int LatentBins, double LatentsPerSecond, MelSettings Mel, Func<NetworkFunction> Decode)
{
    public static AudioAutoencoder Open(CheckpointComponent component) => component.ClassName switch
    {
        "AutoencoderKLLTX2Audio" => Ltx2(component),
        PatchAudioConfig.ClassName => Patch(component),
        string other => throw new CheckpointException($"{component.Name} is of class {other}; known are AutoencoderKLLTX2Audio and {PatchAudioConfig.ClassName}. Use a checkpoint with one of these."),
        null => throw new CheckpointException($"{component.Config.Source} has no _class_name; it says which autoencoder this is. Download the checkpoint again."),
    };

    private static AudioAutoencoder Ltx2(CheckpointComponent component)
    {
        AudioVaeNetwork network = new(AudioVaeConfig.FromConfig(component.Config));
        component.Check(network.Parameters.Declared);
        AudioVaeConfig c = network.Config;
        return new(c.LatentChannels, c.LatentBins, (double)c.SampleRate / c.HopLength / AudioVaeConfig.TemporalCompression, new(c.SampleRate, HopLength: c.HopLength, Bins: c.MelBins), network.Decode);
    }

    private static AudioAutoencoder Patch(CheckpointComponent component)
    {
        PatchAudioNetwork network = new(PatchAudioConfig.FromJson(component.Config.Json));
        component.Check(network.Parameters.Declared);
        PatchAudioConfig c = network.Config;
        return new(c.LatentChannels, c.LatentBins, (double)c.SampleRate / c.HopLength / c.TemporalCompression, new(c.SampleRate, HopLength: c.HopLength, Bins: c.MelBins), network.Decode);
    }
}
