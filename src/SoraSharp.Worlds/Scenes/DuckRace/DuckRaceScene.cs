using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Rendering;
using SoraSharp.Worlds.Simulation;
using SoraSharp.Worlds.Sound;

namespace SoraSharp.Worlds.Scenes.DuckRace;

/// <summary>A raced race.</summary>
internal sealed class DuckRaceScene(
    ClipAttributes attributes, ClipCaption caption, ulong seed, SceneTiming timing, Racer[] racers, List<Contact> contacts, int weather)
    : SimulatedScene(attributes, caption, seed, timing)
{
    private static readonly (Rgb Water, Rgb Shore)[] Lakes =
    [
        (new(176, 212, 228), new(150, 186, 130)), (new(188, 218, 222), new(196, 186, 148)), (new(166, 202, 222), new(164, 176, 158)),
    ];

    private readonly SceneTiming _timing = timing;

    private protected override IReadOnlyList<Contact> WorldContacts => contacts;

    private protected override IReadOnlyList<WorldTrack> WorldTracks =>
        [.. racers.Select((r, i) => new WorldTrack("duck", Attributes.Colors[i], [.. Enumerable.Range(0, Frames).Select(f =>
        {
            var story = f / FramesPerSecond * _timing.StoryRate;
            return (r.X(story), r.Y(story) - (4 * r.Scale), 10 * r.Scale);
        })]))];

    private protected override void DrawBackdrop(Canvas canvas)
    {
        var (water, shore) = Lakes[weather];
        canvas.Clear(shore);
        canvas.Paint(Box.Of(-200, (float)Lake.Shore, 400, 200), canvas.Tone(water, new(40, 90, 140)), Role.Surface);
        var wave = canvas.Tone(water.Towards(Rgb.White, 0.5f), new(40, 70, 110));
        // The same waves again beyond the still picture, for cameras that see further.
        for (var i = 0; i < 42; i++)
        {
            var x = 4 + (i * 37 % 124) + (128 * (((i + 1) % 3) - 1));
            var y = 14 + (i / 3 * 3 * 2.2f);
            canvas.Paint(new Capsule(x, y, x + 7, y, 0.45f), wave, Role.Detail);
        }
        // A chequered finish line.
        const float Square = 3.2f;
        for (var row = 0; (row * Square) + Lake.Shore < Viewport.WorldHeight + 40; row++)
        {
            for (var column = 0; column < 2; column++)
            {
                var dark = (row + column) % 2 == 0;
                var left = (float)Lake.Finish + (column * Square);
                var top = (float)Lake.Shore + (row * Square);
                canvas.Paint(Box.Of(left, top, left + Square, top + Square), dark ? canvas.Tone(new(40, 40, 44), new(26, 26, 40)) : canvas.Tone(new(250, 250, 250), new(170, 180, 215)), Role.Detail);
            }
        }
    }

    private protected override void DrawFrame(Canvas canvas, int frame)
    {
        var time = frame / FramesPerSecond;
        var story = time * _timing.StoryRate;
        for (var i = 0; i < racers.Length; i++)
        {
            var racer = racers[i];
            var cheers = i == Attributes.Winner && story > racer.FinishTime;
            Duck.Draw(canvas, (float)racer.X(story), (float)racer.Y(story), (float)racer.Scale, canvas.Color(Attributes.Colors[i]), racer.Skin, cheers);
        }
        foreach (var contact in contacts)
        {
            var age = (time - contact.Time) * _timing.StoryRate;
            if (contact.Kind == ContactKind.Splash && age is >= 0 and < 0.4)
                Duck.Splash(canvas, (float)contact.X, (float)contact.Y, (float)racers[contact.Subject].Scale, (float)age);
        }
    }

    private protected override void AddSound(SoundTrack track)
    {
        track.Ambience(300, 1500, 0.012, 0.5);
        foreach (var contact in contacts)
        {
            if (contact.Kind == ContactKind.Splash)
                Impacts.Splash(track, contact.Time, contact.Strength);
            else
                Impacts.FinishBell(track, contact.Time, contact.Subject == Attributes.Winner ? 1 : 0.55);
        }
        track.Cheer((racers[Attributes.Winner].FinishTime / _timing.StoryRate) + 0.05, 0.22);
    }
}
