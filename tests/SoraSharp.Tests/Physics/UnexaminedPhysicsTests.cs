using SoraSharp.Physics;
using SoraSharp.Stages;
using Xunit;

namespace SoraSharp.Tests.Physics;

public sealed class UnexaminedPhysicsTests : PhysicsConsistencyConformance
{
    protected override IPhysicsConsistency Physics { get; } = new UnexaminedPhysics();

    [Fact]
    public async Task A_result_says_that_nobody_looked()
    {
        await using VideoGenerator generator = TinyCheckpoints.Builder.Build();

        PhysicsReport report = Assert.Single((await generator.GenerateAsync(TinyCheckpoints.Request)).Physics);

        Assert.False(report.Examined);
        Assert.Contains("Not examined", report.Summary, StringComparison.Ordinal);
    }
}
