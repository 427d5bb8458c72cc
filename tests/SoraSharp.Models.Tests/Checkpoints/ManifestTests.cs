using System.Globalization;
using SoraSharp.Golden;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Gemma3;
using SoraSharp.Models.Ltx2;
using SoraSharp.Models.Ltx2.AudioVae;
using SoraSharp.Models.Ltx2.DiffusionDecoder;
using SoraSharp.Models.Ltx2.Upsampler;
using SoraSharp.Models.Ltx2.VideoVae;
using SoraSharp.Models.Ltx2.Vocoder;
using SoraSharp.Models.Tensors;
using Xunit;

namespace SoraSharp.Models.Tests.Checkpoints;

/// <summary>What the networks declare from the published configurations is what the published files hold, name by name and shape by shape.</summary>
public sealed class ManifestTests
{
    private static string Folder => Path.Combine(GoldenCases.Repository, "ltx2", "manifests");

    // summary.tsv: component, class, number of tensors, parameters.
    private static IEnumerable<string[]> Summary => File.ReadLines(Path.Combine(Folder, "summary.tsv")).Skip(1).Select(line => line.Split('\t'));

    public static TheoryData<string, string, int> Published =>
        [.. Summary.Select(c => (c[0], c[1], int.Parse(c[2], CultureInfo.InvariantCulture)))];

    [Theory]
    [MemberData(nameof(Published))]
    public void A_network_declares_the_published_tensors(string name, string className, int count)
    {
        ModelConfig config = CheckpointFiles.FromFolder(Folder).ReadConfig(name + ".config.json");
        ParameterScope declared = Declared(className, config);
        Assert.Equal(count, declared.Declared.Count);
        Manifest.AssertEqual(name, declared);
    }

    [Fact]
    public void Every_manifest_is_in_the_summary() => Assert.Equal(
        Summary.Select(c => c[0] + ".tsv").Append("summary.tsv").Order(StringComparer.Ordinal),
        Directory.EnumerateFiles(Folder, "*.tsv").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));

    private static ParameterScope Declared(string className, ModelConfig config) => className switch
    {
        "LTX2VideoTransformer3DModel" => new Ltx2Transformer(Ltx2TransformerConfig.FromConfig(config)).Parameters,
        "LTX2TextConnectors" => new Ltx2TextConnectors(Ltx2TextConnectorsConfig.FromConfig(config)).Parameters,
        "Gemma3ForConditionalGeneration" => new Gemma3TextModel(Gemma3Config.FromConfig(config)).Parameters,
        "LTX2DurationHead" => new DurationHead(DurationHeadConfig.FromConfig(config)).Parameters,
        "LTX2VideoDiffusionDecoderModel" => new DiffusionDecoderNetwork(DiffusionDecoderConfig.FromConfig(config)).Parameters,
        "LTX2LatentUpsamplerModel" => new LatentUpsampler(LatentUpsamplerConfig.FromConfig(config)).Parameters,
        "AutoencoderKLLTX2Video" => new VideoVaeNetwork(VideoVaeConfig.FromConfig(config)).Parameters,
        "AutoencoderKLLTX2Audio" => new AudioVaeNetwork(AudioVaeConfig.FromConfig(config)).Parameters,
        "LTX2Vocoder" or "LTX2VocoderWithBWE" => new VocoderNetwork(VocoderConfig.FromConfig(config)).Parameters,
        string unknown => throw new InvalidOperationException($"No network of class {unknown} is known."),
    };
}
