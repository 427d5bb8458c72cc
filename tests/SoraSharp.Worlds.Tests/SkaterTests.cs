using SoraSharp.Worlds.Scenes.Skater;
using SoraSharp.Worlds.Simulation.Figures;
using Xunit;

namespace SoraSharp.Worlds.Tests;

public sealed class SkaterTests
{
    private static IEnumerable<SkaterScene> Skaters(int count, int frames = 33) => Scenes.Of(WorldKind.Skater, count, frames).Cast<SkaterScene>();

    [Fact]
    public void A_jump_keeps_its_angular_momentum_and_turns_as_often_as_named()
    {
        foreach (var scene in Skaters(18))
        {
            var flight = scene.Motion.Flight;
            var values = Enumerable.Range(1, 19).Select(k => FigureTests.AngularMomentum(scene.Motion.At, flight.Start + ((flight.End - flight.Start) * k / 20), TurnAxis.Yaw)).ToArray();
            var meant = Math.Abs(flight.AngularMomentum);
            Assert.All(values, v => Assert.Equal(meant, Math.Abs(v), 0.1 * meant));
            var turned = Math.Abs(flight.At(flight.End).Angle - flight.At(flight.Start).Angle) / (2 * Math.PI);
            var word = scene.Attributes.Move switch { ClipMove.SingleAxel => "single", ClipMove.DoubleAxel => "double", _ => "triple" };
            Assert.Equal(scene.Attributes.Move - ClipMove.SingleAxel + 1.5, turned, 1e-6);
            Assert.Contains(word, scene.Caption.Words);
        }
    }

    [Fact]
    public void Arms_pulled_in_speed_the_turning_up()
    {
        foreach (var scene in Skaters(18))
        {
            var flight = scene.Motion.Flight;
            var length = flight.End - flight.Start;
            double Speed(double share) => Math.Abs(flight.At(flight.Start + ((share + 0.02) * length)).Angle - flight.At(flight.Start + (share * length)).Angle);
            Assert.True(Speed(0.5) > 2 * Speed(0.0), $"{Speed(0.5)} against {Speed(0.0)}");
            Assert.True(Speed(0.5) > 2 * Speed(0.98));
        }
    }

    [Fact]
    public void Who_lands_stands_and_who_falls_lies()
    {
        foreach (var scene in Skaters(60, 49))
        {
            var last = scene.Motion.At((scene.Frames - 1) / 12.0).Joints();
            var fell = scene.Attributes.Outcome == ClipOutcome.Fell;
            Assert.True(fell ? last.Pelvis.Y < 9 : last.Head.Y > 28, $"{scene.Caption}: head {last.Head.Y}, pelvis {last.Pelvis.Y}");
            Assert.Equal(fell, scene.GetTruth(128, 80).Contacts.Any(c => c.Kind == ContactKind.Fall));
            // Without camera moves the skater stays in the picture.
            foreach (var f in Enumerable.Range(0, scene.Frames))
                Assert.InRange(scene.Motion.At(f / 12.0).X, 4, 124);
        }
    }
}
