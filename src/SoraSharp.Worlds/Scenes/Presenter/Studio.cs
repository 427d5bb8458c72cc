using SoraSharp.Worlds.Rendering;

namespace SoraSharp.Worlds.Scenes.Presenter;

/// <summary>What stands behind the presenter. Muted, so that the shirt's colour leads.</summary>
internal static class Studio
{
    public static void Draw(Canvas canvas, Backdrop backdrop)
    {
        switch (backdrop)
        {
            case Backdrop.Bookshelf:
                canvas.Clear(new(170, 150, 128));
                Bookshelf(canvas);
                break;
            case Backdrop.Window:
                canvas.Clear(new(222, 216, 204));
                Window(canvas);
                break;
            case Backdrop.Curtain:
                canvas.Clear(new(178, 170, 186));
                for (var x = -60; x < 190; x += 12)
                    canvas.Paint(Box.Of(x, -60, x + 6, 140), canvas.Tone(new(150, 140, 162), new(100, 85, 130)), Role.Surface);
                break;
            default:
                canvas.Clear(new(206, 210, 214));
                break;
        }
    }

    private static void Bookshelf(Canvas canvas)
    {
        ReadOnlySpan<Rgb> spines = [new(120, 96, 84), new(96, 104, 112), new(150, 132, 110), new(108, 116, 100), new(136, 108, 112)];
        var neon = new Rgb(110, 105, 140);
        // Further than the still picture, for cameras that see more.
        for (var shelf = -2; shelf < 5; shelf++)
        {
            var bottom = 18 + (shelf * 22f);
            for (var i = -6; i < 24; i++)
            {
                var tall = 12 + (((i * 7) + (shelf * 3) + 100) % 5);
                canvas.Paint(Box.Of((i * 7.2f) + 0.5f, bottom - tall, (i * 7.2f) + 6.3f, bottom), canvas.Tone(spines[((i * 3) + shelf + 100) % 5], neon), Role.Surface);
            }
            canvas.Paint(Box.Of(-60, bottom, 190, bottom + 2.5f), canvas.Tone(new(112, 86, 62), new(130, 110, 90)), Role.Surface);
        }
    }

    private static void Window(Canvas canvas)
    {
        foreach (var left in (ReadOnlySpan<float>)[6, 88])
        {
            canvas.Paint(Box.Of(left, 6, left + 34, 54), canvas.Tone(new(250, 250, 250), new(140, 150, 180)), Role.Scenery);
            canvas.Paint(Box.Of(left + 3, 9, left + 15.5f, 51), canvas.Tone(new(190, 216, 234), new(60, 90, 140)), Role.Surface);
            canvas.Paint(Box.Of(left + 18.5f, 9, left + 31, 51), canvas.Tone(new(190, 216, 234), new(60, 90, 140)), Role.Surface);
        }
    }
}
