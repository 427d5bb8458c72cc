using SoraSharp.Worlds.Scenes.Gymnast;
using SoraSharp.Worlds.Simulation.Figures;
using Xunit;

namespace SoraSharp.Worlds.Tests;

/// <summary>Gymnasts: the laws of flight, judged from the places of the limbs alone.</summary>
public sealed class FigureTests
{
    private static IEnumerable<GymnastScene> Gymnasts(int count, int frames = 33) => Scenes.Of(WorldKind.Gymnast, count, frames).Cast<GymnastScene>();

    [Fact]
    public void A_flying_gymnast_keeps_the_angular_momentum()
    {
        foreach (var scene in Gymnasts(24))
        {
            foreach (var flight in scene.Motion.Flights)
            {
                var values = new List<double>();
                for (var k = 1; k < 20; k++)
                    values.Add(AngularMomentum(scene.Motion.At, flight.Start + ((flight.End - flight.Start) * k / 20), TurnAxis.Pitch));
                Assert.True(values.Min() > 0.9 * flight.AngularMomentum && values.Max() < 1.1 * flight.AngularMomentum, $"{scene.Caption}: {values.Min()} to {values.Max()}, meant {flight.AngularMomentum}");
                Assert.Equal(flight.AngularMomentum, values.Average(), 0.02 * flight.AngularMomentum);
            }
        }
    }

    [Fact]
    public void A_tucked_gymnast_turns_faster_than_a_stretched_one()
    {
        foreach (var scene in Gymnasts(40).Where(s => s.Attributes.Move == ClipMove.Somersault))
        {
            var flight = scene.Motion.Flights[0];
            var length = flight.End - flight.Start;
            double Speed(double share) => (flight.At(flight.Start + ((share + 0.02) * length)).Angle - flight.At(flight.Start + (share * length)).Angle) / (0.02 * length);
            Assert.True(Speed(0.45) > 1.8 * Speed(0.02));
        }
    }

    [Fact]
    public void The_centre_of_mass_flies_a_parabola()
    {
        foreach (var scene in Gymnasts(24, 65))
        {
            foreach (var flight in scene.Motion.Flights)
            {
                var d = (flight.End - flight.Start) / 10;
                for (var k = 1; k < 10; k++)
                {
                    double H(int i) => Figure.Center(scene.Motion.At(flight.Start + (i * d) - 1e-9).Joints()).Y;
                    if (k + 1 < 10 && k > 1)
                        Assert.Equal(-flight.Gravity * d * d, H(k + 1) - (2 * H(k)) + H(k - 1), 0.02 * flight.Gravity * d * d);
                }
            }
        }
    }

    [Fact]
    public void Who_lands_stands_and_who_falls_lies()
    {
        foreach (var frames in new[] { 33, 49 })
        {
            foreach (var scene in Gymnasts(80, frames))
            {
                var last = scene.Motion.At((frames - 1) / 12.0).Joints();
                var truth = scene.GetTruth(128, 80);
                if (scene.Attributes.Outcome == ClipOutcome.Landed)
                {
                    Assert.True(last.Head.Y > 30 && last.HandL.Y > last.Head.Y, scene.Caption.Text);
                    Assert.DoesNotContain(truth.Contacts, c => c.Kind == ContactKind.Fall);
                }
                else
                {
                    Assert.True(last.Head.Y < 14, scene.Caption.Text);
                    Assert.Contains(truth.Contacts, c => c.Kind == ContactKind.Fall);
                }
                Assert.All(truth.Tracks[0].Points, p => Assert.InRange(p.X, 4, 124));
                Assert.Equal(scene.Attributes.Move == ClipMove.Vault, truth.Contacts.Any(c => c.Kind == ContactKind.Hands));
            }
        }
    }

    [Fact]
    public void Motion_is_continuous()
    {
        foreach (var scene in Gymnasts(40))
        {
            var before = scene.Motion.At(0);
            for (var t = 0.005; t < scene.Duration; t += 0.005)
            {
                var now = scene.Motion.At(t);
                Assert.True(Math.Abs(now.X - before.X) < 1.2 && Math.Abs(now.Height - before.Height) < 1.5, $"{scene.Caption} at {t}: {before} to {now}");
                before = now;
            }
        }
    }

    /// <summary>About the centre of mass, by differences of the masses' places.</summary>
    internal static double AngularMomentum(Func<double, FigureState> at, double time, TurnAxis axis)
    {
        const double H = 1e-4;
        var (a, b) = (Points(at(time - H)), Points(at(time + H)));
        return a.Zip(b).Sum(p =>
        {
            var middle = (p.First.Place + p.Second.Place) * 0.5;
            var speed = (p.Second.Place - p.First.Place) * (1 / (2 * H));
            return axis == TurnAxis.Pitch ? p.First.Mass * ((middle.Y * speed.X) - (middle.X * speed.Y)) : p.First.Mass * ((middle.Z * speed.X) - (middle.X * speed.Z));
        });

        static (double Mass, Vec Place)[] Points(FigureState state)
        {
            var points = new (double Mass, Vec Place)[Figure.PointCount];
            Figure.Masses(state.Joints(), points);
            var center = Figure.Center(state.Joints());
            return [.. points.Select(p => (p.Mass, p.Place - center))];
        }
    }
}
