namespace SoraSharp.Worlds.Simulation.Figures;

/// <summary>
/// How a figure holds its limbs; angles in radians. All zero: it stands upright, arms hanging. Hips and arms are lifted forwards,
/// knees bend backwards, elbows forwards.
/// </summary>
/// <param name="HipL">Left thigh lifted forwards.</param>
/// <param name="HipR">Right thigh lifted forwards.</param>
/// <param name="KneeL">Left knee bent.</param>
/// <param name="KneeR">Right knee bent.</param>
/// <param name="Arms">Both arms lifted forwards; π is straight up.</param>
/// <param name="ArmSwing">Left arm lifted by so much more, the right by so much less.</param>
/// <param name="ArmSpread">Both arms lifted sideways.</param>
/// <param name="Elbow">Both elbows bent.</param>
/// <param name="Lean">Trunk bent forwards.</param>
internal readonly record struct Pose(
    double HipL = 0, double HipR = 0, double KneeL = 0, double KneeR = 0,
    double Arms = 0, double ArmSwing = 0, double ArmSpread = 0, double Elbow = 0, double Lean = 0)
{
    public static Pose Lerp(in Pose a, in Pose b, double u) => new(
        Mix(a.HipL, b.HipL, u), Mix(a.HipR, b.HipR, u), Mix(a.KneeL, b.KneeL, u), Mix(a.KneeR, b.KneeR, u),
        Mix(a.Arms, b.Arms, u), Mix(a.ArmSwing, b.ArmSwing, u), Mix(a.ArmSpread, b.ArmSpread, u), Mix(a.Elbow, b.Elbow, u), Mix(a.Lean, b.Lean, u));

    private static double Mix(double a, double b, double u) => a + ((b - a) * u);
}

/// <summary>Poses at given times with smooth ways between them. Immutable.</summary>
internal sealed class PoseTrack(params (double Time, Pose Pose)[] keys)
{
    public Pose At(double time)
    {
        if (time <= keys[0].Time)
            return keys[0].Pose;
        for (var i = 1; i < keys.Length; i++)
        {
            if (time >= keys[i].Time)
                continue;
            var u = (time - keys[i - 1].Time) / (keys[i].Time - keys[i - 1].Time);
            return Pose.Lerp(keys[i - 1].Pose, keys[i].Pose, Smooth(u));
        }
        return keys[^1].Pose;
    }

    /// <summary>From 0 to 1 with no jerk at either end.</summary>
    public static double Smooth(double u)
    {
        u = Math.Clamp(u, 0, 1);
        return u * u * (3 - (2 * u));
    }
}
