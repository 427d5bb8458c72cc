using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Rendering;
using SoraSharp.Worlds.Rendering.Styles;
using SoraSharp.Worlds.Simulation;
using SoraSharp.Worlds.Sound;

namespace SoraSharp.Worlds.Scenes.Basketball;

/// <summary>A played shot.</summary>
internal sealed class BasketballScene(
    ClipAttributes attributes, ClipCaption caption, ulong seed, SceneTiming timing, PlayerLook look, Shot shot, ShotViolation? violation = null)
    : SimulatedScene(attributes, caption, seed, timing)
{
    private static readonly (Rgb Wall, Rgb Floor)[] Gyms =
    [
        (new(186, 198, 210), new(214, 178, 128)), (new(206, 196, 178), new(196, 156, 108)),
        (new(190, 204, 190), new(208, 172, 126)), (new(198, 192, 208), new(202, 166, 120)),
    ];

    private readonly SceneTiming _timing = timing;

    private protected override double Gravity => Court.Gravity * _timing.StoryRate * _timing.StoryRate;

    private protected override double FloorY => Court.Floor;

    private protected override IReadOnlyList<Contact> WorldContacts => shot.Contacts;

    private protected override IReadOnlyList<WorldTrack> WorldTracks =>
        [new("ball", Attributes.Colors[1], shot.Ball, 0, Broken is { Kind: ClipViolation.Vanish } v ? v.Frame : int.MaxValue)];

    private protected override Violation? Broken => violation?.Seen(FramesPerSecond);

    private protected override void DrawBackdrop(Canvas canvas)
    {
        var (wall, floor) = Gyms[look.Gym];
        canvas.Clear(wall);
        canvas.Paint(Box.Of(-200, (float)Court.Floor - 1, 400, 200), canvas.Tone(floor, new(150, 100, 60)), Role.Surface);
        var steel = canvas.Tone(new(96, 100, 110), new(110, 120, 160));
        canvas.Paint(new Capsule(120, 24, 120, (float)Court.Floor, 2.2f), steel, Role.Scenery);
        canvas.Paint(new Capsule(114, 26, 120, 28, 1.4f), steel, Role.Scenery);
        canvas.Paint(Box.Of((float)Court.BoardFace, (float)Court.BoardTop, (float)Court.BoardFace + 3.5f, (float)Court.BoardBottom, 1), canvas.Tone(new(252, 252, 252), new(200, 215, 255)), Role.Scenery);
        Player.DrawBody(canvas, look, Attributes.Colors[0]);
    }

    private protected override void DrawFrame(Canvas canvas, int frame)
    {
        var (bx, by, radius) = shot.Ball[frame];
        var time = frame / FramesPerSecond;
        var story = time * _timing.StoryRate;
        var after = (time - shot.DecidedAt) * _timing.StoryRate;
        var x = (float)bx;
        var y = (float)by;
        Player.DrawArms(canvas, look, Attributes.Colors[0], story, by, after, Attributes.Outcome == ClipOutcome.Made);
        var broken = Broken is { } v && frame >= v.Frame ? v.Kind : (ClipViolation?)null;
        if (broken != ClipViolation.Vanish)
            DrawBall(canvas, x, y, (float)radius, canvas.Color(broken == ClipViolation.Morph ? Attributes.OtherColor(1) : Attributes.Colors[1]));
        DrawHoop(canvas, after);
    }

    private static void DrawBall(Canvas canvas, float x, float y, float radius, Rgb color)
    {
        canvas.Paint(new Disc(x, y, radius), color);
        // In large pixels dark seams would leave little of the colour.
        var seam = canvas.Tone(color.Times(canvas.Style == ClipStyle.PixelArt ? 0.75f : 0.45f), color.Times(0.9f));
        var half = 0.84f * radius;
        canvas.Paint(Box.Of(x - half, y - 0.6f, x + half, y + 0.6f), seam, Role.Detail);
        canvas.Paint(Box.Of(x - 0.6f, y - half, x + 0.6f, y + half), seam, Role.Detail);
    }

    private void DrawHoop(Canvas canvas, double after)
    {
        // A made shot swells the net for a moment.
        var swell = Attributes.Outcome == ClipOutcome.Made && after is > 0 and < 0.5 ? (float)Math.Sin(after / 0.5 * Math.PI) * 2.5f : 0;
        var net = canvas.Tone(new(250, 250, 250), new(150, 165, 210), PencilTile.Graphite);
        var left = (float)Court.RimFront;
        var right = (float)Court.RimBack;
        var top = (float)Court.RimY;
        var bottom = (float)Court.NetBottom;
        const int Strings = 4;
        for (var i = 0; i < Strings; i++)
        {
            var a = left + ((right - left) * i / Strings);
            var b = left + ((right - left) * (i + 1) / Strings);
            canvas.Paint(new Capsule(a, top, Narrow(b, swell), bottom, 0.55f), net, Role.Detail);
            canvas.Paint(new Capsule(b, top, Narrow(a, swell), bottom, 0.55f), net, Role.Detail);
        }
        canvas.Paint(new Capsule(left, top, right + 2, top, 1.4f), canvas.Tone(new(226, 84, 30), new(255, 110, 50)), Role.Detail);

        float Narrow(float x, float wide) => (float)Court.RimCentre + ((x - (float)Court.RimCentre) * (0.62f + (wide * 0.08f)));
    }

    private protected override void AddSound(SoundTrack track)
    {
        track.Ambience(80, 240, 0.006, 0.3);
        foreach (var contact in shot.Contacts)
            Impacts.Basketball(track, contact.Time, contact.Kind, contact.Strength);
        if (!double.IsFinite(shot.DecidedAt))
            return;
        if (Attributes.Outcome == ClipOutcome.Made)
            track.Cheer(shot.DecidedAt + 0.15, 0.22);
        else
            track.Groan(shot.DecidedAt + 0.1, 0.25);
    }
}
