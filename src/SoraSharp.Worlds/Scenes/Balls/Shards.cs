using SoraSharp.Worlds.Rendering;
using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes.Balls;

/// <summary>A piece of a broken glass ball: its path and its shape, a triangle about its centre.</summary>
internal sealed record Shard(BallBody[] Path, double Size, double Sharpness)
{
    public void Draw(Canvas canvas, int frame, Rgb color)
    {
        var body = Path[frame];
        var (sin, cos) = Math.SinCos(body.Angle);
        var (ax, ay) = Corner(0, -Size);
        var (bx, by) = Corner(Size * Sharpness, Size * 0.6);
        var (cx, cy) = Corner(-Size * 0.8, Size * 0.5);
        canvas.Paint(new Quad(ax, ay, bx, by, cx, cy, cx, cy), canvas.Tone(color.Towards(Rgb.White, 0.25f), color));

        (float X, float Y) Corner(double x, double y) => ((float)(body.X + (x * cos) - (y * sin)), (float)(body.Y + (x * sin) + (y * cos)));
    }
}

/// <summary>Breaks balls into shards of equal mass that keep the momentum the ball had after the hit.</summary>
internal static class Shatter
{
    public const int Pieces = 9;
    private const double Restitution = 0.3;

    /// <summary>Impacts at least this fast break glass, units / s.</summary>
    public const double BreakingSpeed = 25;

    /// <summary>Breaks <paramref name="ball"/>; the pieces have paths of <paramref name="frames"/> frames, not filled in yet.</summary>
    public static (Shard[] Shards, BallBody[] Bodies) Break(in BallBody ball, int frames, ref Rng rng)
    {
        var shards = new Shard[Pieces];
        var bodies = new BallBody[Pieces];
        double meanX = 0, meanY = 0;
        for (var i = 0; i < Pieces; i++)
        {
            var angle = Math.Tau * (i + rng.Range(-0.3, 0.3)) / Pieces;
            var (sin, cos) = Math.SinCos(angle);
            var size = ball.Radius * rng.Range(0.45, 0.6);
            shards[i] = new(new BallBody[frames], size, rng.Range(0.6, 1));
            var speed = rng.Range(14, 40);
            bodies[i] = new()
            {
                X = ball.X + (0.55 * ball.Radius * cos),
                Y = ball.Y + (0.55 * ball.Radius * sin),
                Vx = speed * cos,
                Vy = speed * sin,
                // What keeps a flat piece off the floor is its half thickness.
                Radius = 0.5 * size,
                Restitution = Restitution,
                Angle = rng.Range(0, Math.Tau),
                Spin = rng.Range(-6, 6),
            };
            meanX += bodies[i].Vx / Pieces;
            meanY += bodies[i].Vy / Pieces;
        }
        for (var i = 0; i < Pieces; i++)
        {
            bodies[i].Vx += ball.Vx - meanX;
            bodies[i].Vy += ball.Vy - meanY;
        }
        return (shards, bodies);
    }

    /// <summary>Moves one piece on.</summary>
    public static void Step(ref BallBody piece, Room room, double dt)
    {
        var resting = piece.Resting;
        piece.Fly(dt, BallsWorld.Gravity);
        room.Collide(ref piece, BallsWorld.Gravity, static (_, _, _, _) => { });
        if (piece.Resting)
        {
            // Pieces slide to a stop; they do not roll.
            piece.Vx *= Math.Exp(-4 * dt);
            piece.Spin = 0;
        }
        else if (resting)
        {
            piece.Spin = 0;
        }
    }
}
