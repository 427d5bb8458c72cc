using System.Reflection;
using Xunit;

namespace SoraSharp.Worlds.Tests;

public sealed class ViolationTests
{
    public static TheoryData<ClipViolation> Kinds => [.. Enum.GetValues<ClipViolation>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_truth_names_kind_time_and_object_and_the_track_shows_it(ClipViolation kind)
    {
        foreach (var (material, count, frames) in new[] { (BallMaterial.Rubber, 1, 33), (BallMaterial.BeachBall, 2, 49), (BallMaterial.Steel, 1, 49) })
        {
            var attributes = new ClipAttributes(WorldKind.BouncingBalls, ClipStyle.Flat, [.. new[] { ClipColor.Red, ClipColor.Blue }.Take(count)], count, material);
            for (ulong seed = 0; seed < 12; seed++)
            {
                var scene = ViolationExam.Create(attributes, kind, seed, frames);
                var truth = scene.GetTruth(128, 80);
                var v = Assert.Single(truth.Violations);
                Assert.Equal(kind, v.Kind);
                Assert.InRange(v.Time, 0.15 * scene.Duration, 0.8 * scene.Duration);
                Assert.Equal(Math.Ceiling((v.Time * 12) - 1e-6), v.Frame);
                Assert.InRange(v.Subject, 0, count - 1);
                var p = truth.Tracks[v.Subject].Points;
                var (before, after) = (p[v.Frame - 1], p[v.Frame]);
                switch (kind)
                {
                    case ClipViolation.Teleport:
                        Assert.True(Math.Abs(after.X - before.X) > 30);
                        break;
                    case ClipViolation.Vanish:
                        Assert.True(before.Visible);
                        Assert.All(p.Skip(v.Frame), q => Assert.False(q.Visible));
                        break;
                    case ClipViolation.Morph:
                        Assert.True(Math.Abs(after.Radius / before.Radius - 1) > 0.3);
                        break;
                    case ClipViolation.PassThrough:
                        Assert.True(p[^1].Y > truth.FloorY, $"{p[^1].Y}");
                        Assert.DoesNotContain(truth.Contacts, c => c.Time > v.Time && c.Subject == v.Subject && c.Kind == ContactKind.Floor);
                        break;
                    default:
                        // Rises to where it did not come from: faster after the bounce than before it.
                        Assert.Contains(truth.Contacts, c => c.Kind == ContactKind.Floor && Math.Abs(c.Time - v.Time) < 1e-6);
                        if (v.Frame + 2 < p.Count && v.Frame >= 3 && count == 1)
                            Assert.True(p[v.Frame].Y - p[v.Frame + 1].Y > p[v.Frame - 1].Y - p[v.Frame - 2].Y, $"seed {seed}");
                        break;
                }
                // The picture shows it as well: from that frame on it differs from the lawful scene's.
                Assert.Equal(frames * 80 * 128 * 3, scene.Render(128, 80).Length);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_shot_breaks_a_law_on_its_way(ClipViolation kind)
    {
        // A ball that goes in or falls short meets the floor too late to be seen going wrong there.
        ClipOutcome[] outcomes = kind is ClipViolation.PassThrough or ClipViolation.WrongBounce
            ? [ClipOutcome.MissedOffBackboard, ClipOutcome.MissedOffRim]
            : [ClipOutcome.Made, ClipOutcome.MissedOffBackboard, ClipOutcome.MissedOffRim, ClipOutcome.AirBall];
        foreach (var outcome in outcomes)
        {
            var attributes = new ClipAttributes(WorldKind.Basketball, ClipStyle.Flat, [ClipColor.Blue, ClipColor.Red], 1, BallMaterial.None, outcome);
            for (ulong seed = 0; seed < 6; seed++)
            {
                var scene = ViolationExam.Create(attributes, kind, seed, 49);
                var truth = scene.GetTruth(128, 80);
                var v = Assert.Single(truth.Violations);
                Assert.Equal((kind, 0), (v.Kind, v.Subject));
                Assert.InRange(v.Time, 0.15 * scene.Duration, 0.8 * scene.Duration);
                var p = truth.Tracks[0].Points;
                var (before, after) = (p[v.Frame - 1], p[v.Frame]);
                var scale = truth.FloorY / 72;
                switch (kind)
                {
                    case ClipViolation.Teleport:
                        Assert.True(Math.Sqrt(Math.Pow(after.X - before.X, 2) + Math.Pow(after.Y - before.Y, 2)) > 17 * scale, $"{outcome} {seed}");
                        // What missed is in the hoop after all, without having flown there.
                        if (outcome != ClipOutcome.Made)
                            Assert.Contains(truth.Contacts, c => c.Kind == ContactKind.Net && Math.Abs(c.Time - v.Time) < 1e-9);
                        break;
                    case ClipViolation.Vanish:
                        Assert.True(before.Visible);
                        Assert.All(p.Skip(v.Frame), q => Assert.False(q.Visible));
                        break;
                    case ClipViolation.Morph:
                        Assert.Equal(1.5, after.Radius / before.Radius, 3);
                        break;
                    case ClipViolation.PassThrough:
                        Assert.True(p[^1].Y > truth.FloorY || p[^1].X > 128, $"{outcome} {seed}: {p[^1]}");
                        Assert.DoesNotContain(truth.Contacts, c => c.Time >= v.Time && c.Kind != ContactKind.Net);
                        break;
                    default:
                        Assert.Contains(truth.Contacts, c => Math.Abs(c.Time - v.Time) < 1e-6 && c.Kind != ContactKind.Net);
                        break;
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Traffic_breaks_a_law(ClipViolation kind)
    {
        var compared = 0;
        foreach (var outcome in kind is ClipViolation.PassThrough or ClipViolation.WrongBounce ? [ClipOutcome.Crashed] : new[] { ClipOutcome.Crashed, ClipOutcome.Stopped, ClipOutcome.DrovePast })
        {
            var attributes = new ClipAttributes(WorldKind.Vehicles, ClipStyle.Flat, [ClipColor.Blue, ClipColor.Red], 2, BallMaterial.None, outcome);
            for (ulong seed = 0; seed < 8; seed++)
            {
                var scene = ViolationExam.Create(attributes, kind, seed, 49);
                var truth = scene.GetTruth(128, 80);
                var v = Assert.Single(truth.Violations);
                Assert.Equal(kind, v.Kind);
                Assert.InRange(v.Time, 0.15 * scene.Duration, 0.8 * scene.Duration);
                var p = truth.Tracks[v.Subject].Points;
                var (before, after) = (p[v.Frame - 1], p[v.Frame]);
                switch (kind)
                {
                    case ClipViolation.Teleport:
                        Assert.True(Math.Abs(after.X - before.X) > 30, $"{outcome} {seed}");
                        break;
                    case ClipViolation.Vanish:
                        Assert.True(before.Visible);
                        Assert.All(p.Skip(v.Frame), q => Assert.False(q.Visible));
                        break;
                    case ClipViolation.Morph:
                        Assert.NotEqual(before.Radius, after.Radius);
                        break;
                    case ClipViolation.PassThrough:
                        var (a, b) = (truth.Tracks[0].Points, truth.Tracks[1].Points);
                        Assert.Contains(Enumerable.Range(0, 49), f => Math.Abs(a[f].X - b[f].X) < (a[f].Radius + b[f].Radius) / 2);
                        Assert.DoesNotContain(truth.Contacts, c => c.Kind == ContactKind.Crash);
                        break;
                    default:
                        var crash = Assert.Single(truth.Contacts, c => c.Kind == ContactKind.Crash);
                        Assert.Equal(v.Time, crash.Time, 6);
                        var lawful = WorldSampler.CreateScene(attributes, seed, 49).GetTruth(128, 80);
                        // Where the exam did not have to look for another scene, the lawful one has the same crash.
                        if (Math.Abs(lawful.Contacts.Single(c => c.Kind == ContactKind.Crash).Time - v.Time) < 1e-6)
                        {
                            compared++;
                            Assert.True(Parting(truth, v.Frame) > Parting(lawful, v.Frame), $"{seed}: they part no faster than they would.");
                        }
                        Assert.True(Parting(truth, v.Frame) > 1, $"{seed}: {Parting(truth, v.Frame)}");
                        break;
                }
            }
        }

        Assert.True(compared > 0 || kind != ClipViolation.WrongBounce, "No crash could be compared.");

        // Pixels a frame by which two vehicles part just after they met.
        static double Parting(ClipTruth truth, int frame) => Distance(truth, frame + 2) - Distance(truth, frame + 1);

        static double Distance(ClipTruth truth, int frame) => Math.Abs(truth.Tracks[0].Points[frame].X - truth.Tracks[1].Points[frame].X);
    }

    [Theory]
    [InlineData(ClipOutcome.MissedOffBackboard)]
    [InlineData(ClipOutcome.MissedOffRim)]
    public void Until_it_goes_wrong_a_shot_is_the_lawful_one(ClipOutcome outcome)
    {
        var attributes = new ClipAttributes(WorldKind.Basketball, ClipStyle.Flat, [ClipColor.Blue, ClipColor.Red], 1, BallMaterial.None, outcome);
        var lawful = WorldSampler.CreateScene(attributes, 3, 49).GetTruth(128, 80).Tracks[0].Points;
        var truth = ViolationExam.Create(attributes, ClipViolation.WrongBounce, 3, 49).GetTruth(128, 80);
        var frame = truth.Violations[0].Frame;
        Assert.Equal(lawful.Take(frame), truth.Tracks[0].Points.Take(frame));
        Assert.NotEqual(lawful.Skip(frame + 1), truth.Tracks[0].Points.Skip(frame + 1));
    }

    [Fact]
    public void A_vanished_or_changed_ball_is_drawn_so()
    {
        var ball = new ClipAttributes(WorldKind.BouncingBalls, ClipStyle.Flat, [ClipColor.Red], 1, BallMaterial.Rubber);
        var shot = new ClipAttributes(WorldKind.Basketball, ClipStyle.Flat, [ClipColor.Blue, ClipColor.Red], 1, BallMaterial.None, ClipOutcome.AirBall);
        foreach (var (attributes, kind) in new[] { ball, shot }.SelectMany(a => new[] { (a, ClipViolation.Vanish), (a, ClipViolation.Morph) }))
        {
            for (ulong seed = 0; seed < 8; seed++)
            {
                var scene = ViolationExam.Create(attributes, kind, seed);
                var frame = scene.GetTruth(128, 80).Violations[0].Frame;
                var frames = scene.Render(128, 80);
                // The hoop's rim is red too.
                var (before, after) = (Reds(frames, frame - 1), Reds(frames, frame));
                Assert.True(before - after > 60, $"{attributes.World} {kind}: {before} to {after}");
                if (attributes == ball)
                    Assert.True(before > 150 && after < 20, $"{kind}: {before} to {after}");
            }
        }
    }

    [Fact]
    public void The_training_sampler_never_breaks_a_law_and_cannot_be_asked_to()
    {
        var sampler = new WorldSampler();
        for (ulong seed = 0; seed < 1000; seed++)
            Assert.Empty(sampler.SampleScene(seed, 17, 12, seed % 2 == 0 ? ClipSplit.Training : ClipSplit.Exam).GetTruth(128, 80).Violations);
        // Neither the sampler nor what it hands to worlds has a place for a violation.
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;
        foreach (var type in new[] { typeof(WorldSampler), typeof(ClipAttributes), typeof(ShootingWeights), typeof(ClipFormat), typeof(Worlds.Scenes.IWorld), typeof(Worlds.Scenes.SceneTiming) })
        {
            foreach (var member in type.GetMembers(All))
            {
                var types = member switch
                {
                    MethodBase m => m.GetParameters().Select(p => p.ParameterType),
                    PropertyInfo p => [p.PropertyType],
                    FieldInfo f => [f.FieldType],
                    _ => [],
                };
                Assert.DoesNotContain(types, t => t == typeof(ClipViolation) || t == typeof(Worlds.Scenes.ViolationPlan) || t == typeof(Violation));
            }
        }
    }

    [Fact]
    public void The_same_seed_breaks_the_same_law_at_the_same_time()
    {
        var attributes = new ClipAttributes(WorldKind.BouncingBalls, ClipStyle.Neon, [ClipColor.Red, ClipColor.Green], 2, BallMaterial.Steel);
        var (a, b) = (ViolationExam.Create(attributes, ClipViolation.PassThrough, 5), ViolationExam.Create(attributes, ClipViolation.PassThrough, 5));
        Assert.Equal(a.GetTruth(128, 80).Violations, b.GetTruth(128, 80).Violations);
        Assert.Equal(a.Render(64, 40), b.Render(64, 40));
    }

    [Fact]
    public void What_cannot_be_broken_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => ViolationExam.Create(new(WorldKind.Presenter, ClipStyle.Flat, [ClipColor.Red]), ClipViolation.Vanish, 1));
        Assert.Contains("use BouncingBalls or Basketball or Vehicles", error.Message);
        var passing = new ClipAttributes(WorldKind.Vehicles, ClipStyle.Flat, [ClipColor.Red], 1, BallMaterial.None, ClipOutcome.DrovePast);
        Assert.Contains("nothing is hit; use Crashed", Assert.Throws<ArgumentException>(() => ViolationExam.Create(passing, ClipViolation.PassThrough, 1)).Message);
        var ball = new ClipAttributes(WorldKind.BouncingBalls, ClipStyle.Flat, [ClipColor.Red], 1, BallMaterial.Rubber);
        Assert.Throws<ArgumentException>(() => ViolationExam.Create(ball, ClipViolation.Vanish, 1, 9));
        Assert.Throws<ArgumentException>(() => ViolationExam.Create(ball, (ClipViolation)9, 1));
        Assert.Throws<ArgumentException>(() => ViolationExam.Create(ball with { Material = BallMaterial.Glass, Outcome = ClipOutcome.Shattered }, ClipViolation.Vanish, 1));
    }

    private static int Reds(byte[] frames, int frame)
    {
        var count = 0;
        for (var i = frame * 128 * 80 * 3; i < (frame + 1) * 128 * 80 * 3; i += 3)
            count += frames[i] > 180 && frames[i + 1] < 90 && frames[i + 2] < 90 ? 1 : 0;
        return count;
    }
}
