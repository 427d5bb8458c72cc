using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Gemma3;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Golden.Kinds;

/// <summary>All hidden states of Gemma 3; rows of padding are not defined, and cases hold zeros there.</summary>
internal sealed class Gemma3Kind : GoldenKind
{
    public override string Name => "gemma3";

    public override bool Matches(GoldenCase golden) => golden.ReferenceClass is "Gemma3ForConditionalGeneration" or "Gemma3ForCausalLM" or "Gemma3TextModel" && golden.HasInput("input_ids");

    public override GoldenOutputs Run(GoldenCase golden, GoldenContext context)
    {
        CheckpointComponent component = context.Open(golden.CheckpointPath);
        Gemma3TextModel model = new(Gemma3Config.FromConfig(component.Config));
        component.Check(model.Parameters.Declared, name => Gemma3TextModel.IgnoredPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));

        HostTensor ids = golden.Input("input_ids"), mask = golden.Input("attention_mask");
        HostTensor isText = HostTensor.From(Array.ConvertAll(mask.Int64s, value => value != 0), [.. mask.Shape]);
        using INetworkSession session = context.Backend.Load(model.Encode(), component);
        HostTensor states = session.Run(model.Inputs.Of(ids, isText))[Gemma3TextModel.HiddenStates];

        int perToken = (int)(states.Shape[2] * states.Shape[3]);
        for (int token = 0; token < isText.Count; token++)
        {
            if (!isText.Bools[token]) states.Floats.AsSpan(token * perToken, perToken).Clear();
        }

        return new Dictionary<string, HostTensor> { ["hidden_states"] = states };
    }
}
