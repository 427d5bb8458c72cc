using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Rendering;
using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes.Balls;

/// <summary>Bouncing balls: one to three of one material between a floor or stairs and two walls, under gravity.</summary>
internal sealed class BallsWorld : IViolableWorld
{
    public const double Gravity = 70;

    public WorldKind Kind => WorldKind.BouncingBalls;

    public IEnumerable<Phrase> Phrases => BallsCaptions.Phrases;

    public ClipAttributes Sample(ref Rng rng)
    {
        var style = rng.Any<ClipStyle>();
        var material = (BallMaterial)(1 + rng.Below(4));
        var count = 1 + rng.Weighted([0.5, 0.35, 0.15]);
        // Different colours, so that "a red and a blue ball" can be told apart.
        var colors = rng.Distinct<ClipColor>(Enum.GetValues<ClipColor>(), count);
        return new(Kind, style, colors, count, material, material == BallMaterial.Glass ? ClipOutcome.Shattered : ClipOutcome.None);
    }

    public void Check(ClipAttributes attributes)
    {
        if (attributes.Count is < 1 or > 3 || attributes.Colors.Count != attributes.Count)
            throw new ArgumentException($"Bouncing balls has count {attributes.Count} and {attributes.Colors.Count} colours; it takes 1 to 3 balls with a colour each.", nameof(attributes));
        if (attributes.Material is not (BallMaterial.Rubber or BallMaterial.Steel or BallMaterial.BeachBall or BallMaterial.Glass))
            throw new ArgumentException($"Bouncing balls has material {attributes.Material}; use Rubber, Steel, BeachBall or Glass.", nameof(attributes));
        var outcome = attributes.Material == BallMaterial.Glass ? ClipOutcome.Shattered : ClipOutcome.None;
        if (attributes.Outcome != outcome)
            throw new ArgumentException($"Bouncing balls has material {attributes.Material} and outcome {attributes.Outcome}; with this material it takes {outcome}.", nameof(attributes));
    }

    public SimulatedScene Simulate(ClipAttributes attributes, ulong seed, SceneTiming timing) => Play(attributes, seed, timing, null);

    public SimulatedScene? SimulateViolating(ClipAttributes attributes, ViolationPlan plan, ulong seed, SceneTiming timing)
    {
        if (attributes.Material == BallMaterial.Glass)
            throw new ArgumentException("Bouncing balls of Glass know no violations: they break; use Rubber, Steel or BeachBall.", nameof(attributes));
        var rng = new Rng(seed, 9);
        var violation = new BallsViolation(plan, rng.Below(attributes.Count), ref rng);
        var scene = Play(attributes, seed, timing, violation);
        return violation.IsInTime(timing) ? scene : null;
    }

    private static BallsScene Play(ClipAttributes attributes, ulong seed, SceneTiming timing, BallsViolation? violation)
    {
        var rng = new Rng(seed, 2);
        var balls = Place(attributes, ref rng, out var motion);
        var room = Room.Level;
        // A single ball often goes down stairs instead.
        if (attributes.Count == 1 && rng.Chance(0.35) && violation is null)
            room = PlaceOnStairs(ref balls[0], ref rng, out motion);
        var simulator = new BallsSimulator(room, balls, attributes.Material, timing, rng, violation);
        var histories = simulator.Play();
        attributes = attributes with
        {
            Details = new Dictionary<string, string> { ["motion"] = motion, ["place"] = room == Room.Level ? "room" : "stairs" },
        };
        var wall = simulator.Contacts.Any(c => c.Kind == ContactKind.Wall && c.Time < timing.Duration - 0.1);
        var meet = simulator.Contacts.Any(c => c.Kind == ContactKind.Ball && c.Time < timing.Duration - 0.1);
        var captionRng = new Rng(seed, 3);
        var caption = BallsCaptions.Write(attributes, wall, meet, ref captionRng);
        return new BallsScene(attributes, caption, seed, timing, room, histories, simulator.Contacts, violation);
    }

    /// <summary>Share of the speed that is left after a bounce.</summary>
    public static double Restitution(BallMaterial material) =>
        material switch { BallMaterial.Rubber => 0.84, BallMaterial.Steel => 0.42, BallMaterial.Glass => 0.5, _ => 0.64 };

    private static BallBody[] Place(ClipAttributes attributes, ref Rng rng, out string motion)
    {
        var count = attributes.Count;
        var balls = new BallBody[count];
        var kind = rng.Below(3);
        motion = count > 1 ? "together" : kind switch { 0 => "dropped", 1 => "right", _ => "left" };
        var slot = (Room.Right - Room.Left) / count;
        for (var i = 0; i < count; i++)
        {
            var radius = count switch { 1 => rng.Range(13, 16), 2 => rng.Range(12, 15), _ => rng.Range(11, 13) };
            var low = Room.Left + (i * slot) + radius + 1;
            var x = rng.Range(low, Math.Max(low, Room.Left + ((i + 1) * slot) - radius - 1));
            var vx = rng.Range(-26, 26);
            if (count == 1)
            {
                (x, vx) = kind switch
                {
                    0 => (rng.Range(36, 92), rng.Range(-3, 3)),
                    1 => (rng.Range(21, 48), rng.Range(24, 46)),
                    _ => (rng.Range(80, 107), rng.Range(-46, -24)),
                };
            }
            // Start speeds upwards are kept so low that no ball leaves the picture at the top.
            var y = rng.Range(radius + 3, 34);
            var rise = Math.Sqrt(2 * Gravity * Math.Max(0, y - radius - 1));
            balls[i] = new()
            {
                X = x,
                Y = y,
                Vx = vx,
                Vy = rng.Range(-0.8 * Math.Min(rise, 30), 20),
                Radius = radius,
                Restitution = Restitution(attributes.Material),
                Angle = rng.Range(0, Math.Tau),
                Spin = vx / radius * 0.5,
            };
        }
        return balls;
    }

    /// <summary>Moves the ball above the uppermost step, bound downstairs.</summary>
    private static Room PlaceOnStairs(ref BallBody ball, ref Rng rng, out string motion)
    {
        var right = rng.Chance(0.5);
        motion = right ? "right" : "left";
        var radius = rng.Range(11, 12.5);
        var x = Room.Left + radius + rng.Range(1, 5);
        var vx = rng.Range(24, 38);
        ball.Radius = radius;
        ball.X = right ? x : Viewport.WorldWidth - x;
        ball.Y = radius + rng.Range(2, 3);
        ball.Vx = right ? vx : -vx;
        ball.Vy = 0;
        ball.Spin = ball.Vx / radius * 0.5;
        return right ? Room.StairsToRight : Room.StairsToLeft;
    }
}
