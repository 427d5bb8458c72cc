using SoraSharp.Families;
using SoraSharp.Models;
using SoraSharp.Models.Ltx2;
using SoraSharp.Planning;
using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Planning;

public sealed class QualityTests
{
    private static readonly VideoRequest s_request = new("a red ball");

    /// <summary>The table of docs/quality-presets.md.</summary>
    [Theory]
    [InlineData("ltx20-transformer", false, VideoQuality.Draft, 15, 4, 0, 1)]
    [InlineData("ltx20-transformer", false, VideoQuality.Standard, 30, 4, 0, 1)]
    [InlineData("ltx20-transformer", false, VideoQuality.High, 40, 4, 0, 1)]
    [InlineData("ltx23-transformer", false, VideoQuality.Draft, 15, 3, 0, 1)]
    [InlineData("ltx23-transformer", false, VideoQuality.Standard, 30, 3, 1, 3)]
    [InlineData("ltx23-transformer", false, VideoQuality.High, 40, 3, 1, 3)]
    [InlineData("ltx23-transformer", true, VideoQuality.Draft, 4, 1, 0, 1)]
    [InlineData("ltx23-transformer", true, VideoQuality.Standard, 8, 1, 0, 1)]
    [InlineData("ltx23-transformer", true, VideoQuality.High, 8, 1, 0, 1)]
    [InlineData("ltx25-transformer", false, VideoQuality.Standard, 30, 3, 1, 3)]
    public async Task Published_sizes_have_these_presets(string manifest, bool distilled, VideoQuality quality, int steps, double text, double perturbation, double modality)
    {
        ModelProfile profile = Ltx2Defaults.Profile(Ltx2TransformerConfig.FromConfig(TinyCheckpoints.Published(manifest)), distilled);
        Shot shot = await PlanAsync(s_request.WithQuality(quality), profile);

        Assert.Equal(steps, shot.Steps);
        Assert.Equal(distilled ? steps : null, shot.Sigmas?.Count);
        Assert.Equal((text, perturbation, modality), (shot.VideoGuidance.Text, shot.VideoGuidance.Perturbation, shot.VideoGuidance.Modality));
        Assert.Equal(quality == VideoQuality.High, profile.PresetOf(quality).TwoStages);
    }

    [Fact]
    public async Task What_a_request_says_itself_goes_before_its_quality()
    {
        ModelProfile profile = Ltx2Defaults.Profile(Ltx2TransformerConfig.FromConfig(TinyCheckpoints.Published("ltx23-transformer")), isDistilled: true) with { Refinement = new([0.9, 0.5], 64) };
        Shot shot = await PlanAsync(s_request.WithQuality(VideoQuality.High).WithSteps(5).WithGuidanceScale(2, 3).WithOneStage(), profile);

        Assert.Equal(5, shot.Steps);
        // The eight levels of the preset are not for five steps.
        Assert.Null(shot.Sigmas);
        Assert.Equal((2, 3), (shot.VideoGuidance.Text, shot.AudioGuidance.Text));
        Assert.Null(shot.Refinement);
        Assert.Equal([0.7, 0.3], (await PlanAsync(s_request.WithQuality(VideoQuality.Draft).WithSigmas(0.7, 0.3), profile)).Sigmas);
        Assert.Equal([0.9, 0.5], (await PlanAsync(s_request.WithQuality(VideoQuality.High), profile)).Refinement!.Sigmas);
    }

    [Fact]
    public void A_model_without_presets_has_half_as_many_and_half_more_steps()
    {
        ModelProfile profile = Ltx2Defaults.Profile(Ltx2TransformerConfig.FromConfig(TinyCheckpoints.Published("ltx20-transformer")), isDistilled: false) with { Qualities = new Dictionary<VideoQuality, QualityPreset>(), DefaultSteps = 25 };

        Assert.Equal([13, 25, 38], Enum.GetValues<VideoQuality>().Select(q => profile.PresetOf(q).Steps));
        Assert.Equal([false, false, true], Enum.GetValues<VideoQuality>().Select(q => profile.PresetOf(q).TwoStages));
    }

    [Fact]
    public async Task An_unknown_quality_is_refused()
    {
        ModelProfile profile = Ltx2Defaults.Profile(Ltx2TransformerConfig.FromConfig(TinyCheckpoints.Published("ltx20-transformer")), isDistilled: false);

        Assert.Contains("Draft, Standard, High", (await Assert.ThrowsAsync<InvalidRequestException>(() => PlanAsync(s_request.WithQuality((VideoQuality)9), profile))).Message, StringComparison.Ordinal);
    }

    private static async Task<Shot> PlanAsync(VideoRequest request, ModelProfile profile) => (await new SingleShotPlanner().PlanAsync(request, profile))[0];
}
