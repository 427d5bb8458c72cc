using SoraSharp.Worlds.Simulation;

namespace SoraSharp.Worlds.Scenes.Vehicles;

/// <summary>What happens on the road.</summary>
internal enum TrafficStory
{
    /// <summary>One vehicle, or one behind another, drives along.</summary>
    Drive,
    /// <summary>One vehicle brakes for a red light.</summary>
    Brake,
    /// <summary>A vehicle brakes behind one that stands.</summary>
    BrakeBehind,
    /// <summary>A vehicle runs into one that stands.</summary>
    RearEnd,
    /// <summary>Two vehicles drive into each other.</summary>
    HeadOn,
}

/// <summary>Traffic played through. All places are in world units, all times in clip seconds.</summary>
/// <param name="Kinds">One a vehicle, as in the attributes' colours.</param>
/// <param name="States">[vehicle][frame].</param>
/// <param name="Contacts">Brakes and crashes.</param>
/// <param name="StopX">Where the stop line lies, or <see cref="double.NaN"/> where there is none.</param>
/// <param name="StopTime">When the braking vehicle stands still; infinite where none brakes.</param>
internal sealed record Traffic(VehicleKind[] Kinds, VehicleState[][] States, List<Contact> Contacts, double StopX, double StopTime);

/// <summary>Plays vehicles on a straight road: engine, brakes, collisions that keep momentum, sliding to a stop.</summary>
internal sealed class TrafficSimulator
{
    /// <summary>Share of the closing speed with which two vehicles part again.</summary>
    public const double Restitution = 0.25;

    private const int StepsPerFrame = 40;
    private const double Gap = 5;
    private readonly TrafficStory _story;
    private readonly SceneTiming _timing;
    private readonly VehicleKind[] _kinds;
    private readonly VehicleState[] _now;
    private readonly List<Contact> _contacts = [];
    private readonly double _stopX;
    private readonly double _brakeTime;
    private readonly double _deceleration;
    private readonly double _sliding;
    private readonly TrafficViolation? _violation;
    private double _stopTime = double.PositiveInfinity;
    private bool _crashed;

    /// <summary>Lays out the story as if it went to the right; the drawing mirrors it.</summary>
    public TrafficSimulator(TrafficStory story, bool[] trucks, SceneTiming timing, ref Rng rng, TrafficViolation? violation = null)
    {
        (_story, _timing, _violation) = (story, timing, violation);
        _kinds = [.. trucks.Select((t, i) => new VehicleKind(t, story == TrafficStory.HeadOn && i == 1 ? -1 : 1))];
        _now = new VehicleState[trucks.Length];
        _stopX = story is TrafficStory.Drive or TrafficStory.HeadOn ? double.NaN : rng.Range(102, 108) + (story switch { TrafficStory.BrakeBehind => 8, TrafficStory.RearEnd => -8, _ => 0 });
        var duration = timing.Duration;
        // What happens, happens before the middle of the clip, so that its end is seen as well.
        var time = duration * rng.Range(0.36, 0.46);
        // Wrecks slide to a stop within about a third of the clip.
        _sliding = 60 / duration;
        var first = _kinds[0].HalfLength;
        switch (story)
        {
            case TrafficStory.Drive when trucks.Length == 1:
                Set(0, rng.Range(4, 14), rng.Range(100, 110) / duration);
                break;
            case TrafficStory.Drive:
                var lead = rng.Range(66, 72);
                var speed = rng.Range(40, 48) / duration;
                Set(1, lead, speed);
                Set(0, lead - _kinds[1].HalfLength - first - rng.Range(8, 12), speed);
                break;
            case TrafficStory.HeadOn:
                var second = _kinds[1].HalfLength;
                var meet = rng.Range(54, 74);
                Set(0, 10, (meet - first - 10) / time);
                Set(1, 118, (meet + second - 118) / time);
                break;
            default:
                var target = _stopX - 3 - first;
                if (trucks.Length == 2)
                {
                    var standing = _stopX - 3 - _kinds[1].HalfLength;
                    Set(1, standing, 0);
                    target = standing - _kinds[1].HalfLength - first;
                }
                var start = trucks.Length == 2 ? rng.Range(-6, 2) : rng.Range(10, 18);
                if (story == TrafficStory.RearEnd)
                {
                    Set(0, start, (target - start) / time);
                    break;
                }
                _brakeTime = time * 0.9;
                var braking = 0.3 * duration;
                var v = (target - (trucks.Length == 2 ? Gap : 0) - start) / (_brakeTime + (braking / 2));
                _deceleration = v / braking;
                Set(0, start, v);
                break;
        }

        void Set(int vehicle, double x, double speed) => _now[vehicle] = new(x, speed, false, 0, 0, 0);
    }

