using SoraSharp.Mini;
using SoraSharp.Planning;
using SoraSharp.Worlds;
using Xunit;

namespace SoraSharp.Quality.Tests.Prompts;

/// <summary>Every caption of the worlds names its style; Mini's default style must not be said after it.</summary>
public sealed class StyleWordingTests
{
    [Theory]
    [InlineData(ClipSplit.Training)]
    [InlineData(ClipSplit.Exam)]
    public async Task Captions_are_made_in_the_style_that_they_name(ClipSplit split)
    {
        await using var generator = VideoGenerator.CreateBuilder().UseMini().Build();
        var planner = new SingleShotPlanner();
        var sampler = new WorldSampler();
        var captions = Enumerable.Range(0, 300).Select(seed => sampler.SampleScene((ulong)seed, split: split).Caption.Text).ToArray();

        foreach (var caption in captions)
            Assert.Equal(caption, (await planner.PlanAsync(new VideoRequest(caption), generator.Profile, TestContext.Current.CancellationToken))[0].Prompt);
        // Both spellings are among them.
        Assert.Contains(captions, c => c.Contains("watercolour", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(captions, c => c.Contains("watercolor", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("an 8-bit red ball")]
    [InlineData("a red ball, aquarelle")]
    [InlineData("a filmic shot of a red ball")]
    public async Task Synonyms_name_a_style_too(string prompt)
    {
        await using var generator = VideoGenerator.CreateBuilder().UseMini().Build();

        Assert.Equal(prompt, (await new SingleShotPlanner().PlanAsync(new VideoRequest(prompt), generator.Profile, TestContext.Current.CancellationToken))[0].Prompt);
    }
}
