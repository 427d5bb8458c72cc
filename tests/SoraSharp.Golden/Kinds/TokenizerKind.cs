using SoraSharp.Models.Tensors;
using SoraSharp.Models.Tokenizers;

namespace SoraSharp.Golden.Kinds;

/// <summary>Prompts listed in the call, encoded to a fixed length; as the pipelines do (stripped) and as they are.</summary>
public sealed class TokenizerKind : GoldenKind
{
    public override string Name => "tokenizer";

    public override bool Matches(GoldenCase golden) =>
        golden.ReferenceClass.EndsWith("Tokenizer", StringComparison.Ordinal) && golden.Call.Has("prompts") && golden.Call.Has("max_length") && golden.Has("out.input_ids");

    public override GoldenOutputs Run(GoldenCase golden, GoldenContext context)
    {
        ITokenizer tokenizer = TokenizerFile.Load(golden.CheckpointPath);
        string[] prompts = golden.Call.GetStringArray("prompts");
        GoldenOutputs outputs = new();
        Encode("", PythonText.Strip);
        Encode("unstripped.", text => text);
        return outputs;

        void Encode(string prefix, Func<string, string> prepare)
        {
            int length = golden.Call.GetSize("max_length");
            PaddingSide side = golden.Call.GetString("padding_side") == "left" ? PaddingSide.Left : PaddingSide.Right;
            bool special = golden.Call.GetBool("add_special_tokens", true);
            PaddedTokens[] rows = [.. prompts.Select(p => tokenizer.EncodePadded(prepare(p), length, side, special))];
            outputs[prefix + "input_ids"] = HostTensor.From([.. rows.SelectMany(r => r.Ids)], rows.Length, length);
            outputs[prefix + "attention_mask"] = HostTensor.From([.. rows.SelectMany(r => r.Mask)], rows.Length, length);
        }
    }
}
