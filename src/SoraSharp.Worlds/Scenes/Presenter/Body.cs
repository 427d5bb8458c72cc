using SoraSharp.Worlds.Rendering;

namespace SoraSharp.Worlds.Scenes.Presenter;

/// <summary>Draws the presenter's shoulders, neckline and the hand that gestures.</summary>
internal static class Body
{
    public static void DrawShoulders(Canvas canvas, Rgb shirt) =>
        canvas.Paint(Box.Of(Head.X - 40, 61, Head.X + 40, 130, 18), shirt);

    /// <summary>What lies over the shirt, once the neck is there.</summary>
    public static void DrawNeckline(Canvas canvas, in Face face, Rgb shirt)
    {
        var skin = People.Skin(face.Skin).Times(0.88f);
        const float X = Head.X;
        switch (face.Neckline)
        {
            case Neckline.Collar:
                var collar = canvas.Tone(new(246, 246, 246), new(190, 200, 235), Rgb.Lerp(new(246, 246, 246), shirt, 0.15f));
                canvas.Paint(new Quad(X - 11, 60, X - 4, 62, X - 1, 71, X - 10, 67), collar, Role.Detail);
                canvas.Paint(new Quad(X + 4, 62, X + 11, 60, X + 10, 67, X + 1, 71), collar, Role.Detail);
                break;
            case Neckline.Deep:
                canvas.Paint(new Quad(X - 7, 60, X + 7, 60, X + 0.2f, 73, X - 0.2f, 73), canvas.Inside(skin), Role.Detail);
                break;
            default:
                break;
        }
    }

    /// <summary>The forearm and hand to the right of the head, <paramref name="raised"/> from 0 (out of the picture) to 1.</summary>
    public static void DrawHand(Canvas canvas, in Face face, Rgb shirt, Gesture gesture, float raised, float lean)
    {
        var skin = People.Skin(face.Skin);
        var (elbowX, elbowY) = (108f, 92f);
        var (x, y) = (106 + (7 * lean), 88 - (40 * raised));
        canvas.Paint(new Capsule(elbowX, elbowY, x + 0.5f, y + 16, 6.5f, 5), shirt);
        canvas.Paint(new Capsule(x + 0.4f, y + 14, x, y + 6, 3.6f), skin);
        canvas.Paint(new Disc(x, y + 2, 5.6f), skin);
        if (gesture == Gesture.Points)
        {
            canvas.Paint(new Capsule(x - 1, y, x - 1.5f, y - 11, 1.9f), skin);
            return;
        }
        for (var finger = -2; finger <= 2; finger++)
            canvas.Paint(new Capsule(x + (finger * 1.9f), y + (finger == 2 ? 2 : 0), x + (finger * (finger == 2 ? 4.4f : 2.6f)) + (2 * lean), y - (finger == 2 ? 2 : 9 - MathF.Abs(finger)), 1.5f), skin);
    }
}
