using SoraSharp.Worlds.Simulation;
using SoraSharp.Worlds.Simulation.Figures;

namespace SoraSharp.Worlds.Scenes.Gymnast;

/// <summary>A gymnast's whole exercise, as if it went to the right. Heights are above the ground.</summary>
internal sealed class GymnastMotion
{
    /// <summary>Height of the vaulting table.</summary>
    public const double TableHeight = 16;

    /// <summary>How far too far a fall has turned at the landing.</summary>
    private const double OverTurn = 0.32;

    private readonly double _duration;
    private readonly bool _vault;
    private readonly bool _falls;
    private readonly double _startX;
    private readonly PoseTrack _before;
    private readonly PoseTrack _after;
    private readonly FigureState _takeoff;
    private readonly FigureState _landing;
    private readonly double _landedFeet;

    public GymnastMotion(ClipMove move, bool falls, double duration, ref Rng rng)
    {
        (_duration, _vault, _falls) = (duration, move == ClipMove.Vault, falls);
        _startX = _vault ? rng.Range(5, 8) : rng.Range(28, 36);
        var jump = 0.27 * duration;
        var end = (_vault ? 0.74 : 0.69) * duration;
        _before = _vault
            ? new((0.22 * duration, Poses.Stand), (0.25 * duration, Poses.Crouch with { HipL = 0.7, HipR = 0.6, KneeL = 0.9, KneeR = 0.8, Lean = 0.2 }), (jump, Poses.Stretch))
            : new((0.03 * duration, Poses.Stand), (0.11 * duration, Poses.Cheer), (0.21 * duration, Poses.Crouch), (jump, Poses.Stretch));
        var turn = 2 * Math.PI * (1 + (falls ? OverTurn / (2 * Math.PI) : 0));
        _takeoff = new FigureState(0, 0, 0, 0, Poses.Stretch).OnGround();
        _takeoff = _takeoff with { X = _vault ? 28 : _startX };
        _landing = (new FigureState(0, 0, turn, 0, Poses.Reach)).OnGround();
        if (_vault)
            Vault(jump, end, turn);
        else
            Somersault(jump, end, turn, rng.Range(32, 38));
        _landing = _landing with { X = Flights[^1].At(end).X };
        _landedFeet = _landing.FeetX();
        _after = falls
            ? new((end, Poses.Reach), (end + (0.07 * duration), Poses.Absorb), (end + (0.17 * duration), Poses.Sprawl))
            : new((end, Poses.Reach), (end + (0.07 * duration), Poses.Absorb), (end + (0.17 * duration), Poses.Cheer));
    }

    /// <summary>The parts of the exercise in the air.</summary>
    public List<FigureFlight> Flights { get; } = [];

    /// <summary>Take-off, hands on the table, landing, fall: in world units, heights turned into y by the scene.</summary>
    public IEnumerable<(double Time, double X, double Height, double Strength, ContactKind Kind)> Contacts
    {
        get
        {
            var first = Flights[0];
            yield return (first.Start, _takeoff.FeetX(), 0, 0.6, ContactKind.Jump);
            if (_vault)
                yield return (first.End, TableX, TableHeight, 0.6, ContactKind.Hands);
            yield return (Flights[^1].End, _landedFeet, 0, 0.9, ContactKind.Landing);
            if (_falls)
                yield return (FallTime, At(FallTime).X, 0, 0.8, ContactKind.Fall);
        }
    }

    /// <summary>Middle of the vaulting table.</summary>
    public const double TableX = 58;

    private double FallTime => Flights[^1].End + (0.16 * _duration);

    public FigureState At(double time)
    {
        var (first, last) = (Flights[0], Flights[^1]);
        if (time < first.Start)
            return Before(time);
        if (time >= last.End)
            return After(time);
        foreach (var flight in Flights)
        {
            if (time < flight.End && time >= flight.Start)
            {
                var (x, height, angle) = flight.At(time);
                return new(x, height, angle, 0, flight.PoseAt(time));
            }
        }
        // On the table: the hands stay where they are while the body swings over them.
        var u = (time - first.End) / (last.Start - first.End);
        var angles = (first.At(first.End).Angle, last.At(last.Start).Angle);
        return OnTable(angles.Item1 + ((angles.Item2 - angles.Item1) * u), Poses.Stretch);
    }

