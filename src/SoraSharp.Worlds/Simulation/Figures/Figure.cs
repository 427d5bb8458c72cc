namespace SoraSharp.Worlds.Simulation.Figures;

/// <summary>A place or direction: x along the picture, y up, z towards the viewer.</summary>
internal readonly record struct Vec(double X, double Y, double Z = 0)
{
    public static Vec operator +(Vec a, Vec b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    public static Vec operator -(Vec a, Vec b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    public static Vec operator *(Vec a, double k) => new(a.X * k, a.Y * k, a.Z * k);
}

/// <summary>Where a figure's parts are. Left and right are the figure's own.</summary>
internal readonly record struct Joints(
    Vec Pelvis, Vec Chest, Vec Head, Vec ShoulderL, Vec ElbowL, Vec HandL, Vec ShoulderR, Vec ElbowR, Vec HandR,
    Vec HipL, Vec KneeL, Vec FootL, Vec HipR, Vec KneeR, Vec FootR, Vec Face)
{
    public Joints Map(Func<Vec, Vec> place) => new(
        place(Pelvis), place(Chest), place(Head), place(ShoulderL), place(ElbowL), place(HandL), place(ShoulderR), place(ElbowR), place(HandR),
        place(HipL), place(KneeL), place(FootL), place(HipR), place(KneeR), place(FootR), place(Face));
}

/// <summary>
/// A person as rigid parts: trunk, head, upper and lower arms and legs, about 43 units high, with the masses of an average body
/// (after the shares of Winter, Biomechanics, table 3.1, rounded).
/// </summary>
internal static class Figure
{
    public const double HeadRadius = 4.6;
    private const double Trunk = 13;
    private const double Neck = 6;
    private const double Arm = 7;
    private const double Thigh = 9.5;
    private const double Shin = 10;
    private const double ShoulderHalf = 4;
    private const double HipHalf = 2.2;

    /// <summary>How far below the ankles the soles are.</summary>
    public const double Sole = 2;

    public static int PointCount => 12;

    /// <summary>The parts about the pelvis, facing x.</summary>
    public static Joints Place(in Pose pose)
    {
        var up = new Vec(Math.Sin(pose.Lean), Math.Cos(pose.Lean));
        var front = new Vec(up.Y, -up.X);
        var chest = up * Trunk;
        var head = chest + (up * Neck);
        var (shoulderL, elbowL, handL) = Limb(pose, 1);
        var (shoulderR, elbowR, handR) = Limb(pose, -1);
        var (hipL, kneeL, footL) = Leg(pose.HipL, pose.KneeL, 1);
        var (hipR, kneeR, footR) = Leg(pose.HipR, pose.KneeR, -1);
        return new(default, chest, head, shoulderL, elbowL, handL, shoulderR, elbowR, handR, hipL, kneeL, footL, hipR, kneeR, footR, head + front);

        (Vec, Vec, Vec) Limb(in Pose p, int side)
        {
            var shoulder = chest - (up * 1.5) + new Vec(0, 0, side * ShoulderHalf);
            var lift = p.Arms + (side * p.ArmSwing);
            var elbow = shoulder + (Direction(lift, p.ArmSpread, side) * Arm);
            return (shoulder, elbow, elbow + (Direction(lift + p.Elbow, p.ArmSpread - (0.55 * p.Elbow), side) * Arm));
        }

        Vec Direction(double lift, double spread, int side) =>
            (((up * -Math.Cos(lift)) + (front * Math.Sin(lift))) * Math.Cos(spread)) + new Vec(0, 0, side * Math.Sin(spread));
    }

    /// <summary>Point masses that stand for the parts; masses add up to 1.</summary>
    public static void Masses(in Joints j, Span<(double Mass, Vec Place)> points)
    {
        var back = j.Chest - j.Pelvis;
        points[0] = (0.08, j.Head);
        points[1] = (0.24, j.Pelvis + (back * 0.2));
        points[2] = (0.24, j.Pelvis + (back * 0.8));
        points[3] = (0.03, Between(j.ShoulderL, j.ElbowL, 0.5));
        points[4] = (0.03, Between(j.ShoulderR, j.ElbowR, 0.5));
        points[5] = (0.025, Between(j.ElbowL, j.HandL, 0.7));
        points[6] = (0.025, Between(j.ElbowR, j.HandR, 0.7));
        points[7] = (0.10, Between(j.HipL, j.KneeL, 0.45));
        points[8] = (0.10, Between(j.HipR, j.KneeR, 0.45));
        points[9] = (0.065, Between(j.KneeL, j.FootL, 0.6));
        points[10] = (0.065, Between(j.KneeR, j.FootR, 0.6));
        points[11] = (0, j.Pelvis);
    }

    /// <summary>The centre of mass.</summary>
    public static Vec Center(in Joints joints)
    {
        Span<(double Mass, Vec Place)> points = stackalloc (double, Vec)[PointCount];
        Masses(joints, points);
        var sum = default(Vec);
        foreach (var (mass, place) in points)
            sum += place * mass;
        return sum;
    }

    /// <summary>Turns about the vertical by <paramref name="yaw"/> and then, in the picture's plane, forwards (clockwise) by <paramref name="pitch"/>.</summary>
    public static Vec Turn(Vec p, double pitch, double yaw)
    {
        var (sy, cy) = Math.SinCos(yaw);
        var (x, z) = ((p.X * cy) + (p.Z * sy), (p.Z * cy) - (p.X * sy));
        var (sp, cp) = Math.SinCos(pitch);
        return new((x * cp) + (p.Y * sp), (p.Y * cp) - (x * sp), z);
    }

    private static (Vec Hip, Vec Knee, Vec Foot) Leg(double lift, double bend, int side)
    {
        var hip = new Vec(0, 0, side * HipHalf);
        var knee = hip + (new Vec(Math.Sin(lift), -Math.Cos(lift)) * Thigh);
        return (hip, knee, knee + (new Vec(Math.Sin(lift - bend), -Math.Cos(lift - bend)) * Shin));
    }

    private static Vec Between(Vec a, Vec b, double u) => a + ((b - a) * u);
}

/// <summary>A figure at one moment: its centre of mass (height above the ground), its turns and its pose.</summary>
internal readonly record struct FigureState(double X, double Height, double Pitch, double Yaw, Pose Pose)
{
    /// <summary>The parts in the world: y is the height above the ground.</summary>
    public Joints Joints()
    {
        var body = Figure.Place(Pose);
        var center = Figure.Center(body);
        var (x, height, pitch, yaw) = (X, Height, Pitch, Yaw);
        return body.Map(p =>
        {
            var turned = Figure.Turn(p - center, pitch, yaw);
            return new(x + turned.X, height + turned.Y, turned.Z);
        });
    }

    /// <summary>The same figure at the height at which its lowest part touches the ground.</summary>
    public FigureState OnGround()
    {
        var j = (this with { Height = 0 }).Joints();
        var lowest = Math.Min(Math.Min(j.FootL.Y, j.FootR.Y) - Figure.Sole, Math.Min(j.HandL.Y, j.HandR.Y) - Figure.Sole);
        lowest = Math.Min(lowest, Math.Min(Math.Min(j.KneeL.Y, j.KneeR.Y), j.Pelvis.Y) - 3);
        lowest = Math.Min(lowest, Math.Min(j.Chest.Y, j.Head.Y) - 4);
        return this with { Height = -lowest };
    }

    /// <summary>Where the feet are along x: the middle of both.</summary>
    public double FeetX()
    {
        var j = Joints();
        return (j.FootL.X + j.FootR.X) / 2;
    }
}
