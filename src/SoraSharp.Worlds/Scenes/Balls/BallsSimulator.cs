using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes.Balls;

/// <summary>A ball's path over all frames; after a break, its pieces' paths.</summary>
/// <param name="Path">The whole ball; still where it broke from <see cref="BreakFrame"/> on.</param>
internal sealed record BallHistory(BallBody[] Path)
{
    /// <summary>The first frame that shows it broken.</summary>
    public int BreakFrame { get; set; } = int.MaxValue;

    public Shard[] Shards { get; set; } = [];
}

/// <summary>Plays bouncing balls in a room.</summary>
internal sealed class BallsSimulator(Room room, BallBody[] balls, BallMaterial material, SceneTiming timing, Rng rng, BallsViolation? violation = null)
{
    private const int StepsPerFrame = 80;
    private readonly BallHistory[] _histories = [.. balls.Select(_ => new BallHistory(new BallBody[timing.Frames]))];
    private readonly BallBody[]?[] _pieces = new BallBody[balls.Length][];
    private readonly double[] _impact = new double[balls.Length];
    private readonly double _dt = timing.MotionRate / (timing.FramesPerSecond * StepsPerFrame);
    // In clip seconds.
    private double _time;
    private int _subject;
    private Rng _rng = rng;

    public List<Contact> Contacts { get; } = [];

    public BallHistory[] Play()
    {
        for (var frame = 0; frame < timing.Frames; frame++)
        {
            violation?.BeforeFrame(ref balls[violation.Subject], frame / timing.FramesPerSecond);
            for (var i = 0; i < balls.Length; i++)
                Keep(i, frame);
            for (var step = 1; step <= StepsPerFrame; step++)
            {
                _time = (frame + ((double)step / StepsPerFrame)) / timing.FramesPerSecond;
                Step();
            }
        }
        return _histories;
    }

    private void Keep(int ball, int frame)
    {
        _histories[ball].Path[frame] = balls[ball];
        if (_pieces[ball] is not { } pieces)
            return;
        if (_histories[ball].BreakFrame == int.MaxValue)
            _histories[ball].BreakFrame = frame;
        for (var k = 0; k < pieces.Length; k++)
            _histories[ball].Shards[k].Path[frame] = pieces[k];
    }

    private void Step()
    {
        for (var i = 0; i < balls.Length; i++)
        {
            if (_pieces[i] is { } pieces)
            {
                for (var k = 0; k < pieces.Length; k++)
                    Shatter.Step(ref pieces[k], room, _dt);
                continue;
            }
            _subject = i;
            balls[i].Fly(_dt, BallsWorld.Gravity);
            if (violation?.Subject == i)
                violation.Collide(ref balls[i], _time, room, BallsWorld.Gravity, Add);
            else
                room.Collide(ref balls[i], BallsWorld.Gravity, Add);
        }
        for (var i = 0; i < balls.Length; i++)
        {
            for (var j = i + 1; j < balls.Length; j++)
            {
                if (_pieces[i] is not null || _pieces[j] is not null)
                    continue;
                _subject = i;
                var speed = BallBody.Collide(ref balls[i], ref balls[j]);
                Add(ContactKind.Ball, (balls[i].X + balls[j].X) / 2, (balls[i].Y + balls[j].Y) / 2, speed);
                _impact[j] = Math.Max(_impact[j], speed);
            }
        }
        if (material == BallMaterial.Glass)
            Break();
    }

    private void Break()
    {
        for (var i = 0; i < balls.Length; i++)
        {
            if (_pieces[i] is null && _impact[i] > Shatter.BreakingSpeed)
            {
                (_histories[i].Shards, _pieces[i]) = Shatter.Break(balls[i], timing.Frames, ref _rng);
                Contacts.Add(new(_time, balls[i].X, balls[i].Y, Math.Min(1, _impact[i] / 80), ContactKind.Shatter, i));
            }
            _impact[i] = 0;
        }
    }

    private void Add(ContactKind kind, double x, double y, double speed)
    {
        _impact[_subject] = Math.Max(_impact[_subject], speed);
        // Slower touches are neither seen nor heard; a hit that breaks glass is listed as that.
        if (speed > 5 && !(material == BallMaterial.Glass && speed > Shatter.BreakingSpeed))
            Contacts.Add(new(_time, x, y, Math.Min(1, speed / 80), kind, _subject));
    }
}
