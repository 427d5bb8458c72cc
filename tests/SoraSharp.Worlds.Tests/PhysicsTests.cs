using Xunit;

namespace SoraSharp.Worlds.Tests;

/// <summary>The truth obeys the laws it claims, judged from the tracks alone.</summary>
public sealed class PhysicsTests
{
    [Theory]
    [InlineData(WorldKind.BouncingBalls)]
    [InlineData(WorldKind.Basketball)]
    public void Balls_in_flight_follow_the_parabola(WorldKind world)
    {
        var checkedSteps = 0;
        foreach (var scene in Scenes.Of(world, 400).Where(s => !OnStairs(s)))
        {
            var truth = scene.GetTruth(128, 80);
            var g = truth.Gravity / (scene.FramesPerSecond * scene.FramesPerSecond);
            for (var t = 0; t < truth.Tracks.Count; t++)
            {
                var p = truth.Tracks[t].Points;
                for (var f = 1; f + 1 < p.Count; f++)
                {
                    double from = (f - 1) / scene.FramesPerSecond, to = (f + 1) / scene.FramesPerSecond;
                    if (world == WorldKind.Basketball && (from < 0.42 || truth.Contacts.Any(c => c.Kind == ContactKind.Net && c.Time < to && c.Time > from - 1)))
                        continue;
                    // A ball on the floor rolls; touches too slow to be listed happen only there and between balls.
                    var low = p[f + 1].Y + p[f + 1].Radius > truth.FloorY - 1.5 || p[f].Y + p[f].Radius > truth.FloorY - 1.5 || p[f - 1].Y + p[f - 1].Radius > truth.FloorY - 1.5;
                    if (low || truth.Tracks.Count > 1 || !p[f + 1].Visible || truth.Contacts.Any(c => c.Time >= from && c.Time <= to))
                        continue;
                    checkedSteps++;
                    Assert.Equal(g, p[f + 1].Y - (2 * p[f].Y) + p[f - 1].Y, 0.01);
                    Assert.Equal(0, p[f + 1].X - (2 * p[f].X) + p[f - 1].X, 0.01);
                }
            }
        }
        Assert.True(checkedSteps > 1000, $"only {checkedSteps} steps in flight were found");
    }

    private static bool OnStairs(SimulatedScene scene) => scene.Attributes.Details.GetValueOrDefault("place") == "stairs";

    [Fact]
    public void Materials_bounce_by_their_restitution()
    {
        foreach (var (material, restitution) in new[] { (BallMaterial.Rubber, 0.84), (BallMaterial.Steel, 0.42), (BallMaterial.BeachBall, 0.64) })
        {
            var ratios = new List<double>();
            foreach (var scene in Scenes.Of(WorldKind.BouncingBalls, 300).Where(s => s.Attributes.Material == material && s.Attributes.Count == 1 && !OnStairs(s)))
            {
                var hits = scene.GetTruth(128, 80).Contacts.Where(c => c.Kind == ContactKind.Floor).ToArray();
                // The flight between two bounces takes 2 v / g; v is the first strength's speed times the restitution.
                if (hits.Length >= 2)
                    ratios.Add((hits[1].Time - hits[0].Time) * 70 / 2 / (hits[0].Strength * 80));
            }
            Assert.NotEmpty(ratios);
            Assert.All(ratios.Where(r => r < 1), r => Assert.Equal(restitution, r, 0.03));
        }
    }

    [Fact]
    public void Balls_stay_between_floor_walls_and_top()
    {
        foreach (var scene in Scenes.Of(WorldKind.BouncingBalls, 300))
        {
            foreach (var point in scene.GetTruth(128, 80).Tracks.Where(t => t.Name == "ball").SelectMany(t => t.Points).Where(p => p.Visible))
            {
                Assert.InRange(point.X, 4 + point.Radius - 1, 124 - point.Radius + 1);
                Assert.InRange(point.Y, point.Radius - 1, 71 - point.Radius + 1);
                Assert.InRange(point.Radius, 11, 16);
            }
        }
    }

