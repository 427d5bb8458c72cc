using SoraSharp.Worlds.Rendering;
using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes.Balls;

/// <summary>A level piece of floor, world units.</summary>
internal readonly record struct Tread(double Left, double Right, double Top);

/// <summary>What balls bounce off: two walls and a floor, level or with stairs.</summary>
internal sealed class Room
{
    public const double Floor = 71;
    public const double Left = 4;
    public const double Right = 124;
    private const int Steps = 4;
    private const double Rise = 11;

    private Room(Tread[] treads) => Treads = treads;

    public static Room Level { get; } = new([new(Left, Right, Floor)]);

    public static Room StairsToRight { get; } = new(Stairs(down: 1));

    public static Room StairsToLeft { get; } = new(Stairs(down: -1));

    /// <summary>Pieces of floor from left to right.</summary>
    public Tread[] Treads { get; }

    /// <summary>Plays all contacts of one ball with the room; <paramref name="hit"/> gets each impact.</summary>
    public void Collide(ref BallBody ball, double gravity, Action<ContactKind, double, double, double> hit)
    {
        var under = Under(ball.X);
        if (ball.Resting && ball.Y + ball.Radius < under.Top - 1e-6)
            ball.Resting = false;
        hit(ContactKind.Floor, ball.X, under.Top, ball.HitFloor(under.Top, gravity));
        for (var i = 0; i + 1 < Treads.Length; i++)
        {
            var (a, b) = (Treads[i], Treads[i + 1]);
            var toRight = a.Top < b.Top;
            var top = Math.Min(a.Top, b.Top);
            // Only a ball on the lower side can meet the step's face or edge.
            if (toRight != ball.X > a.Right)
                continue;
            if (ball.Y > top)
                hit(ContactKind.Wall, a.Right, ball.Y, ball.HitWall(a.Right, right: !toRight));
            else
                hit(ContactKind.Floor, a.Right, top, ball.HitPoint(a.Right, top, 0));
        }
        hit(ContactKind.Wall, Right, ball.Y, ball.HitWall(Right, right: true));
        hit(ContactKind.Wall, Left, ball.Y, ball.HitWall(Left, right: false));
    }

    public void Draw(Canvas canvas, Rgb wall, Rgb floor)
    {
        canvas.Clear(wall);
        var ground = canvas.Tone(floor, new(70, 90, 150));
        var edge = canvas.Tone(floor.Times(0.8f), new(70, 90, 150));
        if (Treads.Length == 1)
        {
            canvas.Paint(Box.Of(-200, (float)Floor, 400, 200), ground, Role.Surface);
        }
        else
        {
            for (var i = 0; i < Treads.Length; i++)
            {
                var tread = Treads[i];
                // Each step in its own shade, so that they read as steps.
                canvas.Paint(Box.Of((float)tread.Left, (float)tread.Top, (float)tread.Right, 200), ground.Times(1 - (0.08f * (i % 2))), Role.Surface);
                canvas.Paint(Box.Of((float)tread.Left, (float)tread.Top, (float)tread.Right, (float)tread.Top + 2), edge, Role.Detail);
            }
        }
        var foot = Treads.Length == 1 ? (float)Floor : 200;
        canvas.Paint(Box.Of(-200, -100, (float)Left, foot), edge, Role.Surface);
        canvas.Paint(Box.Of((float)Right, -100, 400, foot), edge, Role.Surface);
    }

    /// <summary>The piece of floor below <paramref name="x"/>.</summary>
    public Tread Under(double x)
    {
        foreach (var tread in Treads)
        {
            if (x <= tread.Right)
                return tread;
        }
        return Treads[^1];
    }

    private static Tread[] Stairs(int down)
    {
        const double Width = (Right - Left) / Steps;
        var treads = new Tread[Steps];
        for (var i = 0; i < Steps; i++)
        {
            var level = down > 0 ? Steps - 1 - i : i;
            treads[i] = new(Left + (i * Width), Left + ((i + 1) * Width), Floor - (level * Rise));
        }
        return treads;
    }
}
