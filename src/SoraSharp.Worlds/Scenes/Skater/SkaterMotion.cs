using SoraSharp.Worlds.Simulation;
using SoraSharp.Worlds.Simulation.Figures;

namespace SoraSharp.Worlds.Scenes.Skater;

/// <summary>A skater's jump from the run-up to the end, as if it went to the right. Heights are above the ice.</summary>
internal sealed class SkaterMotion
{
    private static readonly Pose Glide = new(HipL: 0.25, HipR: -0.55, KneeL: 0.4, KneeR: 0.35, Arms: 0.5, ArmSwing: 0.2, ArmSpread: 1.0, Lean: 0.2);
    private static readonly Pose Load = new(HipL: 0.75, HipR: -0.5, KneeL: 1.0, KneeR: 0.6, Arms: -0.5, ArmSpread: 0.75, Lean: 0.35);
    private static readonly Pose Leap = new(HipL: -0.1, HipR: 0.9, KneeL: 0.1, KneeR: 0.9, Arms: 0.9, ArmSpread: 1.25);
    private static readonly Pose Pulled = new(HipL: 0.05, HipR: 0.1, KneeL: 0.1, KneeR: 0.15, Arms: 0.75, Elbow: 2.1, ArmSpread: 0.35);
    private static readonly Pose Open = new(HipL: -0.5, HipR: 0.15, KneeL: 0.3, KneeR: 0.25, Arms: 0.35, ArmSpread: 1.35, Lean: 0.1);
    private static readonly Pose Check = new(HipL: -0.8, HipR: 0.55, KneeL: 0.3, KneeR: 0.8, Arms: 0.3, ArmSpread: 1.4, Lean: 0.3);
    private static readonly Pose Ending = new(HipL: -0.95, HipR: 0.2, KneeL: 0.1, KneeR: 0.25, Arms: 0.25, ArmSpread: 1.5, Lean: 0.3);
    private static readonly Pose Collapse = new(HipL: 1.1, HipR: 0.8, KneeL: 0.5, KneeR: 0.7, Arms: -0.6, ArmSpread: 0.4, Lean: 0.25);
    private readonly double _duration;
    private readonly bool _falls;
    private readonly double _startX;
    private readonly double _takeoffX;
    private readonly double _landingX;
    private readonly double _endX;
    private readonly PoseTrack _before;
    private readonly PoseTrack _after;

    public SkaterMotion(ClipMove move, bool falls, double duration, ref Rng rng)
    {
        (_duration, _falls) = (duration, falls);
        _startX = rng.Range(10, 14);
        _takeoffX = _startX + rng.Range(26, 30);
        _landingX = _takeoffX + rng.Range(28, 32);
        _endX = _landingX + (falls ? 18 : 24);
        var (jump, land) = (0.28 * duration, 0.70 * duration);
        var length = land - jump;
        _before = new((0.14 * duration, Glide), (0.23 * duration, Load), (jump, Leap));
        _after = falls
            ? new((land, Open), (land + (0.05 * duration), Check), (land + (0.14 * duration), Collapse))
            : new((land, Open), (land + (0.07 * duration), Check), (land + (0.2 * duration), Ending));
        // An axel starts forwards and lands backwards: half a turn more than its name says.
        Turns = move switch { ClipMove.SingleAxel => 1.5, ClipMove.DoubleAxel => 2.5, _ => 3.5 };
        const double Rise = 17;
        var from = new FigureState(0, 0, 0, 0, Leap).OnGround().Height;
        var to = new FigureState(0, 0, 0, 0, Open).OnGround().Height;
        var root = Math.Sqrt(2 * Rise) + Math.Sqrt(2 * (Rise + from - to));
        var poses = new PoseTrack((jump, Leap), (jump + (0.24 * length), Pulled), (jump + (0.76 * length), Pulled), (land, Open));
        Flight = new(jump, land, (_takeoffX, from), (_landingX, to), root * root / (length * length), 0, -2 * Math.PI * Turns, TurnAxis.Yaw, poses);
    }

    /// <summary>Turns in the air.</summary>
    public double Turns { get; }

    public FigureFlight Flight { get; }

    /// <summary>Seconds at which a falling skater hits the ice; infinite where none does.</summary>
    public double FallTime => _falls ? Flight.End + (0.13 * _duration) : double.PositiveInfinity;

    /// <summary>Take-off, landing, fall.</summary>
    public IEnumerable<(double Time, double X, double Strength, ContactKind Kind)> Contacts
    {
        get
        {
            yield return (Flight.Start, _takeoffX, 0.5, ContactKind.Jump);
            yield return (Flight.End, _landingX, 0.8, ContactKind.Landing);
            if (_falls)
                yield return (FallTime, At(FallTime).X, 0.9, ContactKind.Fall);
        }
    }

    public FigureState At(double time)
    {
        if (time < Flight.Start)
        {
            var u = time / Flight.Start;
            return new FigureState(_startX + ((_takeoffX - _startX) * u), 0, 0, 0, _before.At(time)).OnGround();
        }
        if (time < Flight.End)
        {
            var (x, height, angle) = Flight.At(time);
            return new(x, height, 0, angle, Flight.PoseAt(time));
        }
        // Backwards on the ice, slower and slower.
        var after = (time - Flight.End) / (_duration - Flight.End);
        var slid = after * (2 - after);
        var tilt = 0.0;
        if (_falls)
        {
            var u = Math.Clamp((time - Flight.End) / (FallTime - Flight.End), 0, 1);
            tilt = 1.15 * u * u;
        }
        return new FigureState(_landingX + ((_endX - _landingX) * slid), 0, tilt, -2 * Math.PI * Turns, _after.At(time)).OnGround();
    }
}