    private void Somersault(double jump, double end, double turn, double distance)
    {
        const double Rise = 20;
        var drop = Rise + _takeoff.Height - _landing.Height;
        var root = Math.Sqrt(2 * Rise) + Math.Sqrt(2 * drop);
        var length = end - jump;
        var poses = new PoseTrack((jump, Poses.Stretch), (jump + (0.28 * length), Poses.Tuck), (jump + (0.66 * length), Poses.Tuck), (end, Poses.Reach));
        Flights.Add(new(jump, end, (_takeoff.X, _takeoff.Height), (_takeoff.X + distance, _landing.Height), root * root / (length * length), 0, turn, TurnAxis.Pitch, poses));
    }

    private void Vault(double jump, double end, double turn)
    {
        // Head first onto the table, over the hands, and feet first down again.
        const double HandsOn = 2.45;
        const double HandsOff = 3.5;
        const double Rise = 3;
        var touch = jump + (0.13 * _duration);
        var push = touch + (0.06 * _duration);
        var (on, off) = (OnTable(HandsOn, Poses.Stretch), OnTable(HandsOff, Poses.Stretch));
        var length = end - push;
        var root = Math.Sqrt(2 * Rise) + Math.Sqrt(2 * (Rise + off.Height - _landing.Height));
        var gravity = root * root / (length * length);
        Flights.Add(new(jump, touch, (_takeoff.X, _takeoff.Height), (on.X, on.Height), gravity, 0, HandsOn, TurnAxis.Pitch, new((jump, Poses.Stretch))));
        Flights.Add(new(push, end, (off.X, off.Height), (_falls ? 84 : 92, _landing.Height), gravity, HandsOff, turn, TurnAxis.Pitch, new((push, Poses.Stretch), (push + (0.55 * length), Poses.Stretch with { Arms = 2.4, HipL = 0.15, HipR = 0.1 }), (end, Poses.Reach))));
    }

    private static FigureState OnTable(double angle, in Pose pose)
    {
        var body = Figure.Place(pose);
        var hand = Figure.Turn(((body.HandL + body.HandR) * 0.5) - Figure.Center(body), angle, 0);
        return new(TableX - hand.X, TableHeight + 1.5 - hand.Y, angle, 0, pose);
    }

    private FigureState Before(double time)
    {
        if (!_vault)
            return new FigureState(_startX, 0, 0, 0, _before.At(time)).OnGround();
        // The run-up, until the last step onto the board.
        var u = time / Flights[0].Start;
        var phase = 2 * Math.PI * time / Stride;
        var run = new Pose(
            0.25 + (0.75 * Math.Sin(phase)), 0.25 - (0.75 * Math.Sin(phase)),
            0.75 + (0.65 * Math.Cos(phase)), 0.75 - (0.65 * Math.Cos(phase)), 0.15, -0.8 * Math.Sin(phase), 0, 1.2, 0.16);
        var pose = Pose.Lerp(run, _before.At(time), PoseTrack.Smooth((time - (0.19 * _duration)) / (0.05 * _duration)));
        return new FigureState(_startX + ((_takeoff.X - _startX) * u), 0, 0, 0, pose).OnGround();
    }

    /// <summary>Seconds of two running steps.</summary>
    public double Stride => 0.16 * _duration;

    private FigureState After(double time)
    {
        var end = Flights[^1].End;
        var pose = _after.At(time);
        var turn = 2 * Math.PI;
        var feet = _landedFeet;
        if (_falls)
        {
            var u = Math.Clamp((time - end) / (FallTime - end), 0, 1);
            turn += OverTurn + ((1.5 - OverTurn) * u * u);
            feet += 5 * u;
        }
        var state = new FigureState(0, 0, turn, 0, pose).OnGround();
        return state with { X = feet - state.FeetX() };
    }
}
