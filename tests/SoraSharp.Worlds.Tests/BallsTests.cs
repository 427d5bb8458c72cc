using SoraSharp.Worlds.Scenes.Balls;
using Xunit;

namespace SoraSharp.Worlds.Tests;

/// <summary>Glass and stairs.</summary>
public sealed class BallsTests
{
    private static IEnumerable<SimulatedScene> Glass(int count) =>
        Enumerable.Range(0, count).Select(s => WorldSampler.CreateScene(
            new(WorldKind.BouncingBalls, (ClipStyle)(s % 6), [ClipColor.Blue, .. s % 2 == 0 ? [ClipColor.Red] : Array.Empty<ClipColor>()], 1 + ((s + 1) % 2), BallMaterial.Glass, ClipOutcome.Shattered), (ulong)s));

    [Fact]
    public void Every_glass_ball_breaks_once_and_is_pieces_from_then_on()
    {
        foreach (var scene in Glass(60))
        {
            var truth = scene.GetTruth(128, 80);
            Assert.Equal(scene.Attributes.Count, truth.Contacts.Count(c => c.Kind == ContactKind.Shatter));
            for (var i = 0; i < scene.Attributes.Count; i++)
            {
                var points = truth.Tracks[i].Points;
                var shards = truth.Tracks.Where(t => t.Name == "shard").Skip(i * Shatter.Pieces).Take(Shatter.Pieces).ToArray();
                Assert.Equal(Shatter.Pieces, shards.Length);
                var broken = points.TakeWhile(p => p.Visible).Count();
                var time = truth.Contacts.Single(c => c.Kind == ContactKind.Shatter && c.Subject == i).Time;
                Assert.Equal((int)Math.Ceiling((time * scene.FramesPerSecond) - 1e-9), broken);
                Assert.All(shards, s => Assert.All(Enumerable.Range(0, scene.Frames), f => Assert.True(f >= broken || !s.Points[f].Visible)));
            }
        }
    }

    [Fact]
    public void Shards_share_the_balls_momentum()
    {
        var rng = new Simulation.Rng(3);
        var ball = new Simulation.BallBody { X = 50, Y = 40, Vx = 13, Vy = -21, Radius = 14 };
        var (_, bodies) = Shatter.Break(ball, 2, ref rng);
        Assert.Equal(ball.Vx, bodies.Average(b => b.Vx), 1e-9);
        Assert.Equal(ball.Vy, bodies.Average(b => b.Vy), 1e-9);
        Assert.All(bodies, b => Assert.True(Math.Sqrt(Math.Pow(b.X - ball.X, 2) + Math.Pow(b.Y - ball.Y, 2)) < ball.Radius));
    }

    [Fact]
    public void Balls_on_stairs_go_down_and_never_sink_in()
    {
        var seen = 0;
        foreach (var scene in Scenes.Of(WorldKind.BouncingBalls, 300, 49).Where(s => s.Attributes.Details["place"] == "stairs"))
        {
            seen++;
            var right = scene.Attributes.Details["motion"] == "right";
            Assert.Contains(scene.Caption.Words, w => w is "stairs" or "steps");
            Assert.Contains(right ? "right" : "left", scene.Caption.Words);
            var room = right ? Room.StairsToRight : Room.StairsToLeft;
            var points = scene.GetTruth(128, 80).Tracks[0].Points;
            foreach (var p in points.Where(p => p.Visible))
                Assert.True(p.Y + p.Radius <= room.Under(p.X).Top + 1.2, $"{scene.Caption}: {p}");
            if (scene.Attributes.Material != BallMaterial.Glass)
                Assert.True((points[^1].X - points[0].X) * (right ? 1 : -1) > 20, $"{scene.Caption}: from {points[0].X} to {points[^1].X}");
        }
        Assert.True(seen > 25);
    }

    [Fact]
    public void Energy_never_grows()
    {
        foreach (var scene in Scenes.Of(WorldKind.BouncingBalls, 150, 65, 24).Where(s => s.Attributes.Count == 1 && s.Attributes.Material != BallMaterial.Glass))
        {
            var p = scene.GetTruth(128, 80).Tracks[0].Points;
            // Height plus kinetic energy of the mean speeds over a frame, per mass; spin may give back a little at a corner.
            var before = double.MaxValue;
            for (var f = 0; f + 2 < p.Count; f++)
            {
                var contact = scene.GetTruth(128, 80).Contacts.Any(c => c.Time * 24 > f - 0.01 && c.Time * 24 < f + 2.01);
                if (contact)
                    continue;
                double vx = (p[f + 2].X - p[f].X) * 12, vy = (p[f + 2].Y - p[f].Y) * 12;
                var energy = (0.5 * ((vx * vx) + (vy * vy))) - (70 * p[f + 1].Y);
                Assert.True(energy < before + 40, $"{scene.Caption}: frame {f}, {before} to {energy}");
                before = energy;
            }
        }
    }
}
