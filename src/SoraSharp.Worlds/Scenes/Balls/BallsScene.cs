using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Rendering;
using SoraSharp.Worlds.Simulation;
using SoraSharp.Worlds.Sound;

namespace SoraSharp.Worlds.Scenes.Balls;

/// <summary>A played scene of bouncing balls.</summary>
internal sealed class BallsScene(
    ClipAttributes attributes, ClipCaption caption, ulong seed, SceneTiming timing, Room room, BallHistory[] balls, List<Contact> contacts,
    BallsViolation? violation = null)
    : SimulatedScene(attributes, caption, seed, timing)
{
    private static readonly (Rgb Wall, Rgb Floor)[] Rooms =
    [
        (new(226, 228, 232), new(176, 178, 184)), (new(238, 230, 214), new(190, 176, 154)),
        (new(212, 222, 230), new(160, 168, 178)), (new(222, 230, 220), new(166, 174, 164)),
    ];

    private readonly double _rate = timing.MotionRate;
    private readonly (Rgb Wall, Rgb Floor) _look = Rooms[(int)(new Rng(seed, 4).NextBits() % (ulong)Rooms.Length)];

    private protected override double Gravity => BallsWorld.Gravity * _rate * _rate;

    private protected override double FloorY => Room.Floor;

    private protected override IReadOnlyList<Contact> WorldContacts => contacts;

    private protected override IReadOnlyList<WorldTrack> WorldTracks =>
    [
        .. balls.Select((b, i) => new WorldTrack("ball", Attributes.Colors[i], Points(b.Path), 0, Math.Min(b.BreakFrame, GoneFrom(i)))),
        .. balls.SelectMany((b, i) => b.Shards.Select(s => new WorldTrack("shard", Attributes.Colors[i], Points(s.Path), b.BreakFrame))),
    ];

    private protected override Violation? Broken => violation?.Seen(FramesPerSecond);

    private protected override void DrawBackdrop(Canvas canvas) => room.Draw(canvas, _look.Wall, _look.Floor);

    private protected override void DrawFrame(Canvas canvas, int frame)
    {
        for (var i = 0; i < balls.Length; i++)
        {
            var color = canvas.Color(Attributes.Colors[i]);
            if (Broken is { } broken && broken.Subject == i && frame >= broken.Frame)
            {
                if (broken.Kind == ClipViolation.Vanish)
                    continue;
                if (broken.Kind == ClipViolation.Morph)
                    color = canvas.Color(Attributes.OtherColor(i));
            }
            if (frame < balls[i].BreakFrame)
            {
                DrawBall(canvas, balls[i].Path[frame], color);
                continue;
            }
            foreach (var shard in balls[i].Shards)
                shard.Draw(canvas, frame, color);
        }
    }

    private int GoneFrom(int ball) => Broken is { Kind: ClipViolation.Vanish } v && v.Subject == ball ? v.Frame : int.MaxValue;

    private void DrawBall(Canvas canvas, in BallBody ball, Rgb color)
    {
        var disc = new Disc((float)ball.X, (float)ball.Y, (float)ball.Radius);
        switch (Attributes.Material)
        {
            case BallMaterial.Steel:
                canvas.Paint(disc, new SteelPigment(ball, color));
                break;
            case BallMaterial.BeachBall:
                canvas.Paint(disc, new BeachPigment(ball, color));
                break;
            case BallMaterial.Glass:
                canvas.Paint(disc, new GlassPigment(ball, color, canvas.Tone(_look.Wall, new(16, 16, 34))));
                break;
            default:
                canvas.Paint(disc, new RubberPigment(ball, color));
                break;
        }
    }

    private static (double X, double Y, double Radius)[] Points(BallBody[] path) => [.. path.Select(p => (p.X, p.Y, p.Radius))];

    private protected override void AddSound(SoundTrack track)
    {
        track.Ambience(60, 300, 0.004);
        foreach (var contact in contacts)
        {
            if (contact.Kind == ContactKind.Shatter)
                Impacts.Shatter(track, contact.Time, contact.Strength);
            else
                Impacts.Ball(track, contact.Time, Attributes.Material, contact.Kind, contact.Strength);
        }
    }
}
