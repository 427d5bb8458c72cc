using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Physics;

/// <summary>What every physics stage keeps to. Inherit it and give one to test another.</summary>
public abstract class PhysicsConsistencyConformance
{
    /// <summary>The stage under test.</summary>
    protected abstract IPhysicsConsistency Physics { get; }

    private static readonly Shot Shot = new()
    {
        Index = 0,
        Prompt = "a red ball falls",
        NegativePrompt = "",
        Shape = new(9, new(32, 32), 12),
        Seed = 1,
        Steps = 2,
        VideoGuidance = GuidanceTerms.Off,
        AudioGuidance = GuidanceTerms.Off,
    };

    [Fact]
    public async Task A_report_is_consistent_with_itself()
    {
        PhysicsReport report = await Physics.ExamineAsync(Shot, Frames());

        Assert.False(string.IsNullOrWhiteSpace(report.Summary));
        Assert.All(report.Findings, f =>
        {
            Assert.InRange(f.FirstFrame, 0, f.LastFrame);
            Assert.InRange(f.LastFrame, f.FirstFrame, Shot.Shape.Frames - 1);
            Assert.InRange(f.Severity, 0, 1);
            Assert.False(string.IsNullOrWhiteSpace(f.Description));
        });
        if (!report.Examined) Assert.Empty(report.Findings);
    }

    [Fact]
    public async Task Frames_are_left_alone_and_judged_alike_every_time()
    {
        VideoFrames frames = Frames();
        float[] before = frames.Pixels.ToArray();

        PhysicsReport[] reports = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Physics.ExamineAsync(Shot, frames)));

        Assert.Equal(before, frames.Pixels.ToArray());
        Assert.All(reports, r => Assert.Equal((reports[0].Examined, reports[0].Accepted, reports[0].Summary), (r.Examined, r.Accepted, r.Summary)));
    }

    [Fact]
    public async Task Cancellation_is_answered() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Physics.ExamineAsync(Shot, Frames(), new(canceled: true)));

    private static VideoFrames Frames()
    {
        float[] pixels = new float[3 * Shot.Shape.Frames * 32 * 32];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = i % 97 / 96f;
        return new(pixels, Shot.Shape);
    }
}
