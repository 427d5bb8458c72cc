using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Planning;

/// <summary>What every shot planner keeps to. Inherit it and give a planner to test another one.</summary>
public abstract class ShotPlannerConformance
{
    /// <summary>The planner under test.</summary>
    protected abstract IShotPlanner Create();

    /// <summary>A model like Mini.</summary>
    protected static ModelProfile Profile { get; } = new()
    {
        Name = "test",
        FrameStep = 8,
        SizeStep = 32,
        DefaultShape = new(33, new(256, 160), 12),
        DefaultSteps = 24,
        VideoGuidance = new(3, 0, 1, 0),
        AudioGuidance = new(4, 0, 1, 0.5),
        MaxFrames = 125,
        MaxSide = 512,
        MaxPixels = 20_000_000,
        NegativePrompt = "blur",
        StyleSeparator = " ",
        StylePhrases = new Dictionary<string, string> { ["neon"] = "in neon style", ["flat"] = "in flat style" },
    };

    [Fact]
    public async Task Shots_are_what_the_model_can_make()
    {
        IReadOnlyList<Shot> shots = await Create().PlanAsync(new VideoRequest("a red ball bounces").WithFrames(17).WithSize(64, 96).WithSteps(5).WithSeed(3), Profile);

        Assert.NotEmpty(shots);
        Assert.Equal(Enumerable.Range(0, shots.Count), shots.Select(s => s.Index));
        Assert.All(shots, shot =>
        {
            Assert.Equal(1, shot.Shape.Frames % 8);
            Assert.Equal(new FrameSize(64, 96), shot.Shape.Size);
            Assert.Equal(5, shot.Steps);
            Assert.False(string.IsNullOrWhiteSpace(shot.Prompt));
        });
        Assert.Equal(3, shots[0].Seed);
    }

    [Fact]
    public async Task Equal_requests_with_a_seed_give_equal_shots()
    {
        VideoRequest request = new VideoRequest("a red ball bounces").WithSeed(3);

        Assert.Equal(await Create().PlanAsync(request, Profile), await Create().PlanAsync(request, Profile));
    }

    [Fact]
    public async Task What_the_model_cannot_make_is_refused() =>
        await Assert.ThrowsAsync<InvalidRequestException>(() => Create().PlanAsync(new VideoRequest("a red ball").WithFrames(50).WithSteps(0), Profile));

    [Fact]
    public async Task Cancellation_is_answered() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Create().PlanAsync(new("a red ball"), Profile, new(canceled: true)));

    /// <summary>The one shot of a request.</summary>
    protected async Task<Shot> PlanAsync(VideoRequest request) => Assert.Single(await Create().PlanAsync(request, Profile));

    /// <summary>What is wrong with a request.</summary>
    protected async Task<IReadOnlyList<ValueError>> ErrorsAsync(VideoRequest request) =>
        (await Assert.ThrowsAsync<InvalidRequestException>(() => Create().PlanAsync(request, Profile))).Errors;
}
