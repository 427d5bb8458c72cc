using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Rendering;
using SoraSharp.Worlds.Sound;

namespace SoraSharp.Worlds.Scenes.Weather;

/// <summary>A spell of weather.</summary>
internal sealed class WeatherScene(
    ClipAttributes attributes, ClipCaption caption, ulong seed, SceneTiming timing, Sky sky, Village village)
    : SimulatedScene(attributes, caption, seed, timing)
{
    private static readonly Rgb[] Crowns = [new(104, 148, 84), new(126, 150, 78), new(92, 138, 100)];

    private protected override double FloorY => Village.Ground;

    private protected override IReadOnlyList<Contact> WorldContacts =>
        [.. sky.Gusts.Select(t => new Contact(t, village.LeftTree, Village.Ground - 30, 0.8, ContactKind.Gust, 1))];

    private protected override IReadOnlyList<WorldTrack> WorldTracks =>
    [
        new("house", Attributes.Colors[0], [.. Enumerable.Repeat((village.HouseX, Village.Ground - 13, 15.0), Frames)]),
        new("tree", null, [.. Crown(village.LeftTree, village.LeftCrown, 0)]),
        new("tree", null, [.. Crown(village.RightTree, village.RightCrown, 2)]),
    ];

    private IEnumerable<(double X, double Y, double Radius)> Crown(double x, double radius, double phase) =>
        Enumerable.Range(0, Frames).Select(f => (x + sky.Bend(f / FramesPerSecond, phase), Village.Ground - 26, radius));

    private protected override void DrawBackdrop(Canvas canvas)
    {
        var snow = sky.Weather == ClipWeather.Snow;
        canvas.Clear(sky.Weather switch { ClipWeather.Rain => new(150, 162, 178), ClipWeather.Snow => new(196, 208, 222), _ => new(190, 216, 236) });
        var cloud = sky.Weather == ClipWeather.Rain ? canvas.Tone(new(116, 126, 142), new(70, 80, 120)) : canvas.Tone(new(240, 244, 248), new(90, 100, 140));
        for (var i = 0; i < 3; i++)
        {
            var x = 22 + (42 * i);
            canvas.Paint(new Ellipse(x, 10 - (3 * (i % 2)), 17, 6), cloud, Role.Surface);
            canvas.Paint(new Ellipse(x + 10, 6, 12, 6), cloud, Role.Surface);
        }
        var ground = snow ? canvas.Tone(new(246, 248, 252), new(150, 170, 210)) : canvas.Tone(new(136, 168, 104), new(50, 100, 60));
        canvas.Paint(Box.Of(-200, (float)Village.Ground - 4, 400, 200), ground, Role.Surface);
        if (sky.Weather == ClipWeather.Rain)
        {
            var puddle = canvas.Tone(new(128, 150, 176), new(60, 90, 140));
            canvas.Paint(new Ellipse(34, 73, 16, 3.2f), puddle, Role.Detail);
            canvas.Paint(new Ellipse(96, 71, 19, 3), puddle, Role.Detail);
        }
        DrawHouse(canvas, snow);
    }

    private void DrawHouse(Canvas canvas, bool snow)
    {
        var x = (float)village.HouseX;
        var ground = (float)Village.Ground;
        var color = canvas.Color(Attributes.Colors[0]);
        canvas.Paint(Box.Of(x - 19, ground - 25, x + 19, ground), color);
        var roof = snow ? canvas.Tone(new(250, 251, 254), new(190, 205, 240)) : canvas.Tone(new(92, 82, 84), new(120, 110, 140));
        canvas.Paint(new Quad(x - 9, ground - 40, x + 9, ground - 40, x + 24, ground - 24, x - 24, ground - 24), roof, Role.Scenery);
        canvas.Paint(Box.Of(x - 4.5f, ground - 15, x + 4.5f, ground), canvas.Tone(new(88, 62, 46), new(120, 90, 80)), Role.Detail);
        var window = new Rgb(255, 240, 180);
        canvas.Paint(Box.Of(x - 15, ground - 19, x - 8, ground - 11), window, Role.Detail);
        canvas.Paint(Box.Of(x + 8, ground - 19, x + 15, ground - 11), window, Role.Detail);
    }

    private protected override void DrawFrame(Canvas canvas, int frame)
    {
        var time = frame / FramesPerSecond;
        DrawTree(canvas, village.LeftTree, village.LeftCrown, sky.Bend(time, 0));
        DrawTree(canvas, village.RightTree, village.RightCrown, sky.Bend(time, 2));
        var (drop, flake) = (canvas.Tone(new(226, 238, 250), new(110, 170, 255), new(96, 130, 180)), canvas.Tone(Rgb.White, Rgb.White, new(168, 188, 214)));
        foreach (var f in sky.Flakes)
        {
            var (wx, wy) = sky.At(f, time);
            var (x, y, s) = ((float)wx, (float)wy, (float)f.Size);
            switch (sky.Weather)
            {
                case ClipWeather.Rain:
                    canvas.Paint(new Capsule(x, y, x - (1.2f * sky.Direction), y + 6.5f, 0.65f * s), drop, Role.Detail);
                    break;
                case ClipWeather.Snow:
                    canvas.Paint(new Disc(x, y, 1.7f * s), flake, Role.Detail);
                    break;
                default:
                    canvas.Paint(new Ellipse(x, y, 2.6f * s, 1.3f * s, (float)((4 * time) + f.Phase)), canvas.Tone(new(176, 120, 52), new(230, 160, 60)), Role.Detail);
                    break;
            }
        }
    }

    private void DrawTree(Canvas canvas, double x, double radius, double bend)
    {
        var ground = (float)Village.Ground;
        var (foot, r, b) = ((float)x, (float)radius, (float)bend);
        canvas.Paint(new Capsule(foot, ground + 1, foot + (0.6f * b), ground - 18, 2.6f, 1.8f), canvas.Tone(new(110, 84, 62), new(130, 100, 80)), Role.Scenery);
        var leaves = canvas.Tone(Crowns[village.Look], new(60, 130, 80));
        var top = ground - 25;
        canvas.Paint(new Ellipse(foot + b, top + 2, r * 1.02f, r * 0.82f, 0.03f * b), leaves, Role.Scenery);
        canvas.Paint(new Ellipse(foot + (1.35f * b), top - (0.55f * r), r * 0.72f, r * 0.7f, 0.03f * b), leaves, Role.Scenery);
        if (sky.Weather == ClipWeather.Snow)
            canvas.Paint(new Ellipse(foot + (1.35f * b), top - (0.95f * r), r * 0.55f, r * 0.28f), canvas.Tone(new(250, 251, 254), new(200, 212, 240)), Role.Detail);
    }

    private protected override void AddSound(SoundTrack track)
    {
        switch (sky.Weather)
        {
            case ClipWeather.Rain:
                Ambiences.Rain(track, 0.06);
                break;
            case ClipWeather.Snow:
                Ambiences.Wind(track, 0.012);
                break;
            default:
                // Heard as it is seen: the noise swells with the gusts that bend the trees.
                track.Swell(0, Duration, 130, 560, t => 0.03 + (0.15 * sky.Wind(t)));
                track.Swell(0, Duration, 700, 1500, t => 0.003 + (0.045 * Math.Pow(sky.Wind(t), 2)));
                break;
        }
    }
}
