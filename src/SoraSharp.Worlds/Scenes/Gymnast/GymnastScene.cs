using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Rendering;
using SoraSharp.Worlds.Sound;

namespace SoraSharp.Worlds.Scenes.Gymnast;

/// <summary>An exercise that has been performed. It is simulated as going to the right; going left, it is mirrored.</summary>
internal sealed class GymnastScene(
    ClipAttributes attributes, ClipCaption caption, ulong seed, SceneTiming timing, GymnastMotion motion, FigureLook look, bool left, int hall)
    : SimulatedScene(attributes, caption, seed, timing)
{
    /// <summary>Where the mat's surface lies in the picture.</summary>
    public const double Ground = 70;

    private static readonly (Rgb Wall, Rgb Mat)[] Rooms =
    [
        (new(206, 214, 226), new(142, 160, 190)), (new(226, 218, 204), new(176, 152, 128)), (new(212, 224, 214), new(140, 170, 150)),
    ];

    public static int Halls => Rooms.Length;

    public GymnastMotion Motion => motion;

    private protected override double FloorY => Ground;

    private protected override double Gravity => motion.Flights[0].Gravity;

    private protected override IReadOnlyList<Contact> WorldContacts =>
        [.. motion.Contacts.Select(c => new Contact(c.Time, PlaceX(c.X), Ground - c.Height, c.Strength, c.Kind, 0))];

    private protected override IReadOnlyList<WorldTrack> WorldTracks =>
        [new("gymnast", Attributes.Colors[0], [.. Enumerable.Range(0, Frames).Select(f =>
        {
            var state = motion.At(f / FramesPerSecond);
            return (PlaceX(state.X), Ground - state.Height, 12.0);
        })])];

    private double PlaceX(double x) => left ? Viewport.WorldWidth - x : x;

    private protected override void DrawBackdrop(Canvas canvas)
    {
        var (wall, mat) = Rooms[hall];
        canvas.Clear(wall);
        var stripe = canvas.Tone(wall.Times(0.92f), new(40, 50, 90));
        canvas.Paint(Box.Of(-200, 50, 400, 58), stripe, Role.Surface);
        canvas.Paint(Box.Of(-200, (float)Ground, 400, 200), canvas.Tone(mat, new(60, 90, 160)), Role.Surface);
        if (Attributes.Move != ClipMove.Vault)
            return;
        var x = (float)PlaceX(GymnastMotion.TableX);
        var top = (float)(Ground - GymnastMotion.TableHeight);
        canvas.Paint(Box.Of(x - 3, top + 2, x + 3, (float)Ground), canvas.Tone(new(120, 120, 128), new(110, 115, 150)), Role.Scenery);
        canvas.Paint(Box.Of(x - 9, top, x + 9, top + 6, 2.5f), canvas.Tone(new(168, 124, 84), new(200, 150, 100)), Role.Scenery);
        var board = (float)PlaceX(30);
        canvas.Paint(Box.Of(board - 6, (float)Ground - 1.5f, board + 6, (float)Ground + 1.5f, 1), canvas.Tone(new(196, 156, 110), new(220, 170, 110)), Role.Scenery);
    }

    private protected override void DrawFrame(Canvas canvas, int frame) =>
        FigureArt.Draw(canvas, motion.At(frame / FramesPerSecond).Joints(), look, Ground, left);

    private protected override void AddSound(SoundTrack track)
    {
        Ambiences.Crowd(track, 0.006);
        if (Attributes.Move == ClipMove.Vault)
        {
            for (var t = motion.Stride / 4; t < motion.Flights[0].Start - (motion.Stride / 4); t += motion.Stride / 2)
                Impacts.Hit(track, t, SoundMaterial.Soft, 0.1, 1.4);
        }
        foreach (var contact in motion.Contacts)
        {
            var material = contact.Kind switch { ContactKind.Jump or ContactKind.Hands => SoundMaterial.Wood, _ => SoundMaterial.Soft };
            Impacts.Hit(track, contact.Time, material, contact.Strength);
        }
        var end = motion.Flights[^1].End;
        if (Attributes.Outcome == ClipOutcome.Landed)
            track.Cheer(end + 0.25, 0.2);
        else
            track.Groan(end + 0.2, 0.25);
    }
}
