using SoraSharp.Models.Backends;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Gemma;
using SoraSharp.Models.Tensors;

namespace SoraSharp.Golden.Kinds;

/// <summary>All hidden states of Gemma 3 and 4; rows of padding are not defined, and cases hold zeros there.</summary>
internal sealed class GemmaKind : GoldenKind
{
    public override string Name => "gemma";

    public override bool Matches(GoldenCase golden) => golden.HasInput("input_ids") && golden.ReferenceClass is
        "Gemma3ForConditionalGeneration" or "Gemma3ForCausalLM" or "Gemma3TextModel" or "Gemma4UnifiedForConditionalGeneration" or "Gemma4UnifiedForCausalLM" or "Gemma4UnifiedTextModel";

    public override GoldenOutputs Run(GoldenCase golden, GoldenContext context)
    {
        CheckpointComponent component = context.Open(golden.CheckpointPath);
        GemmaTextModel model = GemmaTextModel.FromConfig(component.Config);
        component.Check(model.Parameters.Declared, name => GemmaTextModel.IgnoredPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));

        HostTensor ids = golden.Input("input_ids"), mask = golden.Input("attention_mask");
        HostTensor isText = HostTensor.From(Array.ConvertAll(mask.Int64s, value => value != 0), [.. mask.Shape]);
        using INetworkSession session = context.Backend.Load(model.Encode(), component);
        HostTensor states = session.Run(model.Inputs.Of(ids, isText))[GemmaTextModel.HiddenStates];

        int perToken = (int)(states.Shape[2] * states.Shape[3]);
        for (int token = 0; token < isText.Count; token++)
        {
            if (!isText.Bools[token]) states.Floats.AsSpan(token * perToken, perToken).Clear();
        }

        return new Dictionary<string, HostTensor> { ["hidden_states"] = states };
    }
}
