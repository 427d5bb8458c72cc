using SoraSharp.Worlds.Rendering;

namespace SoraSharp.Worlds.Scenes.DuckRace;

/// <summary>Draws a ride-on duck that swims to the right, with its rider.</summary>
internal static class Duck
{
    /// <param name="canvas">Where to.</param>
    /// <param name="x">The duck's middle.</param>
    /// <param name="y">The waterline.</param>
    /// <param name="s">Size; 1 is 20 units long.</param>
    /// <param name="color">The duck's colour.</param>
    /// <param name="skin">The rider's skin.</param>
    /// <param name="cheers">Whether the rider raises both arms.</param>
    public static void Draw(Canvas canvas, float x, float y, float s, Rgb color, int skin, bool cheers)
    {
        var face = People.Skin(skin);
        var jacket = canvas.Tone(new(84, 86, 96), new(130, 135, 165));
        canvas.Paint(new Capsule(x - (2.5f * s), y - (9 * s), x - (2.5f * s), y - (13 * s), 2.9f * s), jacket);
        canvas.Paint(new Disc(x - (2.5f * s), y - (18.5f * s), 3.4f * s), face);
        if (cheers)
        {
            canvas.Paint(new Capsule(x - (4.5f * s), y - (14 * s), x - (8 * s), y - (21 * s), 1.3f * s), jacket, Role.Detail);
            canvas.Paint(new Capsule(x - (0.5f * s), y - (14 * s), x + (3 * s), y - (21 * s), 1.3f * s), jacket, Role.Detail);
        }
        else
        {
            canvas.Paint(new Capsule(x - (1.5f * s), y - (13 * s), x + (5 * s), y - (9.5f * s), 1.3f * s), jacket, Role.Detail);
        }
        canvas.Paint(new Quad(x - (13 * s), y - (9.5f * s), x - (5 * s), y - (8 * s), x - (4 * s), y - (1 * s), x - (9 * s), y - (3 * s)), color);
        canvas.Paint(new Capsule(x + (12 * s), y - (11 * s), x + (15 * s), y - (10.6f * s), 1.7f * s, 0.9f * s), canvas.Tone(new(250, 150, 20), new(255, 160, 30)), Role.Detail);
        canvas.Paint(new Disc(x + (8 * s), y - (11.5f * s), 4.8f * s), color);
        canvas.Paint(new Ellipse(x, y - (4 * s), 10.5f * s, 5.6f * s), color);
        // The neck hides the outline between head and body.
        canvas.Paint(new Capsule(x + (7.4f * s), y - (10 * s), x + (5 * s), y - (5 * s), 3.4f * s), canvas.Inside(color), Role.Detail);
        canvas.Paint(new Ellipse(x - (2 * s), y - (4.2f * s), 5 * s, 2.4f * s, 0.15f), color.Times(canvas.Style == ClipStyle.Neon ? 0.9f : 0.72f), Role.Detail);
        canvas.Paint(new Disc(x + (9.4f * s), y - (12.6f * s), 1.1f * s), canvas.Tone(new(24, 24, 28), Rgb.White), Role.Detail);
        canvas.Paint(new Capsule(x - (9 * s), y + (1.3f * s), x + (9 * s), y + (1.3f * s), 0.9f * s), canvas.Tone(new(240, 248, 252), new(70, 120, 170)), Role.Detail);
    }

    /// <summary>Drops on their arcs, <paramref name="age"/> seconds after the splash.</summary>
    public static void Splash(Canvas canvas, float x, float y, float s, float age)
    {
        var drop = canvas.Tone(new(250, 253, 255), new(150, 205, 255), new(120, 160, 205));
        for (var i = 0; i < 5; i++)
        {
            var vx = (-22 + (i * 7)) * s;
            var vy = (-34 + (i % 2 * 9)) * s;
            var r = (1.7f - (age * 2.2f)) * s;
            canvas.Paint(new Disc(x + (vx * age), y + (vy * age) + (95 * s * age * age), r), drop, Role.Detail);
        }
    }
}
