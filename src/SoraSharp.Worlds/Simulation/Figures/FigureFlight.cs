namespace SoraSharp.Worlds.Simulation.Figures;

/// <summary>About which axis a flying figure turns.</summary>
internal enum TurnAxis
{
    /// <summary>In the picture's plane: somersaults.</summary>
    Pitch,
    /// <summary>About the vertical: a skater's jumps.</summary>
    Yaw,
}

/// <summary>
/// A figure in free flight: its centre of mass follows a parabola, and its angular momentum stays what it was at the take-off, so that it
/// turns faster the closer it pulls its limbs to the axis: ω = (L − L_limbs) / I, where I is the moment of inertia of the pose and L_limbs
/// what the limbs' own motion carries. L is chosen so that the figure turns as far as wanted. Immutable.
/// </summary>
internal sealed class FigureFlight
{
    private const int Steps = 160;
    private readonly double[] _angles = new double[Steps + 1];
    private readonly PoseTrack _poses;
    private readonly (double X, double Height) _from;
    private readonly (double X, double Height) _to;

    public FigureFlight(double start, double end, (double X, double Height) from, (double X, double Height) to, double gravity, double fromAngle, double toAngle, TurnAxis axis, PoseTrack poses)
    {
        (Start, End, Gravity, _from, _to, _poses) = (start, end, gravity, from, to, poses);
        var dt = (end - start) / Steps;
        var inertia = new double[Steps];
        var limbs = new double[Steps];
        double inverse = 0, carried = 0;
        Span<(double Mass, Vec Place)> a = stackalloc (double, Vec)[Figure.PointCount], b = stackalloc (double, Vec)[Figure.PointCount];
        Centered(start, a);
        for (var i = 0; i < Steps; i++)
        {
            Centered(start + ((i + 1) * dt), b);
            for (var k = 0; k < a.Length; k++)
            {
                var middle = (a[k].Place + b[k].Place) * 0.5;
                var speed = (b[k].Place - a[k].Place) * (1 / dt);
                var (u, v, du, dv) = axis == TurnAxis.Pitch ? (middle.Y, middle.X, speed.Y, speed.X) : (middle.Z, middle.X, speed.Z, speed.X);
                inertia[i] += a[k].Mass * ((u * u) + (v * v));
                limbs[i] += a[k].Mass * ((u * dv) - (v * du));
            }
            inverse += dt / inertia[i];
            carried += dt * limbs[i] / inertia[i];
            b.CopyTo(a);
        }
        AngularMomentum = (toAngle - fromAngle + carried) / inverse;
        _angles[0] = fromAngle;
        for (var i = 0; i < Steps; i++)
            _angles[i + 1] = _angles[i] + (dt * (AngularMomentum - limbs[i]) / inertia[i]);

        void Centered(double time, Span<(double Mass, Vec Place)> points)
        {
            var joints = Figure.Place(poses.At(time));
            Figure.Masses(joints, points);
            var center = Figure.Center(joints);
            for (var k = 0; k < points.Length; k++)
                points[k].Place -= center;
        }
    }

    /// <summary>Seconds at which the flight begins.</summary>
    public double Start { get; }

    /// <summary>Seconds at which it ends.</summary>
    public double End { get; }

    /// <summary>Units / s².</summary>
    public double Gravity { get; }

    /// <summary>About the centre of mass, for a body of mass 1, units² / s.</summary>
    public double AngularMomentum { get; }

    /// <summary>The centre of mass and the angle at a time within the flight.</summary>
    public (double X, double Height, double Angle) At(double time)
    {
        var length = End - Start;
        var t = Math.Clamp(time - Start, 0, length);
        var up = ((_to.Height - _from.Height) / length) + (Gravity * length / 2);
        var at = t / length * Steps;
        var i = Math.Min((int)at, Steps - 1);
        return (
            _from.X + ((_to.X - _from.X) * t / length),
            _from.Height + (up * t) - (Gravity * t * t / 2),
            _angles[i] + ((_angles[i + 1] - _angles[i]) * (at - i)));
    }

    /// <summary>The pose at a time.</summary>
    public Pose PoseAt(double time) => _poses.At(time);
}
