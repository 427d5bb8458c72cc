using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes.Balls;

/// <summary>Bouncing balls: one to three of one material between a floor and two walls, under gravity.</summary>
internal sealed class BallsWorld : IWorld
{
    public const double Gravity = 70;
    public const double Floor = 71;
    public const double Left = 4;
    public const double Right = 124;
    private const int StepsPerFrame = 80;

    public WorldKind Kind => WorldKind.BouncingBalls;

    public IEnumerable<Phrase> Phrases => BallsCaptions.Phrases;

    public ClipAttributes Sample(ref Rng rng)
    {
        var style = rng.Any<ClipStyle>();
        var material = (BallMaterial)(1 + rng.Below(3));
        var count = 1 + rng.Weighted([0.45, 0.4, 0.15]);
        // Different colours, so that "a red and a blue ball" can be told apart.
        return new(Kind, style, rng.Distinct<ClipColor>(Enum.GetValues<ClipColor>(), count), count, material);
    }

    public void Check(ClipAttributes attributes)
    {
        if (attributes.Count is < 1 or > 3 || attributes.Colors.Count != attributes.Count)
            throw new ArgumentException($"Bouncing balls has count {attributes.Count} and {attributes.Colors.Count} colours; it takes 1 to 3 balls with a colour each.", nameof(attributes));
        if (attributes.Material is not (BallMaterial.Rubber or BallMaterial.Steel or BallMaterial.BeachBall))
            throw new ArgumentException($"Bouncing balls has material {attributes.Material}; use Rubber, Steel or BeachBall.", nameof(attributes));
    }

    public SimulatedScene Simulate(ClipAttributes attributes, ulong seed, SceneTiming timing)
    {
        var rng = new Rng(seed, 2);
        var balls = Place(attributes, ref rng, out var motion);
        var contacts = new List<Contact>();
        var tracks = new BallBody[attributes.Count][];
        for (var i = 0; i < tracks.Length; i++)
            tracks[i] = new BallBody[timing.Frames];
        var dt = 1 / (timing.FramesPerSecond * StepsPerFrame);
        for (var frame = 0; frame < timing.Frames; frame++)
        {
            for (var i = 0; i < balls.Length; i++)
                tracks[i][frame] = balls[i];
            for (var step = 1; step <= StepsPerFrame; step++)
                Step(balls, dt, ((frame * StepsPerFrame) + step) * dt, contacts);
        }
        var details = new Dictionary<string, string> { ["motion"] = motion };
        attributes = attributes with { Details = details };
        var wall = contacts.Any(c => c.Kind == ContactKind.Wall && c.Time < timing.Duration - 0.1);
        var meet = contacts.Any(c => c.Kind == ContactKind.Ball && c.Time < timing.Duration - 0.1);
        var captionRng = new Rng(seed, 3);
        var caption = BallsCaptions.Write(attributes, wall, meet, ref captionRng);
        return new BallsScene(attributes, caption, seed, timing, tracks, contacts);
    }

    private static BallBody[] Place(ClipAttributes attributes, ref Rng rng, out string motion)
    {
        var restitution = attributes.Material switch { BallMaterial.Rubber => 0.84, BallMaterial.Steel => 0.42, _ => 0.64 };
        var count = attributes.Count;
        var balls = new BallBody[count];
        var kind = rng.Below(3);
        motion = count > 1 ? "together" : kind switch { 0 => "dropped", 1 => "right", _ => "left" };
        var slot = (Right - Left) / count;
        for (var i = 0; i < count; i++)
        {
            var radius = count switch { 1 => rng.Range(13, 16), 2 => rng.Range(12, 15), _ => rng.Range(11, 13) };
            var low = Left + (i * slot) + radius + 1;
            var x = rng.Range(low, Math.Max(low, Left + ((i + 1) * slot) - radius - 1));
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
                Restitution = restitution,
                Angle = rng.Range(0, Math.Tau),
                Spin = vx / radius * 0.5,
            };
        }
        return balls;
    }

    private static void Step(BallBody[] balls, double dt, double time, List<Contact> contacts)
    {
        for (var i = 0; i < balls.Length; i++)
        {
            ref var ball = ref balls[i];
            ball.Fly(dt, Gravity);
            Add(contacts, time, ball.X, Floor, ball.HitFloor(Floor, Gravity), ContactKind.Floor, i);
            Add(contacts, time, Right, ball.Y, ball.HitWall(Right, right: true), ContactKind.Wall, i);
            Add(contacts, time, Left, ball.Y, ball.HitWall(Left, right: false), ContactKind.Wall, i);
        }
        for (var i = 0; i < balls.Length; i++)
        {
            for (var j = i + 1; j < balls.Length; j++)
            {
                var speed = BallBody.Collide(ref balls[i], ref balls[j]);
                Add(contacts, time, (balls[i].X + balls[j].X) / 2, (balls[i].Y + balls[j].Y) / 2, speed, ContactKind.Ball, i);
            }
        }
    }

    private static void Add(List<Contact> contacts, double time, double x, double y, double speed, ContactKind kind, int subject)
    {
        // Slower touches are neither seen nor heard.
        if (speed > 5)
            contacts.Add(new(time, x, y, Math.Min(1, speed / 80), kind, subject));
    }
}
