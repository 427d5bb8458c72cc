namespace SoraSharp.Worlds.Scenes.Vehicles;

/// <summary>Breaks a law of motion once while traffic is played. Not thread-safe: one scene's.</summary>
internal sealed class TrafficViolation(ViolationPlan plan, int subject) : SceneViolation(plan)
{
    /// <summary>How far a vehicle jumps: the first of these that leaves its middle well in the picture and it clear of the other.</summary>
    private static readonly double[] Jumps = [46, -46, 36, -36, 60, -60, 75, -75];

    private const double Margin = 8;

    /// <summary>Which vehicle; in a collision the one that drives.</summary>
    public override int Subject => Kind is ClipViolation.PassThrough or ClipViolation.WrongBounce ? 0 : subject;

    /// <summary>Whether vehicles still meet: none does with one that is gone or was put elsewhere.</summary>
    public bool Meets => !(Happened && Kind is ClipViolation.Teleport or ClipViolation.Vanish or ClipViolation.PassThrough);

    /// <summary>What happens between two frames, whatever the vehicles do.</summary>
    public void BeforeFrame(VehicleState[] vehicles, VehicleKind[] kinds, double time)
    {
        if (!IsDue(time))
            return;
        if (Kind == ClipViolation.Teleport)
        {
            // Into the other one would break another law as well.
            var (from, half) = (vehicles[subject].X, kinds[subject].HalfLength);
            var places = Jumps.Select(jump => from + jump).Where(x => x > Margin && x < Rendering.Viewport.WorldWidth - Margin);
            if (vehicles.Length == 2)
                places = places.Where(x => Math.Abs(x - vehicles[1 - subject].X) > half + kinds[1 - subject].HalfLength);
            if (places.Select(x => (double?)x).FirstOrDefault() is not { } place)
                return;
            vehicles[subject].X = place;
            Time = time;
        }
        else if (Kind is ClipViolation.Vanish or ClipViolation.Morph)
        {
            Time = time;
        }
    }

    /// <summary>Two vehicles touch.</summary>
    /// <param name="restitution">The share of the closing speed with which they part.</param>
    /// <param name="time">Clip seconds.</param>
    /// <returns>The share with which they part; null where they go through each other.</returns>
    public double? Meet(double restitution, double time)
    {
        if (!IsDue(time) || Kind is not (ClipViolation.PassThrough or ClipViolation.WrongBounce))
            return restitution;
        Time = time;
        return Kind == ClipViolation.PassThrough ? null : Gain;
    }
}
