using SoraSharp.Worlds.Scenes.Vehicles;
using Xunit;

namespace SoraSharp.Worlds.Tests;

public sealed class VehiclesTests
{
    private static IEnumerable<VehiclesScene> Of(int count, int frames = 33) => Scenes.Of(WorldKind.Vehicles, count, frames).Cast<VehiclesScene>();

    [Fact]
    public void A_crash_keeps_momentum_and_loses_energy()
    {
        var seen = 0;
        foreach (var scene in Of(200).Where(s => s.Attributes.Outcome == ClipOutcome.Crashed))
        {
            seen++;
            var traffic = scene.Traffic;
            var crash = Assert.Single(scene.GetTruth(128, 80).Contacts, c => c.Kind == ContactKind.Crash).Time;
            var before = (int)Math.Floor(crash * 12);
            double massA = traffic.Kinds[0].Mass, massB = traffic.Kinds[1].Mass;
            var (a, b) = (traffic.States[0], traffic.States[1]);
            // Wrecks slide: take the speeds of the next frame back to the moment of the crash.
            var slid = 60 / scene.Duration * (((before + 1) / 12.0) - crash);
            double Back(double speed) => speed + (Math.Sign(speed) * slid);
            if (Math.Abs(a[before + 1].Speed) < 0.5 || Math.Abs(b[before + 1].Speed) < 0.5)
                continue;
            var momentum = (massA * a[before].Speed) + (massB * b[before].Speed);
            Assert.Equal(momentum, (massA * Back(a[before + 1].Speed)) + (massB * Back(b[before + 1].Speed)), 0.05 * (massA + massB));
            Assert.Equal(TrafficSimulator.Restitution * (a[before].Speed - b[before].Speed), Back(b[before + 1].Speed) - Back(a[before + 1].Speed), 0.1);
            Assert.True(Energy(before + 1) < Energy(before));

            double Energy(int f) => (massA * a[f].Speed * a[f].Speed) + (massB * b[f].Speed * b[f].Speed);
        }
        Assert.True(seen > 30);
    }

    [Fact]
    public void Outcomes_are_what_the_tracks_show()
    {
        foreach (var frames in new[] { 33, 49 })
        {
            foreach (var scene in Of(200, frames))
            {
                var truth = scene.GetTruth(128, 80);
                var contacts = truth.Contacts.Select(c => c.Kind).ToArray();
                var p = truth.Tracks[0].Points;
                var last = Math.Abs(p[^1].X - p[^3].X);
                var gap = truth.Tracks.Count < 2 ? 99 : Enumerable.Range(0, frames).Min(f => Math.Abs(truth.Tracks[1].Points[f].X - p[f].X) - p[f].Radius - truth.Tracks[1].Points[f].Radius);
                switch (scene.Attributes.Outcome)
                {
                    case ClipOutcome.Stopped:
                        Assert.Equal([ContactKind.Brake], contacts);
                        Assert.Equal(0, last, 1e-6);
                        Assert.True(gap > 3);
                        break;
                    case ClipOutcome.Crashed:
                        Assert.Equal([ContactKind.Crash], contacts);
                        Assert.InRange(truth.Contacts[0].Time / scene.Duration, 0.3, 0.6);
                        Assert.True(gap < 3);
                        break;
                    default:
                        Assert.Empty(contacts);
                        Assert.True(last > 0.2);
                        Assert.True(gap > 3);
                        break;
                }
                var way = scene.Attributes.Details["direction"] == "right" ? 1 : -1;
                if (scene.Attributes.Details["story"] != "HeadOn")
                    Assert.True((p[frames / 3].X - p[0].X) * way > 2, scene.Caption.Text);
            }
        }
    }

    [Fact]
    public void Vehicles_move_less_than_eight_pixels_a_frame()
    {
        foreach (var scene in Of(100))
        {
            foreach (var track in scene.GetTruth(128, 80).Tracks)
                Assert.All(Enumerable.Range(1, scene.Frames - 1), f => Assert.True(Math.Abs(track.Points[f].X - track.Points[f - 1].X) < 8));
        }
    }
}
