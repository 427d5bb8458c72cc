using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes.Basketball;

/// <summary>Where a shot goes: the point where the ball would come down to the rim's height, and how high it rises.</summary>
internal readonly record struct Aim(double Target, double Apex);

/// <summary>A shot played through. Times are clip seconds.</summary>
internal sealed record Shot(Aim Aim, ClipOutcome? Outcome, (double X, double Y, double Radius)[] Ball, List<Contact> Contacts, bool Clean, double DecidedAt);

/// <summary>Plays shots: flight, rim, backboard, net, floor, post. The outcome is what happens, not what was aimed at.</summary>
internal static class ShotSimulator
{
    private const int StepsPerFrame = 80;
    private const int MaxTries = 400;

    /// <summary>Aims until the simulation ends in <paramref name="wanted"/>.</summary>
    public static Shot Find(ClipOutcome wanted, double playerX, ref Rng rng, SceneTiming timing)
    {
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            // The point where the descending ball would cross the rim's height, if nothing stood in its way.
            var target = wanted switch
            {
                ClipOutcome.Made => Court.RimCentre + rng.Range(-3, 4),
                ClipOutcome.MissedOffRim => rng.Chance(0.6) ? Court.RimFront + rng.Range(-7, 3) : Court.RimBack + rng.Range(-6, 1),
                ClipOutcome.MissedOffBackboard => Court.BoardFace + rng.Range(12, 48),
                _ => rng.Range(54, Court.RimFront - Court.BallRadius - 3),
            };
            var shot = Play(playerX, new(target, rng.Range(Court.BallRadius + 1, Court.BallRadius + 3.5)), timing);
            if (shot.Outcome == wanted && IsClear(shot) && shot.DecidedAt < timing.Duration - (0.25 / timing.StoryRate))
                return shot;
        }
        throw new InvalidOperationException($"No shot ended in {wanted} within {MaxTries} tries from x = {playerX}.");
    }

    /// <summary>Whether what makes a miss is hard enough to be seen and heard.</summary>
    private static bool IsClear(Shot shot) =>
        shot.Outcome is ClipOutcome.Made or ClipOutcome.AirBall || shot.Contacts[0].Strength > 0.3;

    /// <summary>Plays one shot, lawfully or not.</summary>
    public static Shot Play(double playerX, Aim aim, SceneTiming timing, ShotViolation? violation = null)
    {
        var (target, apex) = aim;
        var startX = playerX + Court.Reach;
        var up = Math.Sqrt(2 * Court.Gravity * (Court.ReleaseY - apex));
        var flight = (up / Court.Gravity) + Math.Sqrt(2 * (Court.RimY - apex) / Court.Gravity);
        var ball = new BallBody
        {
            X = startX,
            Y = Court.ReleaseY,
            Vx = (target - startX) / flight,
            Vy = -up,
            Radius = Court.BallRadius,
        };
        var state = new ShotState(timing.StoryRate, violation);
        var path = new (double X, double Y, double Radius)[timing.Frames];
        var rate = timing.StoryRate;
        var dt = rate / (timing.FramesPerSecond * StepsPerFrame);
        var released = false;
        for (var frame = 0; frame < timing.Frames; frame++)
        {
            for (var step = 0; step < StepsPerFrame; step++)
            {
                var story = ((frame * StepsPerFrame) + step) * dt;
                if (story < Court.Release)
                {
                    if (step == 0)
                    {
                        var u = Math.Pow(story / Court.Release, 1.3);
                        path[frame] = (startX, Court.HoldY + ((Court.ReleaseY - Court.HoldY) * u), Court.BallRadius);
                    }
                    continue;
                }
                if (!released)
                {
                    // The release falls between two steps: fly on for the rest of this one.
                    released = true;
                    ball.Fly(story - Court.Release, Court.Gravity);
                }
                if (step == 0)
                {
                    state.BeforeFrame(ref ball, frame / timing.FramesPerSecond);
                    path[frame] = (ball.X, ball.Y, ball.Radius);
                }
                state.Step(ref ball, dt, story + dt);
            }
        }
        return new(aim, state.Outcome, path, state.Contacts, state.Clean, state.DecidedAt);
    }

    /// <summary>What has happened so far in one shot.</summary>
    private sealed class ShotState(double rate, ShotViolation? violation)
    {
        private const double RimBounce = 0.55;
        private const double BoardBounce = 0.85;
        private const double FloorBounce = 0.62;
        private bool _made;
        private bool _missed;
        private bool _board;
        private bool _rim;
        private bool _boardFirst;

        public List<Contact> Contacts { get; } = [];

        public double DecidedAt { get; private set; } = double.PositiveInfinity;

        public bool Clean => _made && !_rim && !_board;

        /// <summary><see langword="null"/> while undecided, or where a miss touched the rim first and then the backboard (neither caption would fit).</summary>
        public ClipOutcome? Outcome =>
            _made ? ClipOutcome.Made
            : !_missed ? null
            : _boardFirst ? ClipOutcome.MissedOffBackboard
            : _board ? null
            : _rim ? ClipOutcome.MissedOffRim
            : ClipOutcome.AirBall;

        private delegate double Hit(ref BallBody ball);

        public void BeforeFrame(ref BallBody ball, double clipTime)
        {
            if (violation?.BeforeFrame(ref ball, _made, clipTime) == true)
                GoIn(ball.X, clipTime);
        }

        public void Step(ref BallBody ball, double dt, double time)
        {
            var before = ball.Y;
            ball.Fly(dt, Court.Gravity);
            if (_made && ball.Y < Court.NetBottom)
            {
                // The net holds the ball back and leads it to the middle.
                ball.Vx += ((-8 * ball.Vx) + (40 * (Court.RimCentre - ball.X))) * dt;
                ball.Vy -= 2 * Math.Max(0, ball.Vy - 20) * dt;
            }
            else if (!_made && before < Court.RimY && ball.Y >= Court.RimY && ball.X > Court.RimFront && ball.X < Court.RimBack)
            {
                GoIn(ball.X, time / rate);
            }
            if (!_made)
                Hoop(ref ball, time);
            // Below the hoop without having gone through: everyone can see that it is a miss.
            if (!_made && !_missed && ball.Vy > 0 && ball.Y > Court.RimY + Court.BallRadius + 4)
            {
                _missed = true;
                DecidedAt = time / rate;
            }
            ball.Restitution = FloorBounce;
            var speed = Meet(ref ball, time, static (ref b) => b.HitFloor(Court.Floor, Court.Gravity));
            Add(time, ball.X, Court.Floor, speed, ContactKind.Floor);
            if (ball.Y > Court.BoardBottom)
                Add(time, Court.PostFace, ball.Y, Meet(ref ball, time, static (ref b) => b.HitWall(Court.PostFace, right: true)), ContactKind.Wall);
        }

        private void GoIn(double x, double clipTime)
        {
            _made = true;
            DecidedAt = clipTime;
            Contacts.Add(new(clipTime, x, Court.RimY, 0.6, ContactKind.Net, 0));
        }

        private double Meet(ref BallBody ball, double time, Hit hit)
        {
            // Training clips take this way at every step: nothing is copied.
            if (violation is null)
                return hit(ref ball);
            var before = ball;
            return violation.Meet(before, ref ball, hit(ref ball), time / rate);
        }

        private void Hoop(ref BallBody ball, double time)
        {
            ball.Restitution = RimBounce;
            var rim = Meet(ref ball, time, static (ref b) => b.HitPoint(Court.RimFront, Court.RimY, Court.RimThickness));
            Add(time, Court.RimFront, Court.RimY, rim, ContactKind.Rim);
            var back = Meet(ref ball, time, static (ref b) => b.HitPoint(Court.RimBack, Court.RimY, Court.RimThickness));
            Add(time, Court.RimBack, Court.RimY, back, ContactKind.Rim);
            _rim |= rim > 0 || back > 0;
            ball.Restitution = BoardBounce;
            var board = Meet(ref ball, time, static (ref b) => b.Y > Court.BoardTop && b.Y < Court.BoardBottom
                ? b.HitWall(Court.BoardFace, right: true)
                : Math.Max(
                    b.HitPoint(Court.BoardFace, Court.BoardTop, 0),
                    b.HitPoint(Court.BoardFace, Court.BoardBottom, 0)));
            Add(time, Court.BoardFace, ball.Y, board, ContactKind.Backboard);
            if (board > 0)
            {
                _board = true;
                _boardFirst |= !_rim;
            }
        }

        private void Add(double time, double x, double y, double speed, ContactKind kind)
        {
            if (speed > 5)
                Contacts.Add(new(time / rate, x, y, Math.Min(1, speed / 70), kind, 0));
        }
    }
}
