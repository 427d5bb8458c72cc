namespace SoraSharp.Worlds.Rendering.Styles;

/// <summary>
/// Pixel art: large square pixels (it draws on a picture of one pixel a square) in few shades, dark outlines, two tones of shading. No
/// smooth edges.
/// </summary>
internal readonly struct PixelBrush(float scale, Role role, Bounds bounds) : IBrush
{
    /// <summary>Side of a square in world units.</summary>
    public const float CellUnits = 2;

    /// <summary>Steps of a colour channel.</summary>
    private const float Step = 255f / 9;

    // Thin parts (net, lines) must not fall between two squares.
    private readonly float _reach = (role == Role.Detail ? 0.3f : 0) / scale;
    // Thin things would be all outline.
    private readonly float _outline = MathF.Min(bounds.Right - bounds.Left, bounds.Bottom - bounds.Top) * scale < 3.3f ? float.PositiveInfinity
        : role == Role.Subject ? -1 / scale : role == Role.Scenery ? -0.7f / scale : float.PositiveInfinity;
    private readonly float _left = bounds.Left;
    private readonly float _top = bounds.Top;
    private readonly float _across = 1 / MathF.Max(1e-3f, bounds.Right - bounds.Left);
    private readonly float _down = 1 / MathF.Max(1e-3f, bounds.Bottom - bounds.Top);

    public float Margin => _reach;

    public float Inset => role is Role.Subject or Role.Scenery ? 1.01f / scale : 0;

    /// <summary>The colour in as few shades as the style has.</summary>
    public static Rgb Quantise(Rgb c) => new(Round(c.R), Round(c.G), Round(c.B));

    public void FillPixel<TPigment>(ref byte pixel, int index, float x, float y, in TPigment pigment)
        where TPigment : struct, IPigment => Blend.Set(ref pixel, Quantise(Tone(pigment.At(x, y), x, y)));

    public void Shade<TPigment>(ref byte pixel, int index, float distance, float x, float y, in TPigment pigment)
        where TPigment : struct, IPigment
    {
        if (distance > _reach)
            return;
        Blend.Set(ref pixel, Quantise(distance > _outline ? pigment.Main.Times(role == Role.Subject ? 0.42f : 0.6f) : Tone(pigment.At(x, y), x, y)));
    }

    private static float Round(float value) => MathF.Min(255, MathF.Round(value / Step) * Step);

    private Rgb Tone(Rgb color, float x, float y)
    {
        if (role != Role.Subject)
            return color;
        var shade = (0.45f * (x - _left) * _across) + (0.55f * (y - _top) * _down);
        return shade > 0.68f ? color.Times(0.80f) : shade < 0.30f ? color.Towards(Rgb.White, 0.28f) : color;
    }
}
