using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Planning;

public sealed class PredictedDurationPlannerTests(PredictedDurationPlannerTests.Ltx25 ltx25) : ShotPlannerConformance, IClassFixture<PredictedDurationPlannerTests.Ltx25>
{
    protected override IShotPlanner Create() => ltx25.Generator.Stages.Planner;

    [Fact]
    public async Task A_request_without_a_length_gets_one_within_the_bounds()
    {
        Shot shot = await PlanAsync(new("a red ball bounces"));

        Assert.Equal(1, shot.Shape.Frames % 8);
        Assert.InRange(shot.Shape.Frames / shot.Shape.FramesPerSecond, 2, 4.1);
        Assert.NotEqual(Profile.DefaultShape.Frames, shot.Shape.Frames);
    }

    [Fact]
    public async Task The_models_limits_come_before_the_prediction()
    {
        IReadOnlyList<Shot> shots = await Create().PlanAsync(new("a red ball bounces"), Profile with { MaxFrames = 20, DefaultShape = Profile.DefaultShape with { Frames = 9 } });

        Assert.Equal(17, Assert.Single(shots).Shape.Frames);
    }

    [Fact]
    public async Task A_length_that_is_asked_for_is_not_predicted()
    {
        Assert.Equal(9, (await PlanAsync(new VideoRequest("a red ball").WithFrames(9))).Shape.Frames);
        Assert.Equal(9, (await PlanAsync(new VideoRequest("a red ball").WithDuration(TimeSpan.FromSeconds(0.75)))).Shape.Frames);
    }

    [Fact]
    public async Task What_planning_read_is_what_denoising_sees()
    {
        PromptEmbedding ahead = await Planned("a red ball"), again = await ltx25.Generator.Stages.TextEncoder.EncodeAsync("a red ball");

        Assert.NotSame(ahead.Video.Values, again.Video.Values);
        Assert.Equal(ahead.Video.Values, again.Video.Values);
        await Planned("a red ball");
        PromptEmbedding other = await ltx25.Generator.Stages.TextEncoder.EncodeAsync("two musicians");
        Assert.NotEqual(ahead.Video.Values, other.Video.Values);

        async Task<PromptEmbedding> Planned(string prompt)
        {
            await PlanAsync(new(prompt));
            return await ltx25.Generator.Stages.TextEncoder.EncodeAsync(prompt);
        }
    }

    [Fact]
    public void Bounds_that_leave_no_room_are_refused()
    {
        CheckpointOptions options = TinyCheckpoints.Options with { ShortestPrediction = TimeSpan.FromSeconds(2), LongestPrediction = TimeSpan.FromSeconds(2) };

        InvalidOptionsException error = Assert.Throws<InvalidOptionsException>(() => VideoGenerator.CreateBuilder().UseCheckpoint(TinyCheckpoints.Ltx25, options).Build());

        Assert.Equal("shortestPrediction", Assert.Single(error.Errors).Name);
    }

    public sealed class Ltx25 : IDisposable
    {
        public VideoGenerator Generator { get; } = VideoGenerator.CreateBuilder()
            .UseCheckpoint(TinyCheckpoints.Ltx25, TinyCheckpoints.Options with { ShortestPrediction = TimeSpan.FromSeconds(3), LongestPrediction = TimeSpan.FromSeconds(4) })
            .Build();

        public void Dispose() => Generator.Dispose();
    }
}
