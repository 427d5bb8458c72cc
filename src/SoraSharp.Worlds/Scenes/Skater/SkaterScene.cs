using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Rendering;
using SoraSharp.Worlds.Sound;

namespace SoraSharp.Worlds.Scenes.Skater;

/// <summary>A jump that has been skated. It is simulated as going to the right; going left, it is mirrored.</summary>
internal sealed class SkaterScene(
    ClipAttributes attributes, ClipCaption caption, ulong seed, SceneTiming timing, SkaterMotion motion, FigureLook look, bool left, int rink)
    : SimulatedScene(attributes, caption, seed, timing)
{
    /// <summary>Where the blades touch the ice in the picture.</summary>
    public const double Ground = 70;

    private static readonly Rgb[] Boards = [new(120, 150, 190), new(150, 140, 176), new(128, 164, 168)];

    public static int Rinks => Boards.Length;

    public SkaterMotion Motion => motion;

    private protected override double FloorY => Ground;

    private protected override double Gravity => motion.Flight.Gravity;

    private protected override IReadOnlyList<Contact> WorldContacts =>
        [.. motion.Contacts.Select(c => new Contact(c.Time, PlaceX(c.X), Ground, c.Strength, c.Kind, 0))];

    private protected override IReadOnlyList<WorldTrack> WorldTracks =>
        [new("skater", Attributes.Colors[0], [.. Enumerable.Range(0, Frames).Select(f =>
        {
            var state = motion.At(f / FramesPerSecond);
            return (PlaceX(state.X), Ground - state.Height, 12.0);
        })])];

    private double PlaceX(double x) => left ? Viewport.WorldWidth - x : x;

    private protected override void DrawBackdrop(Canvas canvas)
    {
        var board = Boards[rink];
        canvas.Clear(board.Towards(Rgb.White, 0.45f));
        // Spectators as soft dots, the boards, and the ice.
        var crowd = canvas.Tone(board.Towards(Rgb.White, 0.25f), new(40, 44, 80));
        for (var i = -8; i < 40; i++)
            canvas.Paint(new Disc((i * 7) - 20 + (i % 2 * 3), 30 + (i * 5 % 11), 2.6f), crowd, Role.Surface);
        canvas.Paint(Box.Of(-200, 46, 400, 58), canvas.Tone(board, new(60, 90, 170)), Role.Surface);
        canvas.Paint(Box.Of(-200, 58, 400, 200), canvas.Tone(new(232, 242, 250), new(90, 140, 200)), Role.Surface);
        canvas.Paint(Box.Of(-200, 74, 400, 75.2f), canvas.Tone(new(168, 196, 226), new(90, 140, 220), new(150, 180, 214)), Role.Detail);
    }

    private protected override void DrawFrame(Canvas canvas, int frame)
    {
        var state = motion.At(frame / FramesPerSecond);
        var shadow = canvas.Tone(new(196, 212, 228), new(30, 40, 70), new(206, 216, 228));
        canvas.Paint(new Ellipse((float)PlaceX(state.X), (float)Ground + 1.2f, 9, 1.6f), shadow, Role.Detail);
        FigureArt.Draw(canvas, state.Joints(), look, Ground, left);
    }

    private protected override void AddSound(SoundTrack track)
    {
        Ambiences.Crowd(track, 0.005);
        // Blades hiss on the ice, not in the air.
        var flight = motion.Flight;
        track.Swell(0, flight.Start, 1800, 5200, _ => 0.022);
        track.Swell(flight.End, Duration, 1500, 4800, t => t > motion.FallTime ? 0.008 : 0.03 * (1 - ((t - flight.End) / (Duration - flight.End))));
        foreach (var contact in motion.Contacts)
        {
            if (contact.Kind == ContactKind.Fall)
            {
                Impacts.Hit(track, contact.Time, SoundMaterial.Soft, contact.Strength);
                continue;
            }
            track.Noise(contact.Time, 0.002, 0.14, 1200, 6000, 0.22 * contact.Strength);
            Impacts.Hit(track, contact.Time, SoundMaterial.Stone, 0.5 * contact.Strength);
        }
        if (Attributes.Outcome == ClipOutcome.Landed)
            track.Cheer(flight.End + 0.2, 0.2);
        else
            track.Groan(Math.Min(motion.FallTime, Duration) + 0.1, 0.25);
    }
}
