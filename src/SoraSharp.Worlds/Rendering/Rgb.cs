namespace SoraSharp.Worlds.Rendering;

/// <summary>A colour with channels from 0 to 255.</summary>
internal readonly record struct Rgb(float R, float G, float B)
{
    public static Rgb White => new(255, 255, 255);

    public static Rgb Lerp(Rgb a, Rgb b, float t) => new(a.R + ((b.R - a.R) * t), a.G + ((b.G - a.G) * t), a.B + ((b.B - a.B) * t));

    /// <summary>Each channel times <paramref name="k"/>, at most 255.</summary>
    public Rgb Times(float k) => new(MathF.Min(255, R * k), MathF.Min(255, G * k), MathF.Min(255, B * k));

    public Rgb Towards(Rgb other, float t) => Lerp(this, other, t);
}

/// <summary>The colour of a shape at a point.</summary>
internal interface IPigment
{
    /// <summary>The colour that the shape as a whole radiates (neon glow).</summary>
    Rgb Main { get; }

    Rgb At(float x, float y);
}

internal readonly struct Solid(Rgb color) : IPigment
{
    public Rgb Main => color;

    public Rgb At(float x, float y) => color;
}
