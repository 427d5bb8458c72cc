using System.Globalization;
using SoraSharp.Golden;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;
using SoraSharp.Models.Umt5;
using SoraSharp.Models.Wan;
using SoraSharp.Models.Wan.VideoVae;
using Xunit;

namespace SoraSharp.Models.Tests.Wan;

/// <summary>What the networks declare from the published configurations is what the published files hold, name by name and shape by shape.</summary>
public sealed class WanManifestTests
{
    private static string Folder => Path.Combine(GoldenCases.Repository, "wan", "manifests");

    // totals.tsv: component, class, number of tensors, parameters.
    private static IEnumerable<string[]> Totals => File.ReadLines(Path.Combine(Folder, "totals.tsv")).Skip(1).Select(line => line.Split('\t'));

    public static TheoryData<string, string, int, long> Published =>
        [.. Totals.Select(c => (c[0], c[1], int.Parse(c[2], CultureInfo.InvariantCulture), long.Parse(c[3], CultureInfo.InvariantCulture)))];

    [Theory]
    [MemberData(nameof(Published))]
    public void A_network_declares_the_published_tensors(string name, string className, int count, long parameters)
    {
        ModelConfig config = CheckpointFiles.FromFolder(Folder).ReadConfig(name + ".config.json");
        ParameterScope declared = Declared(className, config);
        Assert.Equal(count, declared.Declared.Count);
        Assert.Equal(parameters, declared.Declared.Sum(p => p.Shape.Aggregate(1L, (product, length) => product * length)));
        Manifest.AssertEqual(Folder, name, declared, header: false);
    }

    private static ParameterScope Declared(string className, ModelConfig config) => className switch
    {
        "WanTransformer3DModel" or "WanVACETransformer3DModel" => new WanTransformer(WanTransformerConfig.FromConfig(config)).Parameters,
        "AutoencoderKLWan" => new WanVaeNetwork(WanVaeConfig.FromConfig(config)).Parameters,
        "UMT5EncoderModel" => new Umt5Encoder(Umt5Config.FromConfig(config)).Parameters,
        string unknown => throw new InvalidOperationException($"No network of class {unknown} is known."),
    };
}
