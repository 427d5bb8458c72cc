using SoraSharp.Quality.Prompts;
using SoraSharp.Worlds;
using Xunit;

namespace SoraSharp.Quality.Tests.Prompts;

public sealed class CaptionReaderTests
{
    [Fact]
    public void Reads_what_sampled_captions_ask_for()
    {
        foreach (var world in Enum.GetValues<WorldKind>())
        {
            var sampler = new WorldSampler(new Dictionary<WorldKind, double> { [world] = 1 });
            for (ulong seed = 0; seed < 150; seed++)
            {
                var scene = sampler.SampleScene(seed);
                var read = CaptionReader.Read(scene.Caption.Text).Attributes;
                Assert.True(read.CombinationKey == scene.Attributes.CombinationKey && read.Material == scene.Attributes.Material, $"\"{scene.Caption}\" was read as {read.CombinationKey}");
            }
        }
    }

    [Fact]
    public void The_reserved_prompts_are_reserved_and_cover_all_worlds_and_styles()
    {
        var prompts = PromptSet.FromFile(Path.Combine(AppContext.BaseDirectory, "reserved.txt"));
        Assert.True(prompts.Count >= 100, $"{prompts.Count} prompts");
        Assert.All(prompts, p => Assert.True(p.Attributes.IsReserved, $"\"{p.Caption}\" asks for {p.Attributes.CombinationKey}, which is not reserved"));
        foreach (var world in Enum.GetValues<WorldKind>())
            Assert.True(prompts.Count(p => p.Attributes.World == world) >= 10, $"{prompts.Count(p => p.Attributes.World == world)} prompts of {world}");
        Assert.All(Enum.GetValues<ClipStyle>(), s => Assert.True(prompts.Count(p => p.Attributes.Style == s) >= 6));
    }

    [Theory]
    [InlineData("a red ball bounces", "style")]
    [InlineData("a ball bounces in neon style", "colour")]
    [InlineData("a player shoots a red ball at the hoop in neon style", "shirt")]
    public void Says_what_a_caption_lacks(string caption, string what) =>
        Assert.Contains(what, Assert.Throws<FormatException>(() => CaptionReader.Read(caption)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_holds_a_caption_a_line()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "# two prompts\n\na red rubber ball bounces in neon style\nflat cartoon two ducks in red and blue race the blue duck wins\n");
            var prompts = PromptSet.FromFile(path);
            Assert.Equal(2, prompts.Count);
            Assert.Equal([ClipColor.Red, ClipColor.Blue], prompts[1].Attributes.Colors);
            Assert.Equal(1, prompts[1].Attributes.Winner);
            File.WriteAllText(path, "flat\na red ball\n");
            Assert.Contains("line 1", Assert.Throws<FormatException>(() => PromptSet.FromFile(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
