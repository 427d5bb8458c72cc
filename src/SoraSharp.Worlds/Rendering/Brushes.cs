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
