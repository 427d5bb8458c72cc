using SoraSharp.Audio;
using SoraSharp.Models;
using SoraSharp.Models.Audio;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Ltx2.Vocoder;
using SoraSharp.Networks;

namespace SoraSharp.Families;

/// <summary>Opens a checkpoint's vocoder, whichever of the known classes it is.</summary>
internal static class Vocoders
{
    private const string GriffinLimClass = "GriffinLimVocoder";

    public static IVocoder Open(CheckpointComponent component, NetworkSessions sessions, AudioAutoencoder audio) => component.ClassName switch
    {
        "LTX2Vocoder" or "LTX2VocoderWithBWE" => Learned(component, sessions),
        GriffinLimClass => new GriffinLimVocoder(new GriffinLim(audio.Mel, component.Config.GetSize("rounds", 48)), audio.Mel),
        string other => throw new CheckpointException($"{component.Name} is of class {other}; known are LTX2Vocoder, LTX2VocoderWithBWE and {GriffinLimClass}. Use a checkpoint with one of these."),
        null => throw new CheckpointException($"{component.Config.Source} has no _class_name; it says which vocoder this is. Download the checkpoint again."),
    };

    private static NetworkVocoder Learned(CheckpointComponent component, NetworkSessions sessions)
    {
        VocoderNetwork network = new(VocoderConfig.FromConfig(component.Config));
        component.Check(network.Parameters.Declared);
        return new(sessions, network.Synthesize, network.Config.OutputSampleRate);
    }
}
