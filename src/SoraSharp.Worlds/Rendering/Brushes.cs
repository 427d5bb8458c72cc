namespace SoraSharp.Worlds.Rendering;

/// <summary>What part a shape plays in the picture; each style draws parts in its own way.</summary>
internal enum Role
{
    /// <summary>Large areas behind everything: wall, floor, water.</summary>
    Surface,
    /// <summary>Things that stand still: hoop, lines, furniture.</summary>
    Scenery,
    /// <summary>What the clip is about.</summary>
    Subject,
    /// <summary>Small parts on a subject: eyes, buttons. No outline, no glow.</summary>
    Detail,
}

/// <summary>Draws one pixel of a shape.</summary>
internal interface IBrush
{
    /// <summary>How far outside the shape it still paints, world units.</summary>
    float Margin { get; }

    void Shade<TPigment>(ref byte pixel, int index, float distance, float x, float y, in TPigment pigment)
        where TPigment : struct, IPigment;
}

internal static class Blend
{
    public static void Mix(ref byte pixel, Rgb c, float a)
    {
        ref var g = ref System.Runtime.CompilerServices.Unsafe.Add(ref pixel, 1);
        ref var b = ref System.Runtime.CompilerServices.Unsafe.Add(ref pixel, 2);
        pixel = (byte)(pixel + ((c.R - pixel) * a) + 0.5f);
        g = (byte)(g + ((c.G - g) * a) + 0.5f);
        b = (byte)(b + ((c.B - b) * a) + 0.5f);
    }

    /// <summary>Adds light: never darkens, saturates at white.</summary>
    public static void Screen(ref byte pixel, Rgb c, float a)
    {
        ref var g = ref System.Runtime.CompilerServices.Unsafe.Add(ref pixel, 1);
        ref var b = ref System.Runtime.CompilerServices.Unsafe.Add(ref pixel, 2);
        pixel = (byte)(pixel + ((255 - pixel) * (c.R * a / 255)) + 0.5f);
        g = (byte)(g + ((255 - g) * (c.G * a / 255)) + 0.5f);
        b = (byte)(b + ((255 - b) * (c.B * a / 255)) + 0.5f);
    }
}

/// <summary>Plain areas of colour with smooth edges.</summary>
internal readonly struct FlatBrush(float scale) : IBrush
{
    public float Margin => 0.5f / scale;

    public void Shade<TPigment>(ref byte pixel, int index, float distance, float x, float y, in TPigment pigment)
        where TPigment : struct, IPigment
    {
        var a = 0.5f - (distance * scale);
        if (a > 0)
            Blend.Mix(ref pixel, pigment.At(x, y), MathF.Min(a, 1));
    }
}

/// <summary>Coloured pencil: strokes of colour on paper, wobbly graphite outlines.</summary>
internal readonly struct PencilBrush(float scale, Role role, PencilTile tile) : IBrush
{
    private readonly float _tone = role switch { Role.Surface => 0.42f, Role.Scenery => 0.75f, Role.Subject => 1f, _ => 1f };
    private readonly float _line = role switch { Role.Surface => 0.35f, Role.Scenery => 0.6f, Role.Subject => 0.9f, _ => 0f };
    private readonly float _half = role == Role.Subject ? 0.65f : 0.5f;

    public float Margin => _half + 0.5f + (1 / scale);

    public void Shade<TPigment>(ref byte pixel, int index, float distance, float x, float y, in TPigment pigment)
        where TPigment : struct, IPigment
    {
        var d = role == Role.Detail ? distance : distance + tile.Wobble[index];
        var a = 0.5f - (d * scale);
        if (a > 0)
            Blend.Mix(ref pixel, Rgb.Lerp(PencilTile.Paper, pigment.At(x, y), _tone * (role == Role.Detail ? 1 : tile.Hatch[index])), MathF.Min(a, 1));
        var o = 0.5f + ((_half - MathF.Abs(d)) * scale);
        if (o > 0)
            Blend.Mix(ref pixel, PencilTile.Graphite, MathF.Min(o, 1) * _line);
    }
}

/// <summary>Bright outlines that glow, over dim fills.</summary>
internal readonly struct NeonBrush(float scale, Role role) : IBrush
{
    private const float GlowReach = 7;
    private readonly float _fill = role switch { Role.Surface => 0.10f, Role.Scenery => 0.16f, Role.Subject => 0.6f, _ => 1f };
    private readonly float _edge = role switch { Role.Surface => 0.35f, Role.Scenery => 0.75f, Role.Subject => 1f, _ => 0f };
    private readonly float _glow = role switch { Role.Surface => 0f, Role.Scenery => 0.12f, Role.Subject => 0.42f, _ => 0f };
    private readonly float _half = role == Role.Subject ? 0.9f : 0.6f;

    public float Margin => _glow > 0 ? GlowReach : 1 / scale;

    public void Shade<TPigment>(ref byte pixel, int index, float distance, float x, float y, in TPigment pigment)
        where TPigment : struct, IPigment
    {
        if (_glow > 0 && distance > 0 && distance < GlowReach)
        {
            var g = 1 - (distance / GlowReach);
            Blend.Screen(ref pixel, pigment.Main, g * g * _glow);
        }
        var a = 0.5f - (distance * scale);
        if (a <= 0)
            return;
        var c = pigment.At(x, y);
        Blend.Mix(ref pixel, c.Times(_fill), MathF.Min(a, 1));
        var e = 0.5f + ((_half - MathF.Abs(distance + _half)) * scale);
        if (e > 0)
            Blend.Mix(ref pixel, Rgb.Lerp(c, Rgb.White, 0.15f), MathF.Min(e, 1) * _edge);
    }
}

/// <summary>The grain of one pencil drawing: how strongly each pixel takes colour, and how far outlines stray there.</summary>
internal sealed class PencilTile
{
    public PencilTile(Viewport view)
    {
        Hatch = new float[view.Width * view.Height];
        Wobble = new float[Hatch.Length];
        for (var py = 0; py < view.Height; py++)
        {
            var y = view.WorldY(py);
            for (var px = 0; px < view.Width; px++)
            {
                var x = view.WorldX(px);
                // Strokes at 45 degrees, about four units apart, bent a little so that they do not look ruled.
                var u = ((x + y) * 0.27f) + (0.25f * MathF.Sin(0.11f * (x - y)));
                var stroke = MathF.Abs((2 * (u - MathF.Floor(u))) - 1);
                var i = (py * view.Width) + px;
                Hatch[i] = 0.70f + (0.30f * stroke);
                Wobble[i] = (0.18f * MathF.Sin((0.41f * x) + (0.23f * y))) + (0.12f * MathF.Sin((0.29f * y) - (0.17f * x)));
            }
        }
    }

    public static Rgb Paper { get; } = new(246, 241, 228);

    public static Rgb Graphite { get; } = new(58, 58, 66);

    public float[] Hatch { get; }

    public float[] Wobble { get; }
}
