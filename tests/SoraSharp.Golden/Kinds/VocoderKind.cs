using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Ltx2.Vocoder;

namespace SoraSharp.Golden.Kinds;

/// <summary>LTX-2's vocoders, and the spectrogram inside the one with bandwidth extension.</summary>
internal sealed class VocoderKind : GoldenKind
{
    public override string Name => "ltx2-vocoder";

    public override bool Matches(GoldenCase golden) => golden.ReferenceClass is "LTX2Vocoder" or "LTX2VocoderWithBWE";

    public override GoldenOutputs Run(GoldenCase golden, GoldenContext context)
    {
        CheckpointComponent component = context.Open(golden.CheckpointPath);
        VocoderNetwork network = new(VocoderConfig.FromConfig(component.Config));
        component.Check(network.Parameters.Declared);
        if (golden.HasInput("waveform"))
        {
            using INetworkSession session = context.Backend.Load(network.Analyse(), component);
            return new(session.Run(golden.Inputs()));
        }

        using VocoderCodec codec = new(network, context.Backend, component);
        return new() { ["waveform"] = codec.Synthesize(golden.Input("mel"), golden.Call.Has("time_last") && golden.Call.GetBool("time_last")) };
    }
}