    public Traffic Play()
    {
        var states = _kinds.Select(_ => new VehicleState[_timing.Frames]).ToArray();
        var dt = 1 / (_timing.FramesPerSecond * StepsPerFrame);
        for (var frame = 0; frame < _timing.Frames; frame++)
        {
            _violation?.BeforeFrame(_now, _kinds, frame / _timing.FramesPerSecond);
            for (var i = 0; i < _now.Length; i++)
                states[i][frame] = _now[i];
            for (var step = 1; step <= StepsPerFrame; step++)
                Step(((frame * StepsPerFrame) + step) * dt, dt);
        }
        return new(_kinds, states, _contacts, _stopX, _stopTime);
    }

    private void Step(double time, double dt)
    {
        for (var i = 0; i < _now.Length; i++)
        {
            ref var state = ref _now[i];
            var force = 0.0;
            if (i == 0 && _deceleration > 0 && time > _brakeTime)
            {
                if (!state.Braking)
                    _contacts.Add(new(time, state.X, Road.Ground, 0.7, ContactKind.Brake, 0));
                state.Braking = true;
                force = _deceleration;
            }
            if (_crashed)
                force = _sliding;
            var before = state.Speed;
            var after = Math.Sign(before) * Math.Max(0, Math.Abs(before) - (force * dt));
            state.Speed = after;
            state.X += 0.5 * (before + after) * dt;
            if (before != 0 && after == 0 && state.Braking)
                _stopTime = time;
            // The body leans on its springs with what holds the wheels back.
            var lean = after != 0 && state.Braking ? 2.2 : 0;
            state.Dive += (lean - state.Dive) * Math.Min(1, 9 * dt);
            // A vehicle that waits at the light shows its brake lights.
            if (i == 1 && _story is TrafficStory.BrakeBehind or TrafficStory.RearEnd && !_crashed && before == 0)
                state.Braking = true;
        }
        if (!_crashed && _now.Length == 2 && _violation is null or { Meets: true })
            Collide(time);
    }

    private void Collide(double time)
    {
        ref var a = ref _now[0];
        ref var b = ref _now[1];
        var reach = _kinds[0].HalfLength + _kinds[1].HalfLength;
        if (b.X - a.X > reach || a.Speed <= b.Speed)
            return;
        var parts = _violation is null ? Restitution : _violation.Meet(Restitution, time);
        if (parts is not { } restitution)
            return;
        _crashed = true;
        var (ma, mb) = (_kinds[0].Mass, _kinds[1].Mass);
        var closing = a.Speed - b.Speed;
        var impulse = (1 + restitution) * closing * ma * mb / (ma + mb);
        a.Speed -= impulse / ma;
        b.Speed += impulse / mb;
        a.Damage = ma > mb ? 0.35 : 1;
        if (_story == TrafficStory.HeadOn)
            b.Damage = mb > ma ? 0.35 : 1;
        else
            b.RearDamage = mb > ma ? 0.35 : 1;
        a.Braking = b.Braking = false;
        _contacts.Add(new(time, a.X + _kinds[0].HalfLength, Road.Ground - 10, 1, ContactKind.Crash, 0));
    }
}
