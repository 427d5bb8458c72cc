using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Rendering;
using SoraSharp.Worlds.Simulation;
using SoraSharp.Worlds.Sound;

namespace SoraSharp.Worlds.Scenes.Vehicles;

/// <summary>Traffic that has been played. It is simulated as going to the right; going left, it is mirrored.</summary>
internal sealed class VehiclesScene(
    ClipAttributes attributes, ClipCaption caption, ulong seed, SceneTiming timing, Traffic traffic, bool left, int look, TrafficViolation? violation = null)
    : SimulatedScene(attributes, caption, seed, timing)
{
    /// <summary>Seconds that the burst of a crash lasts.</summary>
    private const double Burst = 0.35;

    public Traffic Traffic => traffic;

    private protected override double FloorY => Road.Ground;

    private protected override IReadOnlyList<Contact> WorldContacts => [.. traffic.Contacts.Select(c => c with { X = Place(c.X) })];

    private protected override IReadOnlyList<WorldTrack> WorldTracks =>
    [
        .. traffic.Kinds.Select((k, i) => new WorldTrack(
            k.Truck ? "truck" : "car", Attributes.Colors[i], [.. traffic.States[i].Select((s, frame) => Extent(Kind(i, frame), s))], 0, Shows(ClipViolation.Vanish, i) is { } gone ? gone : int.MaxValue)),
    ];

    private protected override Violation? Broken => violation?.Seen(FramesPerSecond);

    /// <summary>The first frame in which a vehicle shows a violation; <see langword="null"/> where it does not.</summary>
    private int? Shows(ClipViolation kind, int vehicle) => Broken is { } v && v.Kind == kind && v.Subject == vehicle ? v.Frame : null;

    private bool Shows(ClipViolation kind, int vehicle, int frame) => Shows(kind, vehicle) is { } first && frame >= first;

    /// <summary>What a vehicle is; one that changes becomes a truck instead of a car, or a car instead of a truck.</summary>
    private VehicleKind Kind(int vehicle, int frame) =>
        Shows(ClipViolation.Morph, vehicle, frame) ? traffic.Kinds[vehicle] with { Truck = !traffic.Kinds[vehicle].Truck } : traffic.Kinds[vehicle];

    private (double X, double Y, double Radius) Extent(VehicleKind kind, VehicleState state) => (Place(state.X), Road.Ground - (kind.Height / 2), kind.HalfLength);

    private double Place(double x) => left ? Viewport.WorldWidth - x : x;

    private protected override void DrawBackdrop(Canvas canvas)
    {
        var light = double.IsFinite(traffic.StopX);
        // Mirrored, the light's post stands on the other side of its line.
        Road.Draw(canvas, look, light, light ? Place(traffic.StopX + (left ? 10 : 0)) : 0);
    }

    private protected override void DrawFrame(Canvas canvas, int frame)
    {
        for (var i = traffic.Kinds.Length - 1; i >= 0; i--)
        {
            if (Shows(ClipViolation.Vanish, i, frame))
                continue;
            var kind = Kind(i, frame);
            var state = traffic.States[i][frame];
            var color = Shows(ClipViolation.Morph, i, frame) ? Attributes.OtherColor(i) : Attributes.Colors[i];
            Vehicle.Draw(canvas, kind with { Facing = left ? -kind.Facing : kind.Facing }, state with { X = Place(state.X) }, canvas.Color(color));
        }
        foreach (var contact in traffic.Contacts)
        {
            var age = (frame / FramesPerSecond) - contact.Time;
            if (contact.Kind == ContactKind.Crash && age >= 0)
                Vehicle.DrawCrash(canvas, (float)Place(contact.X), (float)(age / Burst));
        }
    }

    private protected override void AddSound(SoundTrack track)
    {
        track.Ambience(80, 500, 0.006);
        var crash = traffic.Contacts.Where(c => c.Kind == ContactKind.Crash).Select(c => c.Time).DefaultIfEmpty(Duration).First();
        for (var i = 0; i < traffic.Kinds.Length; i++)
        {
            var states = traffic.States[i];
            if (states[0].Speed == 0)
                continue;
            // Trucks run at half the turns.
            var turns = traffic.Kinds[i].Truck ? 0.006 : 0.012;
            Ambiences.Engine(track, t => turns * Speed(states, t), 0.05, crash);
        }
        foreach (var contact in traffic.Contacts)
        {
            if (contact.Kind == ContactKind.Crash)
                Impacts.Crash(track, contact.Time, contact.Strength);
            else
                Ambiences.Brakes(track, contact.Time, Math.Min(traffic.StopTime, Duration) - contact.Time, 0.18);
        }
    }

    /// <summary>Speed at a time, between frames in proportion.</summary>
    private double Speed(VehicleState[] states, double time)
    {
        var at = Math.Clamp(time * FramesPerSecond, 0, states.Length - 1);
        var frame = Math.Min((int)at, states.Length - 2);
        return frame < 0 ? Math.Abs(states[0].Speed) : Math.Abs(states[frame].Speed + ((states[frame + 1].Speed - states[frame].Speed) * (at - frame)));
    }
}
