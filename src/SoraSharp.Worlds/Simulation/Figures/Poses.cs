namespace SoraSharp.Worlds.Simulation.Figures;

/// <summary>Poses that several movements share.</summary>
internal static class Poses
{
    public static readonly Pose Stand = new(HipL: 0.06, HipR: -0.06, KneeL: 0.08, KneeR: 0.08, Arms: 0.05, ArmSpread: 0.15);

    /// <summary>Upright, both arms up and apart: "look, I have landed".</summary>
    public static readonly Pose Cheer = new(HipL: 0.05, HipR: -0.05, Arms: 2.75, ArmSwing: 0.25);

    public static readonly Pose Crouch = new(HipL: 1.15, HipR: 1.05, KneeL: 1.55, KneeR: 1.45, Arms: -0.7, Lean: 0.55);

    public static readonly Pose Stretch = new(Arms: 3.0, Elbow: 0.05);

    public static readonly Pose Tuck = new(HipL: 2.15, HipR: 2.05, KneeL: 2.3, KneeR: 2.2, Arms: 1.05, Elbow: 0.6, Lean: 0.35);

    /// <summary>Just before the feet meet the ground.</summary>
    public static readonly Pose Reach = new(HipL: 0.55, HipR: 0.45, KneeL: 0.6, KneeR: 0.55, Arms: 1.5, Lean: 0.15);

    public static readonly Pose Absorb = new(HipL: 1.2, HipR: 1.1, KneeL: 1.5, KneeR: 1.4, Arms: 1.4, Lean: 0.6);

    /// <summary>Face down on the ground, hands ahead.</summary>
    public static readonly Pose Sprawl = new(HipL: 0.35, HipR: -0.1, KneeL: 0.5, KneeR: 0.1, Arms: 2.5, ArmSwing: 0.15, Elbow: 0.3);
}
