using SoraSharp.Audio;
using SoraSharp.Models;
using SoraSharp.Models.Audio;
using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Ltx2.Vocoder;
using SoraSharp.Models.Spectral;

namespace SoraSharp.Families;

/// <summary>Opens a checkpoint's vocoder, whichever of the known classes it is.</summary>
internal static class Vocoders
{
    private const string GriffinLimClass = "GriffinLimVocoder";
    private const int MaxRounds = 1000;

    public static IVocoder Open(CheckpointComponent component, INetworkBackend backend, AudioAutoencoder audio) => component.ClassName switch
    {
        "LTX2Vocoder" or "LTX2VocoderWithBWE" => Learned(component, backend),
        SpectralVocoderConfig.ClassName => Spectral(component, backend, audio),
        GriffinLimClass => new GriffinLimVocoder(new GriffinLim(audio.Mel, (int)component.Config.GetInt64("rounds", 48, 1, MaxRounds)), audio.Mel),
        string other => throw new CheckpointException($"{component.Name} is of class {other}; known are LTX2Vocoder, LTX2VocoderWithBWE, {SpectralVocoderConfig.ClassName} and {GriffinLimClass}. Use a checkpoint with one of these."),
        null => throw new CheckpointException($"{component.Config.Source} has no _class_name; it says which vocoder this is. Download the checkpoint again."),
    };

    private static SpectralVocoder Spectral(CheckpointComponent component, INetworkBackend backend, AudioAutoencoder audio)
    {
        SpectralVocoderConfig config = SpectralVocoderConfig.FromConfig(component.Config);
        MelSettings mel = audio.Mel;
        if ((config.MelBins, config.HopLength, config.SampleRate) != (mel.Bins, mel.HopLength, mel.SampleRate))
            throw new CheckpointException($"{component.Name} takes spectrograms of {config.MelBins} bins at hop {config.HopLength} and {config.SampleRate} Hz; the audio autoencoder gives {mel.Bins} at hop {mel.HopLength} and {mel.SampleRate} Hz. Use the two that belong together.");
        SpectralVocoderNetwork network = new(config);
        component.Check(network.Parameters.Declared);
        return new(network, mel, backend, component);
    }

    private static Ltx2Vocoder Learned(CheckpointComponent component, INetworkBackend backend)
    {
        VocoderNetwork network = new(VocoderConfig.FromConfig(component.Config));
        component.Check(network.Parameters.Declared);
        return new(new(network, backend, component), network.FrameMultiple);
    }
}
