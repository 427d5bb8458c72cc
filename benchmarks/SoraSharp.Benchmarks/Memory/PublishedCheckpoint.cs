using System.Text.Json.Nodes;

namespace SoraSharp.Benchmarks.Memory;

/// <summary>
/// A checkpoint folder as published in everything but its numbers: configurations and the names, shapes and types of all tensors. What the
/// library says about its memory it says from these.
/// </summary>
internal static class PublishedCheckpoint
{
    private static readonly (string Component, string Library, string Class)[] Components =
    [
        ("text_encoder", "transformers", "Gemma3ForConditionalGeneration"),
        ("connectors", "ltx2", "LTX2TextConnectors"),
        ("transformer", "diffusers", "LTX2VideoTransformer3DModel"),
        ("vae", "diffusers", "AutoencoderKLLTX2Video"),
        ("audio_vae", "diffusers", "AutoencoderKLLTX2Audio"),
        ("latent_upsampler", "ltx2", "LTX2LatentUpsamplerModel"),
    ];

    /// <summary>Writes LTX-2's folder.</summary>
    /// <param name="manifests">The folder of manifests, <c>NAME.tsv</c> and <c>NAME.config.json</c>.</param>
    /// <param name="release"><c>ltx20</c> or <c>ltx23</c>.</param>
    /// <param name="small">A tiny checkpoint whose tokenizer and scheduler are taken.</param>
    /// <param name="folder">Where to.</param>
    public static void WriteLtx2(string manifests, string release, string small, string folder)
    {
        JsonObject index = new() { ["_class_name"] = "LTX2Pipeline" };
        string vocoder = release == "ltx20" ? "LTX2Vocoder" : "LTX2VocoderWithBWE";
        foreach ((string component, string library, string name) in Components.Append(("vocoder", "ltx2", vocoder)))
        {
            index[component] = new JsonArray(library, name);
            string manifest = Path.Combine(manifests, Manifest(release, component));
            JsonObject config = JsonNode.Parse(File.ReadAllText($"{manifest}.config.json"))!.AsObject();
            if (component != "text_encoder") config["_class_name"] = name;
            Directory.CreateDirectory(Path.Combine(folder, component));
            File.WriteAllText(Path.Combine(folder, component, "config.json"), config.ToJsonString());
            ManifestWeights.WriteHollow($"{manifest}.tsv", Path.Combine(folder, component, "model.safetensors"));
        }

        foreach (string component in (string[])["tokenizer", "scheduler"])
        {
            Directory.CreateDirectory(Path.Combine(folder, component));
            foreach (string file in Directory.EnumerateFiles(Path.Combine(small, component))) File.Copy(file, Path.Combine(folder, component, Path.GetFileName(file)), overwrite: true);
        }

        index["tokenizer"] = new JsonArray("transformers", "GemmaTokenizerFast");
        index["scheduler"] = new JsonArray("diffusers", "FlowMatchEulerDiscreteScheduler");
        File.WriteAllText(Path.Combine(folder, "model_index.json"), index.ToJsonString());
    }

    private static string Manifest(string release, string component) => component switch
    {
        "text_encoder" => "gemma-3-12b-text",
        // 2.3 has 2.0's.
        "audio_vae" => "ltx20-audio-vae",
        _ => $"{release}-{component.Replace('_', '-')}",
    };
}
