using SoraSharp.Worlds.Rendering;

namespace SoraSharp.Worlds.Scenes.Basketball;

/// <summary>Draws the player: a still body, arms that follow the ball, then cheer or sink.</summary>
internal static class Player
{
    public static void DrawBody(Canvas canvas, PlayerLook look, ClipColor shirt)
    {
        var x = (float)look.X;
        var floor = (float)Court.Floor;
        var skin = People.Skin(look.Skin);
        var trousers = canvas.Tone(new(70, 72, 84), new(110, 115, 150));
        canvas.Paint(new Capsule(x - 2, 54, x - 4, floor - 2, 3.2f, 2.4f), trousers);
        canvas.Paint(new Capsule(x + 2.5f, 54, x + 5, floor - 2, 3.2f, 2.4f), trousers);
        canvas.Paint(new Capsule(x, 37, x, 50, 7.5f), canvas.Color(shirt));
        canvas.Paint(new Disc(x + 0.5f, 22.5f, 6.8f), skin);
        canvas.Paint(new Both<Disc, Box>(new Disc(x + 0.2f, 22, 7.3f), Box.Of(x - 9, 10, x + 9, 20)), People.Hair(canvas, look.Hair), Role.Detail);
        canvas.Paint(new Disc(x + 4.2f, 22.5f, 1f), new(30, 30, 34), Role.Detail);
    }

    public static void DrawArms(Canvas canvas, PlayerLook look, ClipColor shirt, double story, double ballY, double after, bool made)
    {
        var x = (float)look.X;
        var shoulderX = x + 3;
        const float ShoulderY = 35;
        float handX, handY;
        if (story < Court.Release)
        {
            handX = x + (float)Court.Reach - 6;
            handY = (float)ballY + 4;
        }
        else
        {
            // Follow through; once the shot is decided, up for joy or down.
            var u = (float)Math.Clamp(after / 0.3, 0, 1);
            handX = x + 8 + (made ? -1 * u : 2 * u);
            handY = (float)Court.ReleaseY + 4 + (made ? -8 * u : 30 * u);
        }
        var elbowX = (shoulderX + handX) / 2 + 2.5f;
        var elbowY = (ShoulderY + handY) / 2 + 3;
        canvas.Paint(new Capsule(shoulderX, ShoulderY, elbowX, elbowY, 2.6f), canvas.Color(shirt));
        canvas.Paint(new Capsule(elbowX, elbowY, handX, handY, 2.2f), People.Skin(look.Skin));
    }
}
