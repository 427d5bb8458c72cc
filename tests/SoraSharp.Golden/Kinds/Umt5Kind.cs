using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;
using SoraSharp.Models.Umt5;

namespace SoraSharp.Golden.Kinds;

/// <summary>UMT5's encoder; rows of padding are compared too.</summary>
internal sealed class Umt5Kind : GoldenKind
{
    public override string Name => "umt5";

    public override bool Matches(GoldenCase golden) => golden.ReferenceClass == "UMT5EncoderModel" && golden.HasInput("input_ids");

    public override GoldenOutputs Run(GoldenCase golden, GoldenContext context)
    {
        CheckpointComponent component = context.Open(golden.CheckpointPath);
        Umt5Encoder encoder = new(Umt5Config.FromConfig(component.Config));
        component.Check(encoder.Parameters.Declared, Umt5Encoder.IsUnused);
        HostTensor mask = golden.Input("attention_mask");
        HostTensor isText = HostTensor.From(Array.ConvertAll(mask.Int64s, value => value != 0), [.. mask.Shape]);
        using INetworkSession session = context.Backend.Load(encoder.Encode(), component);
        return new GoldenOutputs(session.Run(encoder.Inputs.Of(golden.Input("input_ids"), isText)));
    }
}
