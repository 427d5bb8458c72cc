using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes.Basketball;

/// <summary>Breaks a law of motion once while a shot is played. Not thread-safe: one scene's.</summary>
internal sealed class ShotViolation(ViolationPlan plan) : SceneViolation(plan)
{
    /// <summary>A teleport over less would hardly be seen.</summary>
    private const double LeastJump = 25;

    /// <summary>A contact that is slower would hardly be missed.</summary>
    private const double LeastSpeed = 20;

    /// <summary>What happens between two frames, whatever the ball in flight does.</summary>
    /// <returns>Whether the ball is now in the hoop.</returns>
    public bool BeforeFrame(ref BallBody ball, bool made, double time)
    {
        if (!IsDue(time))
            return false;
        switch (Kind)
        {
            case ClipViolation.Teleport:
                // A shot that misses is suddenly in the hoop; one that went in is suddenly out on the court.
                var (x, y) = made ? (Court.RimFront - 50, Court.RimY) : (Court.RimCentre, Court.RimY + 1);
                if (Math.Sqrt(((x - ball.X) * (x - ball.X)) + ((y - ball.Y) * (y - ball.Y))) < LeastJump)
                    return false;
                (ball.X, ball.Y, ball.Vx, ball.Vy, ball.Resting) = (x, y, 0, LeastSpeed, false);
                Time = time;
                return !made;
            case ClipViolation.Morph:
                ball.Radius *= 1.5;
                ball.Resting = false;
                Time = time;
                return false;
            case ClipViolation.Vanish:
                Time = time;
                return false;
            default:
                return false;
        }
    }

    /// <summary>Lets a contact happen, or not.</summary>
    /// <param name="before">The ball just before.</param>
    /// <param name="ball">The ball just after.</param>
    /// <param name="speed">The speed of impact; 0 where nothing was touched.</param>
    /// <param name="time">Clip seconds.</param>
    /// <returns>The speed of impact; 0 where the ball went through.</returns>
    public double Meet(BallBody before, ref BallBody ball, double speed, double time)
    {
        var counts = IsDue(time) && speed > LeastSpeed;
        if (Kind == ClipViolation.PassThrough && (Happened || counts))
        {
            if (!Happened)
                Time = time;
            ball = before;
            return 0;
        }
        if (Kind == ClipViolation.WrongBounce && counts)
        {
            Time = time;
            // A bounce changes the speed across what is hit, by speed · (1 + restitution).
            var (dx, dy) = (ball.Vx - before.Vx, ball.Vy - before.Vy);
            var scale = (1 + Gain) * speed / Math.Sqrt((dx * dx) + (dy * dy));
            (ball.Vx, ball.Vy, ball.Resting) = (before.Vx + (scale * dx), before.Vy + (scale * dy), false);
        }
        return speed;
    }
}
