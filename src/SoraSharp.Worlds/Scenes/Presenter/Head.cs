using SoraSharp.Worlds.Rendering;

namespace SoraSharp.Worlds.Scenes.Presenter;

/// <summary>Draws the presenter's head. The mouth is twice life size, so that it can be read at 128 × 80.</summary>
internal static class Head
{
    public const float X = 64;
    public const float Y = 34;
    public const float Height = 22;
    public const float MouthY = 45;
    public const float MouthHeight = 6;

    private static readonly Rgb[] EyeColors = [new(30, 28, 32), new(84, 54, 30), new(44, 96, 160), new(52, 116, 70)];

    /// <param name="canvas">Where to.</param>
    /// <param name="face">Whose.</param>
    /// <param name="dx">How far the head has swayed.</param>
    /// <param name="dy">How far it has nodded.</param>
    /// <param name="mouth">The mouth's shape.</param>
    /// <param name="blink">Whether the eyes are shut.</param>
    public static void Draw(Canvas canvas, in Face face, float dx, float dy, Mouth mouth, bool blink)
    {
        var (x, y, width) = (X + dx, Y + dy, (float)face.Width);
        var skin = People.Skin(face.Skin);
        var hair = People.Hair(canvas, face.Hair);
        if (face.HairStyle == HairStyle.Long)
            canvas.Paint(Box.Of(x - width - 5, y - 24, x + width + 5, y + 34, 16), hair);
        if (face.HairStyle == HairStyle.Bun)
            canvas.Paint(new Disc(x, y - 25, 7), hair);
        canvas.Paint(new Capsule(X + (dx * 0.5f), y + 18, X, 62, 7.5f), skin.Times(0.88f));
        if (face.HairStyle == HairStyle.Curly)
            Curls(canvas, x, y, width, hair);
        canvas.Paint(new Ellipse(x - width, y + 2, 3, 4.5f), skin);
        canvas.Paint(new Ellipse(x + width, y + 2, 3, 4.5f), skin);
        canvas.Paint(new Ellipse(x, y, width, Height), skin);
        if (face.Beard)
            canvas.Paint(new Both<Ellipse, Box>(new Ellipse(x, y, width - 0.4f, Height - 0.4f), Box.Of(x - 30, y + 7, x + 30, y + 40)), hair, Role.Detail);
        if (face.HairStyle != HairStyle.Bald)
            Fringe(canvas, face, x, y, width, hair);
        Eyes(canvas, face, x, y - (1.2f * (float)mouth.Opening), y, hair, blink);
        canvas.Paint(new Capsule(x, y + 1, x + 1.6f, y + 5, 0.9f), skin.Times(canvas.Style == ClipStyle.Neon ? 1.15f : 0.8f), Role.Detail);
        if (face.Moustache)
            canvas.Paint(new Capsule(x - 5, y + 7.6f, x + 5, y + 7.6f, 1.5f), hair, Role.Detail);
        DrawMouth(canvas, face, x, MouthY + dy, (float)mouth.Opening, (float)mouth.Spread);
    }

    private static void Fringe(Canvas canvas, in Face face, float x, float y, float width, Rgb hair)
    {
        var edge = face.HairStyle == HairStyle.Long ? y - 9 : y - 11;
        canvas.Paint(new Both<Ellipse, Box>(new Ellipse(x, y - 0.5f, width + 1.4f, Height + 1.6f), Box.Of(x - 30, y - 40, x + 30, edge)), hair);
        if (face.HairStyle == HairStyle.Short)
        {
            // Temples.
            canvas.Paint(Box.Of(x - width - 1, y - 12, x - width + 2.4f, y - 2, 1), hair, Role.Detail);
            canvas.Paint(Box.Of(x + width - 2.4f, y - 12, x + width + 1, y - 2, 1), hair, Role.Detail);
        }
    }

    private static void Curls(Canvas canvas, float x, float y, float width, Rgb hair)
    {
        for (var i = 0; i <= 8; i++)
        {
            var angle = MathF.PI * (0.92f + (i * 1.16f / 8));
            canvas.Paint(new Disc(x + ((width + 2) * MathF.Cos(angle)), y - 2 + (22 * MathF.Sin(angle)), 6.5f), hair);
        }
    }

    private static void Eyes(Canvas canvas, in Face face, float x, float brows, float y, Rgb hair, bool blink)
    {
        var brow = face.HairStyle == HairStyle.Bald ? canvas.Tone(new(70, 54, 46), new(120, 110, 120)) : hair.Times(0.75f);
        var dark = canvas.Tone(new(30, 28, 32), new(14, 14, 26));
        var frame = canvas.Tone(new(40, 40, 46), new(150, 220, 240));
        foreach (var side in (ReadOnlySpan<float>)[-1, 1])
        {
            var ex = x + (side * 7);
            if (blink)
            {
                canvas.Paint(new Capsule(ex - 3, y - 1, ex + 3, y - 1, 0.9f), canvas.Tone(new(60, 44, 40), new(200, 190, 210)), Role.Detail);
            }
            else
            {
                canvas.Paint(new Ellipse(ex, y - 1, 3.8f, 2.8f), new(250, 250, 250), Role.Detail);
                canvas.Paint(new Disc(ex, y - 1, 1.9f), canvas.Tone(EyeColors[face.Eyes], new(14, 14, 26)), Role.Detail);
                if (face.Woman)
                    canvas.Paint(new Capsule(ex - 3.8f, y - 3.6f, ex + 3.8f, y - 3.6f, 0.7f), dark, Role.Detail);
            }
            canvas.Paint(new Capsule(ex - 3.2f, brows - 6.3f, ex + 3.2f, brows - 6.3f, face.Woman ? 0.7f : 1.1f), brow, Role.Detail);
            if (face.Glasses)
                canvas.Paint(new Rim<Disc>(new Disc(ex, y - 1, 5.4f), 0.7f), frame, Role.Detail);
        }
        if (face.Glasses)
            canvas.Paint(new Capsule(x - 1.6f, y - 1, x + 1.6f, y - 1, 0.6f), frame, Role.Detail);
    }

    private static void DrawMouth(Canvas canvas, in Face face, float x, float y, float opening, float spread)
    {
        var width = 8.5f * (1 + ((spread - 1) * MathF.Min(1, opening * 1.8f)));
        var pale = face.Skin == People.SkinNames.Count - 1 ? new Rgb(204, 116, 104) : new(146, 58, 54);
        var lips = canvas.Tone(face.Woman ? new(196, 44, 66) : pale, face.Woman ? new(255, 60, 110) : new(230, 110, 110));
        var height = MouthHeight * opening;
        canvas.Paint(new Ellipse(x, y, width + 1.2f, height + 1.5f), lips, Role.Detail);
        if (height < 0.7f)
            return;
        var hole = new Ellipse(x, y, width - 0.6f, height);
        canvas.Paint(hole, canvas.Tone(new(70, 16, 22), new(20, 4, 14)), Role.Detail);
        if (height > 2)
            canvas.Paint(new Both<Ellipse, Box>(hole, Box.Of(x - 12, y - 12, x + 12, y - (height * 0.5f))), new(250, 250, 246), Role.Detail);
    }
}
