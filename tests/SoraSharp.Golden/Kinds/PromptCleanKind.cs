using System.Text.Json;
using SoraSharp.Models.Tensors;
using SoraSharp.Text.Cleaning;

namespace SoraSharp.Golden.Kinds;

/// <summary>Prompts before and after cleaning, listed in <c>prompts.json</c>.</summary>
internal sealed class PromptCleanKind : GoldenKind
{
    private const string Prompts = "prompts.json";

    public override string Name => "prompt-clean";

    public override bool Matches(GoldenCase golden) => golden.ReferenceClass.EndsWith("prompt_clean", StringComparison.Ordinal);

    public override GoldenOutputs Run(GoldenCase golden, GoldenContext context) => Outputs(golden, "raw", PromptCleaner.Clean);

    public override GoldenOutputs Expected(GoldenCase golden)
    {
        ArgumentNullException.ThrowIfNull(golden);
        return Outputs(golden, "clean", text => text);
    }

    private static GoldenOutputs Outputs(GoldenCase golden, string key, Func<string, string> function)
    {
        using JsonDocument prompts = JsonDocument.Parse(File.ReadAllText(Path.Combine(golden.Folder, Prompts)));
        string[] texts = [.. prompts.RootElement.EnumerateArray().Select(p => function(p.GetProperty(key).GetString()!))];
        return new() { ["clean"] = GoldenValue.From(texts), ["count"] = HostTensor.From([(long)texts.Length], 1) };
    }
}
