using SoraSharp.Worlds.Rendering;

namespace SoraSharp.Worlds.Scenes.Presenter;

/// <summary>Draws the presenter. The mouth is twice life size, so that it can be read at 128 × 80.</summary>
internal static class Head
{
    public const float X = 64;
    public const float Y = 34;
    public const float Width = 17;
    public const float Height = 22;
    public const float MouthY = 45;
    public const float MouthHeight = 6;

    public static void DrawShoulders(Canvas canvas, Rgb shirt) =>
        canvas.Paint(Box.Of(X - 40, 61, X + 40, 130, 18), shirt);

    public static void Draw(Canvas canvas, in Face face, float sway, float opening, Vowel vowel, bool blink)
    {
        var x = X + sway;
        var skin = People.Skin(face.Skin);
        var hair = People.Hair(canvas, face.Hair);
        if (face.HairStyle == HairStyle.Long)
            canvas.Paint(Box.Of(x - 22, 10, x + 22, 68, 16), hair);
        canvas.Paint(new Capsule(X + (sway * 0.5f), 52, X, 62, 7.5f), skin.Times(0.88f));
        if (face.HairStyle == HairStyle.Curly)
            Curls(canvas, x, hair);
        canvas.Paint(new Ellipse(x - Width, Y + 2, 3, 4.5f), skin);
        canvas.Paint(new Ellipse(x + Width, Y + 2, 3, 4.5f), skin);
        canvas.Paint(new Ellipse(x, Y, Width, Height), skin);
        if (face.Beard)
            canvas.Paint(new Both<Ellipse, Box>(new Ellipse(x, Y, Width - 0.4f, Height - 0.4f), Box.Of(x - 30, Y + 7, x + 30, Y + 40)), hair, Role.Detail);
        if (face.HairStyle != HairStyle.Bald)
            Fringe(canvas, face, x, hair);
        Eyes(canvas, face, x, hair, blink);
        canvas.Paint(new Capsule(x, Y + 1, x + 1.6f, Y + 5, 0.9f), skin.Times(canvas.Style == ClipStyle.Neon ? 1.15f : 0.8f), Role.Detail);
        Mouth(canvas, face, x, opening, vowel);
    }

    private static void Fringe(Canvas canvas, in Face face, float x, Rgb hair)
    {
        var edge = face.HairStyle == HairStyle.Long ? Y - 9 : Y - 11;
        canvas.Paint(new Both<Ellipse, Box>(new Ellipse(x, Y - 0.5f, Width + 1.4f, Height + 1.6f), Box.Of(x - 30, Y - 40, x + 30, edge)), hair);
        if (face.HairStyle == HairStyle.Short)
        {
            // Temples.
            canvas.Paint(Box.Of(x - Width - 1, Y - 12, x - Width + 2.4f, Y - 2, 1), hair, Role.Detail);
            canvas.Paint(Box.Of(x + Width - 2.4f, Y - 12, x + Width + 1, Y - 2, 1), hair, Role.Detail);
        }
    }

    private static void Curls(Canvas canvas, float x, Rgb hair)
    {
        for (var i = 0; i <= 8; i++)
        {
            var angle = MathF.PI * (0.92f + (i * 1.16f / 8));
            canvas.Paint(new Disc(x + (19 * MathF.Cos(angle)), Y - 2 + (22 * MathF.Sin(angle)), 6.5f), hair);
        }
    }

    private static void Eyes(Canvas canvas, in Face face, float x, Rgb hair, bool blink)
    {
        var brow = face.HairStyle == HairStyle.Bald ? canvas.Tone(new(70, 54, 46), new(120, 110, 120)) : hair.Times(0.75f);
        var dark = canvas.Tone(new(30, 28, 32), new(14, 14, 26));
        foreach (var side in (ReadOnlySpan<float>)[-1, 1])
        {
            var ex = x + (side * 7);
            if (blink)
            {
                canvas.Paint(new Capsule(ex - 3, Y - 1, ex + 3, Y - 1, 0.9f), canvas.Tone(new(60, 44, 40), new(200, 190, 210)), Role.Detail);
            }
            else
            {
                canvas.Paint(new Ellipse(ex, Y - 1, 3.8f, 2.8f), new(250, 250, 250), Role.Detail);
                canvas.Paint(new Disc(ex, Y - 1, 1.9f), dark, Role.Detail);
                if (face.Woman)
                    canvas.Paint(new Capsule(ex - 3.8f, Y - 3.6f, ex + 3.8f, Y - 3.6f, 0.7f), dark, Role.Detail);
            }
            canvas.Paint(new Capsule(ex - 3.2f, Y - 6.3f, ex + 3.2f, Y - 6.3f, face.Woman ? 0.7f : 1.1f), brow, Role.Detail);
            if (face.Glasses)
                canvas.Paint(new Rim<Disc>(new Disc(ex, Y - 1, 5.4f), 0.7f), canvas.Tone(new(40, 40, 46), new(150, 220, 240)), Role.Detail);
        }
        if (face.Glasses)
            canvas.Paint(new Capsule(x - 1.6f, Y - 1, x + 1.6f, Y - 1, 0.6f), canvas.Tone(new(40, 40, 46), new(150, 220, 240)), Role.Detail);
    }

    private static void Mouth(Canvas canvas, in Face face, float x, float opening, Vowel vowel)
    {
        // Round vowels narrow the mouth, spread ones widen it.
        var spread = vowel switch { Vowel.O => 0.72f, Vowel.U => 0.6f, Vowel.I => 1.08f, _ => 1f };
        var width = 8.5f * (1 + ((spread - 1) * MathF.Min(1, opening * 1.5f)));
        var pale = face.Skin == People.SkinNames.Count - 1 ? new Rgb(204, 116, 104) : new(146, 58, 54);
        var lips = canvas.Tone(face.Woman ? new(196, 44, 66) : pale, face.Woman ? new(255, 60, 110) : new(230, 110, 110));
        var height = MouthHeight * opening * (vowel is Vowel.I or Vowel.U ? 0.75f : 1);
        canvas.Paint(new Ellipse(x, MouthY, width + 1.2f, height + 1.5f), lips, Role.Detail);
        if (height < 0.7f)
            return;
        var hole = new Ellipse(x, MouthY, width - 0.6f, height);
        canvas.Paint(hole, canvas.Tone(new(70, 16, 22), new(20, 4, 14)), Role.Detail);
        if (height > 2)
            canvas.Paint(new Both<Ellipse, Box>(hole, Box.Of(x - 12, MouthY - 12, x + 12, MouthY - (height * 0.5f))), new(250, 250, 246), Role.Detail);
    }
}
