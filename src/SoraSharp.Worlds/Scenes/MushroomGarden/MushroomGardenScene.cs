using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Rendering;
using SoraSharp.Worlds.Sound;

namespace SoraSharp.Worlds.Scenes.MushroomGarden;

/// <summary>A garden that has grown.</summary>
internal sealed class MushroomGardenScene(
    ClipAttributes attributes, ClipCaption caption, ulong seed, SceneTiming timing, Mushroom[] mushrooms, Spore[] spores, double[] pulses)
    : SimulatedScene(attributes, caption, seed, timing)
{
    private const double Rise = 0.12;
    private const double Decay = 0.45;

    private protected override IReadOnlyList<Contact> WorldContacts =>
        [.. pulses.Select(t => new Contact(t, mushrooms[0].X, mushrooms[0].CapY - (mushrooms[0].Radius / 2), 0.7, ContactKind.Pulse, 0))];

    private protected override IReadOnlyList<WorldTrack> WorldTracks =>
        [.. mushrooms.Select(m => new WorldTrack("mushroom", Attributes.Colors[0], [.. Enumerable.Repeat((m.X, m.CapY - (0.4 * m.Radius), 0.6 * m.Radius), Frames)]))];

    /// <summary>How bright the mushrooms are, 0 to 1: each pulse lights them up quickly and fades.</summary>
    public double Light(double time)
    {
        var light = 0.0;
        foreach (var pulse in pulses)
        {
            var age = time - pulse;
            if (age > 0)
                light = Math.Max(light, age < Rise ? age / Rise : Math.Exp(-(age - Rise) / Decay));
        }
        return light;
    }

    private protected override void DrawBackdrop(Canvas canvas)
    {
        // A dark wash would leave nothing of the paper.
        canvas.Clear(canvas.Tone(new(26, 34, 62), new(26, 34, 62), new(168, 178, 206)));
        var trunk = canvas.Tone(new(34, 40, 60), new(40, 50, 90));
        foreach (var x in (ReadOnlySpan<float>)[10, 46, 88, 119])
            canvas.Paint(new Capsule(x, -10, x + 2, 66, 3.4f, 4.6f), trunk, Role.Surface);
        canvas.Paint(new Ellipse(64, 92, 110, 30), canvas.Tone(new(36, 62, 52), new(50, 110, 80)), Role.Surface);
        var grass = canvas.Tone(new(52, 88, 66), new(60, 120, 90));
        for (var i = 0; i < 12; i++)
        {
            var x = 5 + (i * 53 % 122);
            var y = 67 + (i * 7 % 9);
            canvas.Paint(new Capsule(x, y, x + ((i % 3) - 1.5f), y - 4.5f, 0.9f, 0.3f), grass, Role.Detail);
        }
    }

    private protected override void DrawFrame(Canvas canvas, int frame)
    {
        var time = frame / FramesPerSecond;
        var light = (float)Light(time);
        var color = canvas.Color(Attributes.Colors[0]);
        foreach (var m in mushrooms)
            canvas.Glow((float)m.X, (float)(m.CapY - (0.3 * m.Radius)), (float)(m.Radius * 1.9), color, 0.25f + (0.55f * light));
        foreach (var mushroom in mushrooms)
            Draw(canvas, mushroom, color, light);
        var mote = color.Towards(Rgb.White, 0.45f);
        foreach (var spore in spores)
        {
            var (x, y, r) = spore.At(time);
            canvas.Paint(new Disc((float)x, (float)y, (float)r), mote, Role.Detail);
        }
    }

    private static void Draw(Canvas canvas, Mushroom mushroom, Rgb color, float light)
    {
        var x = (float)mushroom.X;
        var y = (float)mushroom.CapY;
        var r = (float)mushroom.Radius;
        var ground = (float)MushroomGardenWorld.Ground;
        var stem = new Rgb(196, 190, 178).Towards(color.Towards(Rgb.White, 0.5f), 0.2f + (0.4f * light));
        canvas.Paint(new Capsule(x, y, x, ground, 0.22f * r, 0.32f * r), stem);
        // Dim and deep between pulses, bright and light within.
        var cap = color.Times(0.76f).Towards(color.Towards(Rgb.White, 0.22f), light);
        canvas.Paint(new Both<Ellipse, Box>(new Ellipse(x, y + 1, r, 0.95f * r), Box.Of(x - r - 1, y - r - 2, x + r + 1, y + 1)), cap);
        canvas.Paint(new Ellipse(x, y + 1, 0.97f * r, 0.16f * r), cap.Times(0.7f), Role.Detail);
        var spot = cap.Towards(Rgb.White, 0.6f);
        canvas.Paint(new Ellipse(x - (0.42f * r), y - (0.32f * r), 0.16f * r, 0.13f * r), spot, Role.Detail);
        canvas.Paint(new Ellipse(x + (0.08f * r), y - (0.58f * r), 0.18f * r, 0.13f * r), spot, Role.Detail);
        canvas.Paint(new Ellipse(x + (0.5f * r), y - (0.25f * r), 0.14f * r, 0.13f * r), spot, Role.Detail);
    }

    private protected override void AddSound(SoundTrack track)
    {
        Ambiences.Pad(track, 0.03);
        foreach (var pulse in pulses)
        {
            Ambiences.Chime(track, pulse, 0.16);
            track.Noise(pulse, 0.002, 0.05, 2000, 6000, 0.03);
        }
    }
}
