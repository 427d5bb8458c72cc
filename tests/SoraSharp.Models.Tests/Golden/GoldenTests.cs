using SoraSharp.Golden;
using SoraSharp.OnnxRuntime;
using Xunit;

namespace SoraSharp.Models.Tests.Golden;

/// <summary>The cases of the repository that pass; what is not listed here needs networks that are not written yet.</summary>
public sealed class GoldenTests(GoldenTests.Shared shared) : IClassFixture<GoldenTests.Shared>
{
    private static readonly string[] s_families =
    [
        "ltx2/schedulers",
        "ltx2/audio",
        "ltx2/text",
        "ltx2/transformer",
        "ltx2/vae",
        "ltx2/upsampler",
        "ltx2/pipelines/t2v_ltx20_cfg",
        "ltx2/pipelines/t2v_ltx23_full",
        "ltx2/pipelines/t2v_ltx25_full",
        "ltx2/pipelines/i2v_ltx23_cfg",
        "ltx2/pipelines/i2v_ltx23_resized",
        "ltx2/pipelines/condition_two_images",
        "ltx2/pipelines/condition_video_and_image",
        "wan/rng",
        "wan/schedulers",
        "wan/images",
        "wan/transformer",
        "wan/vae",
        "wan/text",
        "wan/pipelines/t2v_21",
        "wan/pipelines/t2v_21_bf16",
        "wan/pipelines/t2v_22_two_experts",
        "wan/pipelines/ti2v_5b_t2v",
    ];

    public static TheoryData<string> Cases
    {
        get
        {
            string root = GoldenCases.Repository;
            return [.. s_families.SelectMany(f => GoldenCases.Under(Path.Combine(root, f)))
                .Select(c => Path.GetRelativePath(root, c).Replace('\\', '/'))];
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_output_is_within_its_tolerance(string golden)
    {
        GoldenResult result = GoldenRunner.Run(Path.Combine(GoldenCases.Repository, golden), shared.Context);
        Assert.True(result.Passed, $"{result.Summary}\n{result.Error}");
    }

    [Fact]
    public void The_cases_are_those_of_the_source_byte_for_byte()
    {
        string copy = GoldenCases.Repository;
        string source = Path.GetFullPath(Path.Combine(copy, "..", "..", "..", "shared", "golden"));
        Assert.SkipUnless(Directory.Exists(source), "The source of the cases is not beside this repository.");
        Assert.Equal(Files(source), Files(copy));
        foreach (string file in Files(source))
            Assert.True(File.ReadAllBytes(Path.Combine(source, file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(copy, file))), $"{file} differs from its source.");
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f)).Order(StringComparer.Ordinal);

    public sealed class Shared : IDisposable
    {
        public GoldenContext Context { get; } = new(() => new OnnxBackend());

        public void Dispose() => Context.Dispose();
    }
}
