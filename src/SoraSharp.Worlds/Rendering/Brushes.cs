using System.Runtime.CompilerServices;

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

    /// <summary>How far inside the edge the shape is plain, world units: from there on <see cref="FillPixel"/> does.</summary>
    float Inset { get; }

    /// <summary>Draws a pixel deep inside the shape.</summary>
    void FillPixel<TPigment>(ref byte pixel, int index, float x, float y, in TPigment pigment)
        where TPigment : struct, IPigment;

    /// <summary>Draws any pixel at its distance from the edge.</summary>
    void Shade<TPigment>(ref byte pixel, int index, float distance, float x, float y, in TPigment pigment)
        where TPigment : struct, IPigment;
}

internal static class Blend
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Set(ref byte pixel, Rgb c)
    {
        pixel = (byte)(c.R + 0.5f);
        Unsafe.Add(ref pixel, 1) = (byte)(c.G + 0.5f);
        Unsafe.Add(ref pixel, 2) = (byte)(c.B + 0.5f);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Mix(ref byte pixel, Rgb c, float a)
    {
        ref var g = ref Unsafe.Add(ref pixel, 1);
        ref var b = ref Unsafe.Add(ref pixel, 2);
        pixel = (byte)(pixel + ((c.R - pixel) * a) + 0.5f);
        g = (byte)(g + ((c.G - g) * a) + 0.5f);
        b = (byte)(b + ((c.B - b) * a) + 0.5f);
    }

    /// <summary>Adds light: never darkens, saturates at white.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Screen(ref byte pixel, Rgb c, float a)
    {
        ref var g = ref Unsafe.Add(ref pixel, 1);
        ref var b = ref Unsafe.Add(ref pixel, 2);
        pixel = (byte)(pixel + ((255 - pixel) * (c.R * a / 255)) + 0.5f);
        g = (byte)(g + ((255 - g) * (c.G * a / 255)) + 0.5f);
        b = (byte)(b + ((255 - b) * (c.B * a / 255)) + 0.5f);
    }
}

/// <summary>Plain areas of colour with smooth edges.</summary>
internal readonly struct FlatBrush(float scale) : IBrush
{
    public float Margin => 0.5f / scale;

    public float Inset => 0.5f / scale;

    public void FillPixel<TPigment>(ref byte pixel, int index, float x, float y, in TPigment pigment)
        where TPigment : struct, IPigment => Blend.Set(ref pixel, pigment.At(x, y));

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

    public float Margin => _half + PencilTile.Stray + (0.5f / scale);

    public float Inset => _half + PencilTile.Stray + (0.5f / scale);

    public void FillPixel<TPigment>(ref byte pixel, int index, float x, float y, in TPigment pigment)
        where TPigment : struct, IPigment =>
        Blend.Set(ref pixel, Rgb.Lerp(PencilTile.Paper, pigment.At(x, y), role == Role.Detail ? 1 : _tone * tile.Hatch[index]));

    public void Shade<TPigment>(ref byte pixel, int index, float distance, float x, float y, in TPigment pigment)
        where TPigment : struct, IPigment
    {
        var d = role == Role.Detail ? distance : distance + tile.Wobble[index];
        var a = 0.5f - (d * scale);
        if (a > 0)
            Blend.Mix(ref pixel, Rgb.Lerp(PencilTile.Paper, pigment.At(x, y), role == Role.Detail ? 1 : _tone * tile.Hatch[index]), MathF.Min(a, 1));
        var o = 0.5f + ((_half - MathF.Abs(d)) * scale);
        if (o > 0)
            Blend.Mix(ref pixel, PencilTile.Graphite, MathF.Min(o, 1) * _line);
    }
}

/// <summary>Bright outlines that glow, over dim fills.</summary>
internal readonly struct NeonBrush(float scale, Role role) : IBrush
{
    /// <summary>How bright the inside of a subject is, of its full colour.</summary>
    public const float SubjectFill = 0.74f;

    private const float GlowReach = 7;
    private readonly float _fill = role switch { Role.Surface => 0.10f, Role.Scenery => 0.16f, Role.Subject => SubjectFill, _ => 1f };
    private readonly float _edge = role switch { Role.Surface => 0.35f, Role.Scenery => 0.75f, Role.Subject => 1f, _ => 0f };
    private readonly float _glow = role switch { Role.Surface => 0f, Role.Scenery => 0.12f, Role.Subject => 0.42f, _ => 0f };
    private readonly float _half = role == Role.Subject ? 0.9f : 0.6f;

    public float Margin => _glow > 0 ? GlowReach : 0.5f / scale;

    public float Inset => (2 * _half) + (0.5f / scale);

    public void FillPixel<TPigment>(ref byte pixel, int index, float x, float y, in TPigment pigment)
        where TPigment : struct, IPigment => Blend.Set(ref pixel, pigment.At(x, y).Times(_fill));

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
