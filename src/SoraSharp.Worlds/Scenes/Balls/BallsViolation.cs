using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes.Balls;

/// <summary>Breaks a law of motion once while balls are played. Not thread-safe: one scene's.</summary>
internal sealed class BallsViolation(ViolationPlan plan, int subject, ref Rng rng) : SceneViolation(plan)
{
    private const double Jump = 44;
    private readonly double _place = rng.Next();

    /// <summary>Which ball.</summary>
    public override int Subject => subject;

    /// <summary>What happens between two frames, whatever the ball does.</summary>
    public void BeforeFrame(ref BallBody ball, double time)
    {
        if (!IsDue(time) || Kind is ClipViolation.PassThrough or ClipViolation.WrongBounce)
            return;
        Time = time;
        if (Kind == ClipViolation.Teleport)
        {
            ball.X += ball.X < (Room.Left + Room.Right) / 2 ? Jump : -Jump;
            ball.Y = ball.Radius + 3 + (18 * _place);
            ball.Resting = false;
        }
        else if (Kind == ClipViolation.Morph)
        {
            ball.Radius *= ball.Radius > 12.5 ? 0.62 : 1.4;
            ball.Resting = false;
        }
    }

    /// <summary>Lets the ball meet the room, or not. <paramref name="ball"/> has just flown on.</summary>
    public void Collide(ref BallBody ball, double time, Room room, double gravity, Action<ContactKind, double, double, double> hit)
    {
        var falling = ball.Vy;
        if (Kind == ClipViolation.PassThrough && (Happened || (IsDue(time) && falling > 20 && ball.Y + ball.Radius > Room.Floor)))
        {
            // Through the floor and out of the picture.
            if (!Happened)
                Time = time;
            return;
        }
        room.Collide(ref ball, gravity, hit);
        if (Kind == ClipViolation.WrongBounce && IsDue(time) && falling > 20 && ball.Vy <= 0)
        {
            Time = time;
            ball.Vy = -Gain * falling;
            ball.Resting = false;
        }
    }
}
