using SoraSharp.Golden;
using SoraSharp.Models.Checkpoints;
using SoraSharp.Models.Tensors;
using SoraSharp.Models.Tests.Checkpoints;
using SoraSharp.OnnxRuntime;
using Xunit;

namespace SoraSharp.Models.Tests.Golden;

/// <summary>The runner itself: it must fail what is wrong.</summary>
public sealed class GoldenRunnerTests
{
    private static readonly GoldenValue s_expected = HostTensor.From([1f, 2f], 2);

    [Theory]
    [InlineData(2.00001f, true)]
    [InlineData(2.1f, false)]
    [InlineData(float.NaN, false)]
    [InlineData(float.PositiveInfinity, false)]
    public void Floats_are_compared_within_the_tolerance(float second, bool passes) =>
        Assert.Equal(passes, GoldenRunner.Compare("x", s_expected, HostTensor.From([1f, second], 2), 1e-3).Passed);

    [Fact]
    public void NaN_passes_only_where_NaN_is_expected()
    {
        GoldenValue nan = HostTensor.From([float.NaN], 1);
        Assert.True(GoldenRunner.Compare("x", nan, HostTensor.From([float.NaN], 1), 0).Passed);
        Assert.False(GoldenRunner.Compare("x", nan, HostTensor.From([0f], 1), double.MaxValue).Passed);
        GoldenValue infinite = HostTensor.From([float.NegativeInfinity], 1);
        Assert.True(GoldenRunner.Compare("x", infinite, HostTensor.From([float.NegativeInfinity], 1), 0).Passed);
        Assert.False(GoldenRunner.Compare("x", infinite, HostTensor.From([float.PositiveInfinity], 1), double.MaxValue).Passed);
    }

    [Fact]
    public void Missing_misshapen_and_unbounded_outputs_fail()
    {
        Assert.False(GoldenRunner.Compare("x", s_expected, null, 1).Passed);
        Assert.False(GoldenRunner.Compare("x", s_expected, HostTensor.From([1f, 2f], 2, 1), 1).Passed);
        Assert.False(GoldenRunner.Compare("x", s_expected, s_expected, null).Passed);
        Assert.False(GoldenRunner.Compare("x", s_expected, s_expected, double.NaN).Passed);
        Assert.False(GoldenRunner.Compare("x", s_expected, s_expected, -1).Passed);
    }

    [Fact]
    public void Integers_and_strings_must_be_equal_whatever_the_tolerance()
    {
        GoldenValue integers = HostTensor.From([1L, long.MaxValue], 2), strings = GoldenValue.From("a", "b");
        Assert.True(GoldenRunner.Compare("x", integers, HostTensor.From([1L, long.MaxValue], 2), null).Passed);
        Assert.False(GoldenRunner.Compare("x", integers, HostTensor.From([1L, long.MaxValue - 1], 2), 10).Passed);
        Assert.True(GoldenRunner.Compare("x", strings, GoldenValue.From("a", "b"), null).Passed);
        Assert.False(GoldenRunner.Compare("x", strings, GoldenValue.From("a", "B"), 10).Passed);
        Assert.False(GoldenRunner.Compare("x", strings, HostTensor.From([1L, 2], 2), 10).Passed);
        Assert.False(GoldenRunner.Compare("x", s_expected, GoldenValue.From("a", "b"), 10).Passed);
    }

    [Theory]
    [InlineData("""{"reference": {"class": "NoSuchClass"}, "tensors": {}, "tolerance": {}}""", "No kind knows a case of NoSuchClass")]
    [InlineData("""{"tensors": {}}""", "reference is missing")]
    [InlineData("""{"reference": """, "not a JSON object")]
    public void A_case_that_cannot_be_run_is_failed_with_its_message(string json, string message)
    {
        using TemporaryFolder folder = new();
        folder.Write("deep/er/case.json", json);
        folder.Write("deep/er/io.safetensors", TemporaryFolder.Raw("{}", 0));
        using GoldenContext context = new(() => new OnnxBackend());
        GoldenResult result = GoldenRunner.Run(Assert.Single(GoldenCases.Under(folder.Path)), context);
        Assert.False(result.Passed);
        Assert.Contains(message, result.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_expectation_fails_and_one_that_is_gone_is_noticed()
    {
        // The tokenizer's case with one id changed, then with an output taken away.
        string source = Path.Combine(GoldenCases.Repository, "ltx2", "text", "tokenizer");
        using TemporaryFolder folder = new();
        string json = File.ReadAllText(Path.Combine(source, "case.json"));
        foreach (string file in Directory.GetFiles(Path.Combine(GoldenCases.Repository, "ltx2", "checkpoints", "tokenizer")))
            folder.Write(Path.Combine("case", "checkpoint", Path.GetFileName(file)), File.ReadAllBytes(file));
        folder.Write("case/case.json", json.Replace("../../checkpoints/tokenizer", "checkpoint", StringComparison.Ordinal));
        using GoldenCase original = GoldenCase.Open(source);
        using GoldenContext context = new(() => new OnnxBackend());

        Write(new SafetensorsWriter(), name => true, 0);
        Assert.True(GoldenRunner.Run(folder.File("case"), context).Passed);
        Write(new SafetensorsWriter(), name => true, 1);
        Assert.Contains("out.input_ids differs at 31", GoldenRunner.Run(folder.File("case"), context).Summary, StringComparison.Ordinal);
        Write(new SafetensorsWriter(), name => name != "out.unstripped.attention_mask", 0);
        Assert.Contains("lists out.unstripped.attention_mask", GoldenRunner.Run(folder.File("case"), context).Summary, StringComparison.Ordinal);

        void Write(SafetensorsWriter writer, Func<string, bool> keep, long change)
        {
            foreach (string name in original.TensorNames.Where(keep))
            {
                HostTensor tensor = original.Tensor(name);
                long[] values = [.. tensor.Int64s];
                if (name == "out.input_ids") values[31] += change;
                writer.Add(name, HostTensor.From(values, [.. tensor.Shape]));
            }

            writer.Save(folder.File("case/io.safetensors"));
        }
    }
}
