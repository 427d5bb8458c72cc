using System.Text.Json;
using SoraSharp.Models.Tensors;
using SoraSharp.Models.Tokenizers;

namespace SoraSharp.Golden.Kinds;

/// <summary>Prompts listed in <c>prompts.json</c>, encoded as they are and filled up on the right.</summary>
internal sealed class Umt5TokenizerKind : GoldenKind
{
    private const string Prompts = "prompts.json";

    public override string Name => "umt5-tokenizer";

    public override bool Matches(GoldenCase golden) => golden.ReferenceClass == "tokenizers.Tokenizer" && golden.Has("out.input_ids") && File.Exists(Path.Combine(golden.Folder, Prompts));

    public override GoldenOutputs Run(GoldenCase golden, GoldenContext context)
    {
        ITokenizer tokenizer = TokenizerFile.Load(golden.CheckpointPath);
        int length = golden.Call.GetSize("max_length");
        using JsonDocument prompts = JsonDocument.Parse(File.ReadAllText(Path.Combine(golden.Folder, Prompts)));
        PaddedTokens[] rows = [.. prompts.RootElement.EnumerateArray().Select(p => tokenizer.EncodePadded(p.GetProperty("text").GetString()!, length, PaddingSide.Right))];
        return new()
        {
            ["input_ids"] = HostTensor.From([.. rows.SelectMany(r => r.Ids)], rows.Length, length),
            ["attention_mask"] = HostTensor.From([.. rows.SelectMany(r => r.Mask)], rows.Length, length),
        };
    }
}