    [Fact]
    public void Balls_do_not_pass_through_each_other()
    {
        foreach (var scene in Scenes.Of(WorldKind.BouncingBalls, 300).Where(s => s.Attributes.Count > 1))
        {
            var tracks = scene.GetTruth(128, 80).Tracks.Where(t => t.Name == "ball").ToArray();
            for (var f = 0; f < scene.Frames; f++)
            {
                for (var i = 0; i < tracks.Length; i++)
                {
                    for (var j = i + 1; j < tracks.Length; j++)
                    {
                        var (a, b) = (tracks[i].Points[f], tracks[j].Points[f]);
                        if (!a.Visible || !b.Visible)
                            continue;
                        var distance = Math.Sqrt(Math.Pow(a.X - b.X, 2) + Math.Pow(a.Y - b.Y, 2));
                        Assert.True(distance > a.Radius + b.Radius - 1, $"{scene.Caption}: frame {f}, {distance} apart");
                    }
                }
            }
        }
    }

    [Fact]
    public void A_shots_outcome_is_what_its_track_shows()
    {
        // Judged from positions alone: where the ball comes down past the rim's height, and where its way across turns round.
        const double RimY = 33, Front = 82, Back = 110, Board = 112;
        var counts = new Dictionary<ClipOutcome, int>();
        foreach (var scene in Scenes.Of(WorldKind.Basketball, 200, 97, 36))
        {
            var p = scene.GetTruth(128, 80).Tracks[0].Points;
            var made = false;
            double? turn = null;
            for (var f = 20; f + 2 < p.Count; f++)
            {
                if (turn is null && p[f].Y < p[f + 1].Y && p[f].Y > RimY + 12)
                    break;
                if (p[f].Y < RimY && p[f + 1].Y >= RimY && p[f].X > Front && p[f].X < Back)
                    made = true;
                var bend = Math.Abs(p[f + 2].X - (2 * p[f + 1].X) + p[f].X);
                if (turn is null && !made && bend > 0.12)
                    turn = Math.Max(p[f + 1].X, p[f].X);
            }
            var seen = made ? ClipOutcome.Made
                : turn is null ? ClipOutcome.AirBall
                : turn > Board - p[0].Radius - 3.5 && turn < Board ? ClipOutcome.MissedOffBackboard
                : ClipOutcome.MissedOffRim;
            // A ball that meets the far end of the rim turns where the backboard would turn it: the contact list tells those apart.
            if (seen == ClipOutcome.MissedOffBackboard && scene.GetTruth(128, 80).Contacts[0].Kind == ContactKind.Rim)
                seen = ClipOutcome.MissedOffRim;
            Assert.True(seen == scene.Attributes.Outcome, $"{scene.Attributes.Outcome} looks like {seen}: {scene.Caption}");
            counts[seen] = counts.GetValueOrDefault(seen) + 1;
        }
        Assert.Equal(4, counts.Count);
        Assert.All(counts.Values, n => Assert.True(n > 25));
    }

    [Theory]
    [InlineData(WorldKind.BouncingBalls)]
    [InlineData(WorldKind.Basketball)]
    [InlineData(WorldKind.DuckRace)]
    public void Events_are_spread_over_longer_clips_as_over_short_ones(WorldKind world)
    {
        var last = new[] { 33, 49 }.Select(frames => Scenes.Of(world, 80, frames)
            .Average(s => s.GetTruth(128, 80).Contacts.Select(c => c.Time).DefaultIfEmpty(0).Max() / s.Duration)).ToArray();
        Assert.InRange(last[0], 0.6, 1);
        Assert.Equal(last[0], last[1], 0.06);
    }

    [Fact]
    public void The_named_duck_wins()
    {
        foreach (var scene in Scenes.Of(WorldKind.DuckRace, 200))
        {
            var truth = scene.GetTruth(128, 80);
            var winner = truth.Tracks[scene.Attributes.Winner];
            Assert.Equal(scene.Attributes.Colors[scene.Attributes.Winner], winner.Color);
            var first = truth.Contacts.First(c => c.Kind == ContactKind.Finish);
            Assert.Equal(scene.Attributes.Winner, first.Subject);
            var frame = (int)Math.Ceiling(first.Time * scene.FramesPerSecond);
            Assert.All(truth.Tracks.Where(t => t != winner), t => Assert.True(t.Points[frame].X < winner.Points[frame].X));
        }
    }
}
