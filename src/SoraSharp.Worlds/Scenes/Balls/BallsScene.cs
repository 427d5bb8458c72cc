using SoraSharp.Worlds.Captions;
using SoraSharp.Worlds.Rendering;
using SoraSharp.Worlds.Simulation;
using SoraSharp.Worlds.Sound;

namespace SoraSharp.Worlds.Scenes.Balls;

/// <summary>A played scene of bouncing balls.</summary>
internal sealed class BallsScene(
    ClipAttributes attributes, ClipCaption caption, ulong seed, SceneTiming timing, BallBody[][] balls, List<Contact> contacts)
    : SimulatedScene(attributes, caption, seed, timing)
{
    private static readonly (Rgb Wall, Rgb Floor)[] Rooms =
    [
        (new(226, 228, 232), new(176, 178, 184)), (new(238, 230, 214), new(190, 176, 154)),
        (new(212, 222, 230), new(160, 168, 178)), (new(222, 230, 220), new(166, 174, 164)),
    ];

    private readonly (Rgb Wall, Rgb Floor) _room = Rooms[(int)(new Rng(seed, 4).NextBits() % (ulong)Rooms.Length)];

    private protected override double Gravity => BallsWorld.Gravity;

    private protected override double FloorY => BallsWorld.Floor;

    private protected override IReadOnlyList<Contact> WorldContacts => contacts;

    private protected override IReadOnlyList<WorldTrack> WorldTracks =>
        [.. balls.Select((b, i) => new WorldTrack("ball", Attributes.Colors[i], [.. b.Select(p => (p.X, p.Y, p.Radius))]))];

    private protected override void DrawBackdrop(Canvas canvas)
    {
        canvas.Clear(_room.Wall);
        var edge = canvas.Tone(_room.Floor.Times(0.8f), new(70, 90, 150));
        canvas.Paint(Box.Of(-200, (float)BallsWorld.Floor, 400, 200), canvas.Tone(_room.Floor, new(70, 90, 150)), Role.Surface);
        canvas.Paint(Box.Of(-200, -100, (float)BallsWorld.Left, (float)BallsWorld.Floor), edge, Role.Surface);
        canvas.Paint(Box.Of((float)BallsWorld.Right, -100, 400, (float)BallsWorld.Floor), edge, Role.Surface);
    }

    private protected override void DrawFrame(Canvas canvas, int frame)
    {
        for (var i = 0; i < balls.Length; i++)
        {
            var ball = balls[i][frame];
            var disc = new Disc((float)ball.X, (float)ball.Y, (float)ball.Radius);
            var color = canvas.Color(Attributes.Colors[i]);
            switch (Attributes.Material)
            {
                case BallMaterial.Steel:
                    canvas.Paint(disc, new SteelPigment(ball, color));
                    break;
                case BallMaterial.BeachBall:
                    canvas.Paint(disc, new BeachPigment(ball, color));
                    break;
                default:
                    canvas.Paint(disc, new RubberPigment(ball, color));
                    break;
            }
        }
    }

    private protected override void AddSound(SoundTrack track)
    {
        track.Ambience(60, 300, 0.004);
        foreach (var contact in contacts)
            Impacts.Ball(track, contact.Time, Attributes.Material, contact.Kind, contact.Strength);
    }
}
