using SoraSharp.Worlds.Rendering;

namespace SoraSharp.Worlds.Scenes.Vehicles;

/// <summary>Where things are along the road, in world units, and how it is drawn.</summary>
internal static class Road
{
    /// <summary>Where the wheels touch.</summary>
    public const double Ground = 66;

    private static readonly (Rgb Sky, Rgb Hill, Rgb Grass)[] Days =
    [
        (new(196, 220, 238), new(150, 184, 150), new(164, 196, 140)),
        (new(232, 222, 204), new(188, 176, 148), new(200, 188, 150)),
        (new(206, 212, 226), new(160, 172, 186), new(172, 190, 168)),
    ];

    public static int Looks => Days.Length;

    public static void Draw(Canvas canvas, int look, bool stopLine, double stopX)
    {
        var (sky, hill, grass) = Days[look];
        canvas.Clear(sky);
        canvas.Paint(new Ellipse(28, 58, 60, 22), canvas.Tone(hill, new(40, 80, 70)), Role.Surface);
        canvas.Paint(new Ellipse(104, 60, 56, 26), canvas.Tone(hill.Times(0.94f), new(40, 80, 70)), Role.Surface);
        canvas.Paint(Box.Of(-200, 52, 400, 200), canvas.Tone(grass, new(50, 90, 60)), Role.Surface);
        canvas.Paint(Box.Of(-200, 58, 400, 200), canvas.Tone(new(120, 122, 128), new(70, 74, 100)), Role.Surface);
        var line = canvas.Tone(new(240, 240, 236), new(150, 155, 180));
        for (var i = -3; i < 14; i++)
            canvas.Paint(Box.Of((i * 14) - 2, 73, (i * 14) + 5, 74.6f), line, Role.Detail);
        if (!stopLine)
            return;
        // A red traffic light and the line before it.
        var x = (float)stopX;
        canvas.Paint(Box.Of(x - 1.2f, 59, x + 1.2f, 72), line, Role.Detail);
        var post = canvas.Tone(new(70, 72, 80), new(110, 115, 150));
        canvas.Paint(new Capsule(x + 5, 24, x + 5, 58, 1.2f), post, Role.Scenery);
        canvas.Paint(Box.Of(x + 1, 8, x + 9, 26, 1.5f), post, Role.Scenery);
        canvas.Paint(new Disc(x + 5, 12.5f, 3), new(255, 60, 50), Role.Detail);
        canvas.Paint(new Disc(x + 5, 20.5f, 3), canvas.Tone(new(44, 60, 48), new(30, 50, 36)), Role.Detail);
    }
}
