using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Ltx2;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Golden.Kinds;

/// <summary>LTX-2's text connectors on hidden states of a text encoder.</summary>
internal sealed class Ltx2ConnectorsKind : GoldenKind
{
    public override string Name => "ltx2-connectors";

    public override bool Matches(GoldenCase golden) => golden.ReferenceClass == "LTX2TextConnectors";

    public override GoldenOutputs Run(GoldenCase golden, GoldenContext context)
    {
        CheckpointComponent component = context.Open(golden.CheckpointPath);
        Ltx2TextConnectors connectors = new(Ltx2TextConnectorsConfig.FromConfig(component.Config));
        component.Check(connectors.Parameters.Declared);

        HostTensor states = golden.Input("hidden_states"), mask = golden.Input("attention_mask");
        HostTensor isText = HostTensor.From(Array.ConvertAll(mask.Int64s, value => value != 0), [.. mask.Shape]);
        Dictionary<string, HostTensor> inputs = new()
        {
            [Ltx2TextConnectors.HiddenStates] = states.WithShape(states.Shape[0], states.Shape[1], connectors.Config.CaptionChannels, connectors.Config.HiddenStates),
        };
        connectors.Inputs.Add(inputs, isText);
        using INetworkSession session = context.Backend.Load(connectors.Connect(), component);
        IReadOnlyDictionary<string, HostTensor> results = session.Run(inputs);
        long[] seen = new long[mask.Count];
        Array.Fill(seen, 1);
        return new GoldenOutputs(results) { ["mask"] = HostTensor.From(seen, [.. mask.Shape]) };
    }
}
